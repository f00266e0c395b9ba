// RUN: %check %s | %FileCheck %s
// A handle that was released and set to 0 is synchronised.
#include <kernel.h>
struct rx { dma_addr_t dma; unsigned len; };
int poll(struct device *dev, struct rx *i) {
  dma_unmap_page(dev, i->dma, i->len, DMA_FROM_DEVICE);
  i->dma = 0;
  // CHECK: zeroed.c:[[@LINE+1]]:{{.*}}: warning: 'i->dma' is 0 here, since its mapping was released; synchronise it before the release [dma-use-after-release, high]
  dma_sync_single_for_cpu(dev, i->dma, 64, DMA_FROM_DEVICE);
  return 1;
}
// Silent: in the right order, and mapped anew between.
int poll_first(struct device *dev, struct rx *i) {
  dma_sync_single_for_cpu(dev, i->dma, 64, DMA_FROM_DEVICE);
  dma_unmap_page(dev, i->dma, i->len, DMA_FROM_DEVICE);
  i->dma = 0;
  return 1;
}
int poll_anew(struct device *dev, struct rx *i, void *b) {
  dma_unmap_single(dev, i->dma, i->len, DMA_FROM_DEVICE);
  i->dma = 0;
  i->dma = dma_map_single(dev, b, i->len, DMA_FROM_DEVICE);
  if (dma_mapping_error(dev, i->dma))
    return -ENOMEM;
  dma_sync_single_for_cpu(dev, i->dma, 64, DMA_FROM_DEVICE);
  return 1;
}
// CHECK: 1 finding in 1 of 1 units
