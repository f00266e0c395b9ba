// RUN: %check %s --checks=dma-handle-type | %FileCheck %s
// RUN: %check %s --checks=dma-handle-type --cc=-DBITS=32 | %FileCheck %s
// RUN: %check %s --checks=dma-handle-type --cc=-DBITS=64 | %FileCheck %s --check-prefix=WIDE
// Silent: a device of 32 bits gets addresses that fit. Its twin: the same file, where the device is said to have 64.
// CHECK: {{^}}0 findings in 1 of 1 units
#include <locks.h>
struct nic { struct device *dev; void *buf; u32 low; };
#ifdef BITS
int probe(struct nic *n) { return dma_set_mask_and_coherent(n->dev, DMA_BIT_MASK(BITS)); }
#endif
int small(struct nic *n) {
  // WIDE: mask.c:[[@LINE+1]]:{{.*}}: warning: the DMA address that dma_map_single() gives is kept in a 'u32', which is too small for it; make it a dma_addr_t [dma-handle-type, medium]
  n->low = dma_map_single(n->dev, n->buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(n->dev, n->low))
    return -ENOMEM;
  dma_unmap_single(n->dev, n->low, 64, DMA_TO_DEVICE);
  return 0;
}
// WIDE: 1 finding in 1 of 1 units
