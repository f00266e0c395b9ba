// RUN: %check %s | %FileCheck %s
// RUN: %check %s --format=json | %FileCheck %s --check-prefix=JSON
#include <locks.h>
struct req { bool write; enum dma_data_direction dir; enum dma_transfer_direction moved; int number; };
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
int table(struct device *dev, struct sg_table *t) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'DMA_NONE' is no direction that dma_map_sgtable() can take; pass the one in which the data goes [dma-direction, high]
  if (dma_map_sgtable(dev, t, DMA_NONE, 0))
    return -ENOMEM;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'DMA_NONE' is no direction that dma_unmap_sgtable() can take; pass the one in which the data goes [dma-direction, high]
  dma_unmap_sgtable(dev, t, DMA_NONE, 0);
  return 0;
}
// Silent: their twin with each of the others.
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
// Silent: not yet decided.
void later(struct req *r) { r->dir = DMA_NONE; }
// Its twin: used.
void undecided(struct device *dev, dma_addr_t d) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'DMA_NONE' is no direction that dma_sync_single_for_cpu() can take; pass the one in which the data goes [dma-direction, high]
  dma_sync_single_for_cpu(dev, d, 64, DMA_NONE);
}
// Silent: a number that somebody else has chosen.
void number(struct device *dev, dma_addr_t d, struct req *r) { dma_sync_single_for_cpu(dev, d, 64, r->number); }
// Its twin: one that stands there.
void no_number(struct device *dev, dma_addr_t d) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: '7' is no direction that dma_sync_single_for_cpu() can take; pass the one in which the data goes [dma-direction, high]
  dma_sync_single_for_cpu(dev, d, 64, 7);
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
// Silent: its twin that makes one of the other.
void converted(struct device *dev, dma_addr_t d, enum dma_transfer_direction dir) {
  dma_sync_single_for_cpu(dev, d, 64, dir == DMA_DEV_TO_MEM ? DMA_FROM_DEVICE : DMA_TO_DEVICE);
}
// Silent: a variable and a field of the type.
int chosen(struct device *dev, void *p, struct req *r) {
  enum dma_data_direction dir = r->write ? DMA_TO_DEVICE : DMA_FROM_DEVICE;
  dma_addr_t d = dma_map_single(dev, p, 64, dir);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  dma_unmap_single(dev, d, 64, dir);
  return 0;
}
void field(struct device *dev, dma_addr_t d, struct req *r) { dma_sync_single_for_cpu(dev, d, 64, r->dir); }
// Their twins: of the other type.
int chosen_otherwise(struct device *dev, void *p, struct req *r) {
  enum dma_transfer_direction dir = r->write ? DMA_MEM_TO_DEV : DMA_DEV_TO_MEM;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'dir' is an enum dma_transfer_direction, and dma_map_single() takes an enum dma_data_direction; pass a value of that type [dma-direction, medium]
  dma_addr_t d = dma_map_single(dev, p, 64, dir);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'dir' is an enum dma_transfer_direction, and dma_unmap_single() takes an enum dma_data_direction; pass a value of that type [dma-direction, medium]
  dma_unmap_single(dev, d, 64, dir);
  return 0;
}
void other_field(struct device *dev, dma_addr_t d, struct req *r) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'r->moved' is an enum dma_transfer_direction, and dma_sync_single_for_cpu() takes an enum dma_data_direction; pass a value of that type [dma-direction, medium]
  dma_sync_single_for_cpu(dev, d, 64, r->moved);
}
// Silent: the DMA engine's own.
void *prepare(struct dma_chan *c, struct scatterlist *sg, unsigned n) { return dmaengine_prep_slave_sg(c, sg, n, DMA_MEM_TO_DEV, 0); }
// Its twin: the DMA API's.
void give(struct device *dev, struct scatterlist *sg, int n) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'DMA_MEM_TO_DEV' is an enum dma_transfer_direction, and dma_unmap_sg() takes an enum dma_data_direction; pass DMA_TO_DEVICE [dma-direction, medium]
  dma_unmap_sg(dev, sg, n, DMA_MEM_TO_DEV);
}
// CHECK: 16 findings in 1 of 1 units
