// RUN: %check %s | %FileCheck %s
// CHECK: 0 findings
#include <locks.h>
struct req { bool write; enum dma_data_direction dir; int number; };
int each(struct device *dev, void *p, struct scatterlist *sg, struct sg_table *t) {
  dma_addr_t d = dma_map_single(dev, p, 64, DMA_BIDIRECTIONAL);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  dma_unmap_single(dev, d, 64, DMA_BIDIRECTIONAL);
  if (!dma_map_sg(dev, sg, 1, DMA_FROM_DEVICE))
    return -ENOMEM;
  dma_unmap_sg(dev, sg, 1, DMA_FROM_DEVICE);
  if (dma_map_sgtable(dev, t, DMA_TO_DEVICE, 0))
    return -ENOMEM;
  dma_unmap_sgtable(dev, t, DMA_TO_DEVICE, 0);
  return 0;
}
int chosen(struct device *dev, void *p, struct req *r) {
  enum dma_data_direction dir = r->write ? DMA_TO_DEVICE : DMA_FROM_DEVICE;
  dma_addr_t d = dma_map_single(dev, p, 64, dir);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  dma_unmap_single(dev, d, 64, dir);
  return 0;
}
void field(struct device *dev, dma_addr_t d, struct req *r) { dma_sync_single_for_cpu(dev, d, 64, r->dir); }
// A number that somebody else has chosen, and a cast that says what it is.
void number(struct device *dev, dma_addr_t d, struct req *r) { dma_sync_single_for_cpu(dev, d, 64, r->number); }
void converted(struct device *dev, dma_addr_t d, enum dma_transfer_direction dir) {
  dma_sync_single_for_cpu(dev, d, 64, dir == DMA_DEV_TO_MEM ? DMA_FROM_DEVICE : DMA_TO_DEVICE);
}
// Not yet decided.
void later(struct req *r) { r->dir = DMA_NONE; }
// The DMA engine's own.
void *prepare(struct dma_chan *c, struct scatterlist *sg, unsigned n) { return dmaengine_prep_slave_sg(c, sg, n, DMA_MEM_TO_DEV, 0); }
