// RUN: %check %s --checks=dma-wrong-result-test | %FileCheck %s
// RUN: %check %s --checks=dma-wrong-result-test --cc=-DDMA_ADDR_T=unsigned | %FileCheck %s --check-prefix=SAME
// SAME: 0 findings in 1 of 1 units
// What has lost the upper bits of DMA_MAPPING_ERROR never shows it.
#include <kernel.h>
struct desc { u32 addr, flags; u64 wide; int number; };
int post(struct device *dev, struct desc *d, void *p) {
  d->addr = dma_map_single(dev, p, 64, DMA_TO_DEVICE);
  // CHECK: width.c:[[@LINE+1]]:{{.*}}: warning: 'd->addr' has only 32 bits and never shows whether the mapping failed (the error value has 64); test the dma_addr_t before it is stored there [dma-wrong-result-test, high]
  return dma_mapping_error(dev, d->addr) ? -ENOMEM : 0;
}
int local(struct device *dev, struct desc *d, void *p) {
  unsigned bus = dma_map_single(dev, p, 64, DMA_TO_DEVICE);
  // CHECK: width.c:[[@LINE+1]]:{{.*}}: warning: 'bus' has only 32 bits
  if (dma_mapping_error(dev, bus))
    return -ENOMEM;
  d->addr = bus;
  return 0;
}
// Silent: the handle itself; as wide; a sign brings the bits back.
int right(struct device *dev, struct desc *d, void *p) {
  dma_addr_t bus = dma_map_single(dev, p, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, bus))
    return -ENOMEM;
  d->addr = bus;
  return 0;
}
int wide(struct device *dev, struct desc *d, void *p) {
  d->wide = dma_map_single(dev, p, 64, DMA_TO_DEVICE);
  return dma_mapping_error(dev, d->wide) ? -ENOMEM : 0;
}
int number(struct device *dev, struct desc *d, void *p) {
  d->number = dma_map_single(dev, p, 64, DMA_TO_DEVICE);
  return dma_mapping_error(dev, d->number) ? -ENOMEM : 0;
}
// CHECK: 2 findings in 1 of 1 units
