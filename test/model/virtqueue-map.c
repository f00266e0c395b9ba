// RUN: %check %s | %FileCheck %s
// The mappings of a virtqueue under the names that Linux 6.18 gave them.
#include <kernel.h>
struct virtqueue;
dma_addr_t virtqueue_map_single_attrs(const struct virtqueue *, void *, size_t, enum dma_data_direction, unsigned long);
void virtqueue_unmap_single_attrs(const struct virtqueue *, dma_addr_t, size_t, enum dma_data_direction, unsigned long);
int virtqueue_map_mapping_error(const struct virtqueue *, dma_addr_t);

int lost(struct virtqueue *q, void *buf, int bad) {
  dma_addr_t dma = virtqueue_map_single_attrs(q, buf, 64, DMA_TO_DEVICE, 0);
  if (virtqueue_map_mapping_error(q, dma))
    return -EIO;
  if (bad)
    // CHECK: :[[#@LINE+1]]:{{[0-9]+}}: warning: 'dma' is never released on this path and nothing refers to it any more; call virtqueue_unmap_single_attrs() before leaving [dma-leak, high]
    return -EINVAL;
  virtqueue_unmap_single_attrs(q, dma, 64, DMA_TO_DEVICE, 0);
  return 0;
}
int kept(struct virtqueue *q, void *buf, int bad) {
  dma_addr_t dma = virtqueue_map_single_attrs(q, buf, 64, DMA_TO_DEVICE, 0);
  if (virtqueue_map_mapping_error(q, dma))
    return -EIO;
  virtqueue_unmap_single_attrs(q, dma, 64, DMA_TO_DEVICE, 0);
  return bad ? -EINVAL : 0;
}
// CHECK: 1 finding in 1 of 1 units
