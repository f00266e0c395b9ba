// RUN: %check %s | %FileCheck %s
#include <kernel.h>

struct buf { dma_addr_t dma, other; void *v; dma_addr_t vd, untested; };

void streaming(struct device *dev, struct buf *b, void *p) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'b->dma' is used without a test whether dma_map_single() failed; test it with dma_mapping_error() before the device may see it [dma-unchecked-result, high]
  b->dma = dma_map_single(dev, p, 64, DMA_TO_DEVICE);
}
void stop_streaming(struct device *dev, struct buf *b) {
  dma_unmap_single(dev, b->dma, 64, DMA_TO_DEVICE);
  dma_unmap_single(dev, b->other, 64, DMA_TO_DEVICE);
  dma_unmap_single(dev, b->vd, 64, DMA_TO_DEVICE);
  dma_unmap_single(dev, b->untested, 64, DMA_TO_DEVICE);
}
void coherent(struct device *dev, u32 *regs) {
  dma_addr_t d;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'v' is used without a test whether dma_alloc_coherent() failed; test the returned pointer for NULL [dma-unchecked-result, high]
  u32 *v = (u32 *)dma_alloc_coherent(dev, 64, &d, GFP_KERNEL);
  v[0] = 1;
  writel(d, regs);
  dma_free_coherent(dev, 64, v, d);
}
void list(struct device *dev, struct scatterlist *sg, int n) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'sg' is used without a test whether dma_map_sg() failed; give up when it returns 0 [dma-unchecked-result, high]
  dma_map_sg(dev, sg, n, DMA_TO_DEVICE);
}

// Silent: every style of testing.
int deferred(struct device *dev, struct buf *b, void *p, void *q) {
  b->other = dma_map_single(dev, p, 64, DMA_TO_DEVICE);
  b->vd = dma_map_single(dev, q, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, b->other) || dma_mapping_error(dev, b->vd))
    return -ENOMEM;
  return 0;
}
// Its twin: one of the two is not tested.
int deferred_one(struct device *dev, struct buf *b, void *p, void *q) {
  b->other = dma_map_single(dev, p, 64, DMA_TO_DEVICE);
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'b->untested' is used without a test whether dma_map_single() failed{{.*}} [dma-unchecked-result, high]
  b->untested = dma_map_single(dev, q, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, b->other))
    return -ENOMEM;
  return 0;
}
int through_variable(struct device *dev, struct buf *b, void *p) {
  dma_addr_t d = dma_map_single(dev, p, 64, DMA_TO_DEVICE);
  int err = dma_mapping_error(dev, d);
  if (err)
    return err;
  b->vd = d;
  return 0;
}
// Its twin: the variable says something else.
int other_variable(struct device *dev, struct buf *b, void *p) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'd' is used without a test whether dma_map_single() failed{{.*}} [dma-unchecked-result, high]
  dma_addr_t d = dma_map_single(dev, p, 64, DMA_TO_DEVICE);
  int err = dma_mapping_error(dev, b->other);
  if (err)
    // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'd' is never released on this path and nothing refers to it any more{{.*}} [dma-leak, high]
    return err;
  b->untested = d;
  return 0;
}
static int is_bad(struct device *dev, dma_addr_t d) {
  return unlikely(dma_mapping_error(dev, d)) ? -ENOMEM : 0;
}
int helper(struct device *dev, struct buf *b, void *p) {
  dma_addr_t d = dma_map_single(dev, p, 64, DMA_TO_DEVICE);
  if (is_bad(dev, d))
    return -ENOMEM;
  b->vd = d;
  return 0;
}
// Its twin: the helper asks something else.
static int is_odd(struct device *dev, dma_addr_t d) {
  return unlikely(d & 1) ? -EINVAL : 0;
}
int other_helper(struct device *dev, struct buf *b, void *p) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'd' is used without a test whether dma_map_single() failed{{.*}} [dma-unchecked-result, high]
  dma_addr_t d = dma_map_single(dev, p, 64, DMA_TO_DEVICE);
  if (is_odd(dev, d))
    // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'd' is never released on this path and nothing refers to it any more{{.*}} [dma-leak, high]
    return -ENOMEM;
  b->untested = d;
  return 0;
}
int against_error(struct device *dev, struct buf *b, void *p) {
  dma_addr_t d = dma_map_single(dev, p, 64, DMA_TO_DEVICE);
  if (d == DMA_MAPPING_ERROR)
    return -ENOMEM;
  b->vd = d;
  return 0;
}
// Its twin: compared with something else.
int against_another(struct device *dev, struct buf *b, void *p) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'd' is used without a test whether dma_map_single() failed{{.*}} [dma-unchecked-result, high]
  dma_addr_t d = dma_map_single(dev, p, 64, DMA_TO_DEVICE);
  if (d == b->other)
    return -ENOMEM;
  b->untested = d;
  return 0;
}
dma_addr_t to_caller(struct device *dev, void *p) {
  return dma_map_single(dev, p, 64, DMA_TO_DEVICE);
}
// Its twin: the callers are known, and none of them tests it.
static dma_addr_t to_callers(struct device *dev, void *p) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: what dma_map_single() gives here is handed to the callers of to_callers(), and none of them tests it{{.*}} [dma-unchecked-result, medium]
  return dma_map_single(dev, p, 64, DMA_TO_DEVICE);
}
void caller(struct device *dev, struct buf *b, void *p) {
  b->untested = to_callers(dev, p);
}
struct two { void *a, *b; dma_addr_t ad, bd; struct device *dev; };
int one_test_for_both(struct two *t) {
  t->a = dma_alloc_coherent(t->dev, 64, &t->ad, GFP_KERNEL);
  t->b = dma_alloc_coherent(t->dev, 64, &t->bd, GFP_KERNEL);
  if (!t->a || !t->b)
    return -ENOMEM;
  return 0;
}
// Its twin: half a test.
struct half { void *a, *b; dma_addr_t ad, bd; struct device *dev; };
int one_test_for_one(struct half *t) {
  t->a = dma_alloc_coherent(t->dev, 64, &t->ad, GFP_KERNEL);
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 't->b' is used without a test whether dma_alloc_coherent() failed{{.*}} [dma-unchecked-result, high]
  t->b = dma_alloc_coherent(t->dev, 64, &t->bd, GFP_KERNEL);
  if (!t->a)
    return -ENOMEM;
  return 0;
}
void close_half(struct half *t) {
  dma_free_coherent(t->dev, 64, t->a, t->ad);
  dma_free_coherent(t->dev, 64, t->b, t->bd);
}
void close_two(struct two *t) {
  dma_free_coherent(t->dev, 64, t->a, t->ad);
  dma_free_coherent(t->dev, 64, t->b, t->bd);
}
int entries(struct device *dev, struct scatterlist *sg, int n) {
  if (dma_map_sg(dev, sg, n, DMA_TO_DEVICE) < 1)
    return -ENOMEM;
  return 0;
}
// Its twin: the number is not looked at.
int entries_unseen(struct device *dev, struct scatterlist *sg, int n) {
  if (n < 1)
    return -ENOMEM;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'sg' is used without a test whether dma_map_sg() failed{{.*}} [dma-unchecked-result, high]
  dma_map_sg(dev, sg, n, DMA_TO_DEVICE);
  return 0;
}
int entries_kept(struct device *dev, struct sg_table *t) {
  t->nents = dma_map_sg(dev, t->sgl, t->orig_nents, DMA_TO_DEVICE);
  if (!t->nents)
    return -ENOMEM;
  return 0;
}
// Its twin: kept, and not tested.
int entries_only_kept(struct device *dev, struct sg_table *t) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 't->sgl' is used without a test whether dma_map_sg() failed{{.*}} [dma-unchecked-result, medium]
  t->nents = dma_map_sg(dev, t->sgl, t->orig_nents, DMA_TO_DEVICE);
  return 0;
}
int table(struct device *dev, struct sg_table *t) {
  int ret = dma_map_sgtable(dev, t, DMA_TO_DEVICE, 0);
  if (ret)
    return ret;
  return 0;
}
// Its twin: the result is dropped.
int table_dropped(struct device *dev, struct sg_table *t) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 't' is used without a test whether dma_map_sgtable() failed{{.*}} [dma-unchecked-result, high]
  dma_map_sgtable(dev, t, DMA_TO_DEVICE, 0);
  return 0;
}
// Silent: tested by another function of the file.
struct late { dma_addr_t dma; };
void map_late(struct device *dev, struct late *l, void *p) {
  l->dma = dma_map_single(dev, p, 64, DMA_TO_DEVICE);
}
int test_late(struct device *dev, struct late *l) {
  return dma_mapping_error(dev, l->dma);
}
// Its twin: nobody tests it.
struct later { dma_addr_t dma; };
void map_later(struct device *dev, struct later *l, void *p) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'l->dma' is used without a test whether dma_map_single() failed{{.*}} [dma-unchecked-result, high]
  l->dma = dma_map_single(dev, p, 64, DMA_TO_DEVICE);
}
void unmap_late(struct device *dev, struct late *a, struct later *b) {
  dma_unmap_single(dev, a->dma, 64, DMA_TO_DEVICE);
  dma_unmap_single(dev, b->dma, 64, DMA_TO_DEVICE);
}
// A function of another file that gets the handle of memory cannot tell whether there is any; one that gets a mapping can.
int tell_device(struct device *, dma_addr_t, size_t);
int told_memory(struct device *dev) {
  dma_addr_t d;
  int err;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'v' is used without a test whether dma_alloc_coherent() failed; test the returned pointer for NULL [dma-unchecked-result, high]
  void *v = dma_alloc_coherent(dev, 64, &d, GFP_KERNEL);
  err = tell_device(dev, d, 64);
  dma_free_coherent(dev, 64, v, d);
  return err;
}
int told_mapping(struct device *dev, void *p) {
  dma_addr_t d = dma_map_single(dev, p, 64, DMA_TO_DEVICE);
  int err = tell_device(dev, d, 64);
  dma_unmap_single(dev, d, 64, DMA_TO_DEVICE);
  return err;
}
// CHECK: 16 findings in 1 of 1 units
