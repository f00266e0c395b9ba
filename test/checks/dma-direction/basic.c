// RUN: %check %s | %FileCheck %s
// RUN: %check %s --format=json | %FileCheck %s --check-prefix=JSON
#include <locks.h>
int none(struct device *dev, void *p) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'DMA_NONE' is no direction that dma_map_single() can take; pass the one in which the data goes [dma-direction, high]
  dma_addr_t d = dma_map_single(dev, p, 64, DMA_NONE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'DMA_NONE' is no direction that dma_unmap_single() can take
  dma_unmap_single(dev, d, 64, DMA_NONE);
  return 0;
}
int beyond(struct device *dev, struct scatterlist *sg, int n) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: '4' is no direction that dma_map_sg() can take
  if (!dma_map_sg(dev, sg, n, 4))
    return -ENOMEM;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: '4' is no direction that dma_unmap_sg() can take
  dma_unmap_sg(dev, sg, n, 4);
  return 0;
}
// The other enumeration.
int engine(struct device *dev, void *p) {
  // CHECK: basic.c:[[@LINE+3]]:{{.*}}: warning: 'DMA_MEM_TO_DEV' is an enum dma_transfer_direction, and dma_map_single() takes an enum dma_data_direction; pass DMA_TO_DEVICE [dma-direction, medium]
  // JSON: "fixes":{{ *}}[
  // JSON: "text":{{ *}}"DMA_TO_DEVICE"
  dma_addr_t d = dma_map_single(dev, p, 64, DMA_MEM_TO_DEV);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'DMA_MEM_TO_DEV' is an enum dma_transfer_direction
  dma_unmap_single(dev, d, 64, DMA_MEM_TO_DEV);
  return 0;
}
void synced(struct device *dev, dma_addr_t d) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'DMA_DEV_TO_MEM' is an enum dma_transfer_direction, and dma_sync_single_for_cpu() takes an enum dma_data_direction; pass DMA_FROM_DEVICE
  dma_sync_single_for_cpu(dev, d, 64, DMA_DEV_TO_MEM);
}
void variable(struct device *dev, dma_addr_t d, enum dma_transfer_direction dir) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'dir' is an enum dma_transfer_direction, and dma_sync_single_for_device() takes an enum dma_data_direction; pass a value of that type
  dma_sync_single_for_device(dev, d, 64, dir);
}
