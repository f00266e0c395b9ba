// RUN: %check %s | %FileCheck %s
#include <kernel.h>

// A direction that the function takes and does not use.
void wrapper(struct device *dev, dma_addr_t a, size_t n, enum dma_data_direction dir) {
  // CHECK: wrapper.c:[[@LINE+1]]:{{.*}}: warning: 'a' is always synchronised as DMA_BIDIRECTIONAL, whatever 'dir' says; pass 'dir' on [dma-sync-mismatch, high]
  dma_sync_single_for_cpu(dev, a, n, DMA_BIDIRECTIONAL);
}
// Silent: it passes it on.
void wrapper_well(struct device *dev, dma_addr_t a, size_t n, enum dma_data_direction dir) {
  dma_sync_single_for_cpu(dev, a, n, dir);
}
// CHECK: 1 finding in 1 of 1 units
