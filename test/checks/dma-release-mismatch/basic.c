// RUN: %check %s | %FileCheck %s
// RUN: %check %s --min-confidence=low | FileCheck %s --check-prefix=LOW
#include <kernel.h>

struct priv { struct device *dev; struct pci_dev *pdev; struct platform_device *ndev; struct dma_pool *small, *big; void *buf; };
#define SIZE 64

void size(struct device *dev) {
  dma_addr_t d;
  void *v = dma_alloc_coherent(dev, SIZE + 32, &d, GFP_KERNEL);
  if (!v)
    return;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'v' is released with a size of 64 bytes, but was acquired with 96 bytes; release it with the same size [dma-release-mismatch, high]
  dma_free_coherent(dev, SIZE, v, d);
}
void direction(struct device *dev, void *buf) {
  dma_addr_t d = dma_map_single(dev, buf, SIZE, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d))
    return;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'd' is released as DMA_FROM_DEVICE, but was mapped as DMA_TO_DEVICE; release it with the same direction [dma-release-mismatch, high]
  dma_unmap_single(dev, d, SIZE, DMA_FROM_DEVICE);
}
void family(struct device *dev) {
  dma_addr_t d;
  void *v = dma_alloc_coherent(dev, SIZE, &d, GFP_KERNEL);
  if (!v)
    return;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'v' was acquired with dma_alloc_coherent() and must not be released with dma_free_wc(); use dma_free_coherent() [dma-release-mismatch, high]
  dma_free_wc(dev, SIZE, v, d);
}
void by_hand(struct device *dev) {
  dma_addr_t d;
  void *v = dmam_alloc_coherent(dev, SIZE, &d, GFP_KERNEL);
  if (!v)
    return;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'v' was acquired with dmam_alloc_coherent() {{.*}}; use nothing, the device core does it, or dmam_free_coherent()
  dma_free_coherent(dev, SIZE, v, d);
}
void count(struct device *dev, struct scatterlist *sg, int nents) {
  int mapped = dma_map_sg(dev, sg, nents, DMA_TO_DEVICE);
  if (!mapped)
    return;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'sg' is released with the number of entries that dma_map_sg() returned; use the number that was passed to it
  dma_unmap_sg(dev, sg, mapped, DMA_TO_DEVICE);
}
void address(struct device *dev) {
  dma_addr_t d;
  char *v = (char *)dma_alloc_coherent(dev, SIZE, &d, GFP_KERNEL);
  if (!v)
    return;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'v + 16' is not the address that dma_alloc_coherent() returned; release the address itself [dma-release-mismatch, medium]
  dma_free_coherent(dev, SIZE, v + 16, d);
}
void handle(struct device *dev) {
  dma_addr_t d, e;
  void *v = dma_alloc_coherent(dev, SIZE, &d, GFP_KERNEL);
  if (!v)
    return;
  void *w = dma_alloc_coherent(dev, SIZE, &e, GFP_KERNEL);
  if (w) {
    // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'd' is not the DMA handle that dma_alloc_coherent() gave for 'w'; release it with that handle [dma-release-mismatch, high]
    dma_free_coherent(dev, SIZE, w, d);
  }
  dma_free_coherent(dev, SIZE, v, d);
}
void pool(struct priv *p) {
  dma_addr_t d;
  void *v = dma_pool_alloc(p->small, GFP_KERNEL, &d);
  if (!v)
    return;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'v' is released to the pool in 'big', but comes from the one in 'small'; release it to the same pool [dma-release-mismatch, medium]
  dma_pool_free(p->big, v, d);
  // CHECK: note: assuming that 'small' and 'big' do not hold the same pool
}
void device(struct priv *p) {
  dma_addr_t d = dma_map_single(&p->pdev->dev, p->buf, SIZE, DMA_TO_DEVICE);
  if (dma_mapping_error(&p->pdev->dev, d))
    return;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'd' is released for the device of a struct platform_device, but was acquired for that of a struct pci_dev
  dma_unmap_single(&p->ndev->dev, d, SIZE, DMA_TO_DEVICE);
}
// The wrong twin does the same on every platform.
void twin(struct device *dev, void *buf) {
  dma_addr_t d = dma_map_single(dev, buf, SIZE, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d))
    return;
  // LOW: basic.c:[[@LINE+1]]:{{.*}} was acquired with dma_map_single() and must not be released with dma_unmap_page(); use dma_unmap_single() [dma-release-mismatch, low]
  dma_unmap_page(dev, d, SIZE, DMA_TO_DEVICE);
}

// Silent: one size, spelled in two ways.
struct rec { u32 a[4]; };
void spelled_otherwise(struct device *dev) {
  dma_addr_t d;
  struct rec *r = (struct rec *)dma_alloc_coherent(dev, sizeof(*r), &d, GFP_KERNEL);
  if (!r)
    return;
  dma_free_coherent(dev, sizeof(struct rec), r, d);
}
// Its twin: the size of the pointer.
void spelled_badly(struct device *dev) {
  dma_addr_t d;
  struct rec *r = (struct rec *)dma_alloc_coherent(dev, sizeof(*r), &d, GFP_KERNEL);
  if (!r)
    return;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'r' is released with a size of 8 bytes, but was acquired with 16 bytes{{.*}} [dma-release-mismatch, high]
  dma_free_coherent(dev, sizeof(r), r, d);
}
// Silent: what the two sizes are is not known.
void run_time(struct device *dev, size_t asked, size_t given) {
  dma_addr_t d;
  void *v = dma_alloc_coherent(dev, asked, &d, GFP_KERNEL);
  if (v)
    dma_free_coherent(dev, given, v, d);
}
// Its twin: how they differ is known.
void run_time_more(struct device *dev, size_t asked) {
  dma_addr_t d;
  void *v = dma_alloc_coherent(dev, asked, &d, GFP_KERNEL);
  size_t given = asked + 32;
  if (v)
    // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'v' is released with 'given' bytes, but was acquired with fewer{{.*}} [dma-release-mismatch, medium]
    dma_free_coherent(dev, given, v, d);
}
// Silent: an offset that is taken back.
void offset_and_back(struct device *dev, size_t pad) {
  dma_addr_t d;
  char *v = (char *)dma_alloc_coherent(dev, SIZE, &d, GFP_KERNEL);
  if (!v)
    return;
  v += pad;
  d += pad;
  dma_free_coherent(dev, SIZE, v - pad, d - pad);
}
// Its twin: not taken back.
void offset_only(struct device *dev) {
  dma_addr_t d;
  char *v = (char *)dma_alloc_coherent(dev, SIZE, &d, GFP_KERNEL);
  if (!v)
    return;
  v += 16;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'v' is not the address that dma_alloc_coherent() returned{{.*}} [dma-release-mismatch, medium]
  dma_free_coherent(dev, SIZE, v, d);
}
// Silent: the number that was passed. Its twin is count().
void original_count(struct device *dev, struct scatterlist *sg, int nents) {
  int mapped = dma_map_sg(dev, sg, nents, DMA_TO_DEVICE);
  if (mapped > 0)
    dma_unmap_sg(dev, sg, nents, DMA_TO_DEVICE);
}
// Silent: a question that is asked twice has one answer. Its twin is other_answer().
struct flags { unsigned long bits[2]; };
#define RING(f) (test_flag(3, (f)->bits) ? 512 : 128)
void same_answer(struct device *dev, struct flags *f) {
  dma_addr_t d;
  void *v = dma_alloc_coherent(dev, RING(f), &d, GFP_KERNEL);
  if (v)
    dma_free_coherent(dev, RING(f), v, d);
}
// A question that may have another answer now.
void other_answer(struct device *dev, struct flags *f) {
  dma_addr_t d;
  void *v = dma_alloc_coherent(dev, RING(f), &d, GFP_KERNEL);
  if (!v)
    return;
  set_flag(3, f->bits);
  int size = RING(f);
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'v' is released with a size of
  dma_free_coherent(dev, size, v, d);
}
// Silent: which release it is depends on what decided the acquisition.
void chosen(struct device *dev, struct flags *f) {
  dma_addr_t d;
  void *v = dma_alloc_coherent(dev, RING(f), &d, GFP_KERNEL);
  if (!v)
    return;
  set_flag(3, f->bits);
  if (test_flag(3, f->bits))
    dma_free_coherent(dev, 512, v, d);
  else
    dma_free_coherent(dev, 128, v, d);
}
// Its twin: nothing decides which one it is.
void not_chosen(struct device *dev, struct flags *f) {
  dma_addr_t d;
  void *v = dma_alloc_coherent(dev, RING(f), &d, GFP_KERNEL);
  if (!v)
    return;
  set_flag(3, f->bits);
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'v' is released with a size of 512 bytes, but was acquired with 128 bytes{{.*}} [dma-release-mismatch, high]
  dma_free_coherent(dev, 512, v, d);
}
// An old value has been asked, but there is no other way to acquire it, and none to release it.
struct card { struct device *dev; void *v, *w; dma_addr_t d, wd; int managed, fast; };
int only_way(struct card *c) {
  void *v = dma_alloc_coherent(c->dev, SIZE, &c->d, GFP_KERNEL);
  if (!v)
    return -ENOMEM;
  if (c->fast)
    set_flag(3, (unsigned long *)c);
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'v' was acquired with dma_alloc_coherent() and must not be released with dma_free_wc(); use dma_free_coherent() [dma-release-mismatch, high]
  dma_free_wc(c->dev, SIZE, v, c->d);
  return 0;
}
// Silent: two ways to acquire it, and what chose one chooses how to release it.
int two_ways(struct card *c) {
  if (c->managed)
    c->w = dma_alloc_wc(c->dev, SIZE, &c->wd, GFP_KERNEL);
  else
    c->w = dma_alloc_coherent(c->dev, SIZE, &c->wd, GFP_KERNEL);
  if (!c->w)
    return -ENOMEM;
  set_flag(3, (unsigned long *)c);
  if (!c->managed)
    goto other;
  dma_free_wc(c->dev, SIZE, c->w, c->wd);
  return 0;
other:
  dma_free_coherent(c->dev, SIZE, c->w, c->wd);
  return 0;
}
// Silent: the direction was chosen by an old value, and so, perhaps, alike before; and lists are mapped in several ways.
int by_way(struct card *c, void *p) {
  enum dma_data_direction way = DMA_FROM_DEVICE;
  dma_addr_t d = dma_map_single(c->dev, p, SIZE, DMA_TO_DEVICE);
  if (dma_mapping_error(c->dev, d))
    return -ENOMEM;
  if (c->fast)
    way = DMA_TO_DEVICE;
  dma_unmap_single(c->dev, d, SIZE, way);
  return 0;
}
// Its twin: nothing chose it.
int by_mistake(struct card *c, void *p) {
  dma_addr_t d = dma_map_single(c->dev, p, SIZE, DMA_TO_DEVICE);
  if (dma_mapping_error(c->dev, d))
    return -ENOMEM;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'd' is released as DMA_FROM_DEVICE, but was mapped as DMA_TO_DEVICE; release it with the same direction [dma-release-mismatch, high]
  dma_unmap_single(c->dev, d, SIZE, DMA_FROM_DEVICE);
  return 0;
}
// CHECK: 16 findings in 1 of 1 units
