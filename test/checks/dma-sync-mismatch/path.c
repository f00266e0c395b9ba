// RUN: %check %s | %FileCheck %s
// Mapped and synchronised on one path.
#include <kernel.h>

void dma_sync_single_range_for_cpu(struct device *, dma_addr_t, unsigned long, size_t, enum dma_data_direction);

int direction(struct device *dev, void *p) {
  dma_addr_t d = dma_map_single(dev, p, 64, DMA_FROM_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  // CHECK: path.c:[[@LINE+1]]:{{.*}}: warning: 'd' is synchronised as DMA_TO_DEVICE, but was mapped as DMA_FROM_DEVICE; use the direction of the mapping [dma-sync-mismatch, high]
  dma_sync_single_for_cpu(dev, d, 64, DMA_TO_DEVICE);
  dma_unmap_single(dev, d, 64, DMA_FROM_DEVICE);
  return 0;
}
int range(struct device *dev, void *p) {
  dma_addr_t d = dma_map_single(dev, p, 64, DMA_FROM_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  // CHECK: path.c:[[@LINE+1]]:{{.*}}: warning: 'd' is synchronised up to byte 96, but only 64 bytes were mapped; stay within the mapping [dma-sync-mismatch, high]
  dma_sync_single_range_for_cpu(dev, d, 32, 64, DMA_FROM_DEVICE);
  dma_unmap_single(dev, d, 64, DMA_FROM_DEVICE);
  return 0;
}
int failed(struct device *dev, void *p) {
  dma_addr_t d = dma_map_single(dev, p, 64, DMA_FROM_DEVICE);
  if (dma_mapping_error(dev, d)) {
    // CHECK: path.c:[[@LINE+1]]:{{.*}}: warning: 'd' is synchronised although its mapping failed; do not go on without the mapping [dma-sync-mismatch, high]
    dma_sync_single_for_cpu(dev, d, 64, DMA_FROM_DEVICE);
    return -EIO;
  }
  dma_unmap_single(dev, d, 64, DMA_FROM_DEVICE);
  return 0;
}
// Silent: in the same direction, within the range; either way of a bidirectional mapping; a
// direction and a size that are chosen once. The twins are direction() and range().
int well(struct device *dev, void *p, enum dma_data_direction dir, size_t n) {
  dma_addr_t d = dma_map_single(dev, p, n, dir);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  dma_sync_single_for_cpu(dev, d, n, dir);
  dma_sync_single_for_device(dev, d, n / 2, dir);
  dma_unmap_single(dev, d, n, dir);
  d = dma_map_single(dev, p, 64, DMA_BIDIRECTIONAL);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  dma_sync_single_range_for_cpu(dev, d, 32, 32, DMA_FROM_DEVICE);
  dma_sync_single_for_device(dev, d, 64, DMA_TO_DEVICE);
  dma_unmap_single(dev, d, 64, DMA_BIDIRECTIONAL);
  return 0;
}
int chosen(struct device *dev, void *p, bool write) {
  enum dma_data_direction dir = write ? DMA_TO_DEVICE : DMA_FROM_DEVICE;
  dma_addr_t d = dma_map_single(dev, p, 64, dir);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  if (!write)
    dma_sync_single_for_cpu(dev, d, 64, DMA_FROM_DEVICE);
  dma_unmap_single(dev, d, 64, dir);
  return 0;
}
// Its twin: the other of the two.
int chosen_badly(struct device *dev, void *p, bool write) {
  enum dma_data_direction dir = write ? DMA_TO_DEVICE : DMA_FROM_DEVICE;
  dma_addr_t d = dma_map_single(dev, p, 64, dir);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  if (write)
    // CHECK: path.c:[[@LINE+1]]:{{.*}}: warning: 'd' is synchronised as DMA_FROM_DEVICE, but was mapped as DMA_TO_DEVICE{{.*}} [dma-sync-mismatch, high]
    dma_sync_single_for_cpu(dev, d, 64, DMA_FROM_DEVICE);
  dma_unmap_single(dev, d, 64, dir);
  return 0;
}
// CHECK: 4 findings in 1 of 1 units
