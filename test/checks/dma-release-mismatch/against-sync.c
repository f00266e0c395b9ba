// RUN: %check %s | %FileCheck %s
// What a mapping from before the path is synchronised as tells what it is to be released as; one for both directions is
// synchronised as either.
#include <kernel.h>
struct frame { u64 where; unsigned len; };
dma_addr_t address_of(const struct frame *f);
void use(const struct frame *f);

void take(struct device *dev, const struct frame *f) {
  dma_addr_t dma = address_of(f);
  dma_sync_single_for_cpu(dev, dma, f->len, DMA_BIDIRECTIONAL);
  // CHECK: :[[#@LINE+1]]:3: warning: 'dma' is released as DMA_TO_DEVICE, but was synchronised as DMA_BIDIRECTIONAL; use the direction of the mapping [dma-release-mismatch, medium]
  dma_unmap_single(dev, dma, f->len, DMA_TO_DEVICE);
}
void take_other(struct device *dev, const struct frame *f) {
  dma_addr_t dma = address_of(f);
  dma_sync_single_for_cpu(dev, dma, f->len, DMA_FROM_DEVICE);
  // CHECK: :[[#@LINE+1]]:3: warning: 'dma' is released as DMA_TO_DEVICE, but was synchronised as DMA_FROM_DEVICE; use the direction of the mapping [dma-release-mismatch, medium]
  dma_unmap_single(dev, dma, f->len, DMA_TO_DEVICE);
}
void take_right(struct device *dev, const struct frame *f) {
  dma_addr_t dma = address_of(f);
  dma_sync_single_for_cpu(dev, dma, f->len, DMA_BIDIRECTIONAL);
  dma_unmap_single(dev, dma, f->len, DMA_BIDIRECTIONAL);
}
void take_part(struct device *dev, const struct frame *f) {
  dma_addr_t dma = address_of(f);
  dma_sync_single_for_cpu(dev, dma, f->len, DMA_FROM_DEVICE);
  dma_unmap_single(dev, dma, f->len, DMA_BIDIRECTIONAL);
}
// CHECK: 2 findings in 1 of 1 units
