// RUN: %check %s | %FileCheck %s
// CHECK: 0 findings
#include <locks.h>
struct buf { struct device *dev; void *v; dma_addr_t dma; unsigned long attrs; };
int same(struct device *dev) {
  dma_addr_t d;
  void *v = dma_alloc_attrs(dev, 4096, &d, GFP_KERNEL, DMA_ATTR_NO_KERNEL_MAPPING | DMA_ATTR_NO_WARN);
  if (!v)
    return -ENOMEM;
  dma_free_attrs(dev, 4096, v, d, DMA_ATTR_NO_KERNEL_MAPPING);
  return 0;
}
// These may differ: they say how to do it, not what it is.
int hint(struct device *dev, void *p) {
  dma_addr_t d = dma_map_single_attrs(dev, p, 64, DMA_TO_DEVICE, DMA_ATTR_WEAK_ORDERING);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  dma_unmap_single_attrs(dev, d, 64, DMA_TO_DEVICE, DMA_ATTR_SKIP_CPU_SYNC);
  return 0;
}
int chosen(struct buf *b) {
  b->v = dma_alloc_attrs(b->dev, 4096, &b->dma, GFP_KERNEL, b->attrs);
  return b->v ? 0 : -ENOMEM;
}
void drop(struct buf *b) { dma_free_attrs(b->dev, 4096, b->v, b->dma, b->attrs); }
void *single(struct device *dev) {
  return dma_alloc_noncontiguous(dev, 4096, DMA_TO_DEVICE, GFP_KERNEL, DMA_ATTR_ALLOC_SINGLE_PAGES);
}
void *none(struct device *dev) { return dma_alloc_noncontiguous(dev, 4096, DMA_TO_DEVICE, GFP_KERNEL, 0); }
// Memory that the CPU may use.
int combined(struct device *dev) {
  dma_addr_t d;
  u32 *v = dma_alloc_attrs(dev, 4096, &d, GFP_KERNEL, DMA_ATTR_WRITE_COMBINE);
  if (!v)
    return -ENOMEM;
  v[0] = 1;
  dma_free_attrs(dev, 4096, v, d, DMA_ATTR_WRITE_COMBINE);
  return 0;
}
// Its DMA address is not its memory.
int cookie(struct device *dev, u64 *desc) {
  dma_addr_t d;
  void *v = dma_alloc_attrs(dev, 4096, &d, GFP_KERNEL, DMA_ATTR_NO_KERNEL_MAPPING);
  if (!v)
    return -ENOMEM;
  *desc = d;
  dma_free_attrs(dev, 4096, v, d, DMA_ATTR_NO_KERNEL_MAPPING);
  return 0;
}
