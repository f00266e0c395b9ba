// RUN: %check %s | %FileCheck %s
#include <kernel.h>

struct buf { dma_addr_t dma, other; void *v; dma_addr_t vd; };

void streaming(struct device *dev, struct buf *b, void *p) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'b->dma' is used without a test whether dma_map_single() failed; test it with dma_mapping_error() before the device may see it [dma-unchecked-result, high]
  b->dma = dma_map_single(dev, p, 64, DMA_TO_DEVICE);
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
int through_variable(struct device *dev, struct buf *b, void *p) {
  dma_addr_t d = dma_map_single(dev, p, 64, DMA_TO_DEVICE);
  int err = dma_mapping_error(dev, d);
  if (err)
    return err;
  b->vd = d;
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
int against_error(struct device *dev, struct buf *b, void *p) {
  dma_addr_t d = dma_map_single(dev, p, 64, DMA_TO_DEVICE);
  if (d == DMA_MAPPING_ERROR)
    return -ENOMEM;
  b->vd = d;
  return 0;
}
dma_addr_t to_caller(struct device *dev, void *p) {
  return dma_map_single(dev, p, 64, DMA_TO_DEVICE);
}
struct two { void *a, *b; dma_addr_t ad, bd; struct device *dev; };
int one_test_for_both(struct two *t) {
  t->a = dma_alloc_coherent(t->dev, 64, &t->ad, GFP_KERNEL);
  t->b = dma_alloc_coherent(t->dev, 64, &t->bd, GFP_KERNEL);
  if (!t->a || !t->b)
    return -ENOMEM;
  return 0;
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
int entries_kept(struct device *dev, struct sg_table *t) {
  t->nents = dma_map_sg(dev, t->sgl, t->orig_nents, DMA_TO_DEVICE);
  if (!t->nents)
    return -ENOMEM;
  return 0;
}
int table(struct device *dev, struct sg_table *t) {
  int ret = dma_map_sgtable(dev, t, DMA_TO_DEVICE, 0);
  if (ret)
    return ret;
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
