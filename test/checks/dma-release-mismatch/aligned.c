// RUN: %check %s | %FileCheck %s
// A size that is aligned where things are acquired, in several places, is aligned where they are released.
#include <kernel.h>
struct slot { dma_addr_t dma; };
struct ring { struct device *dev; struct slot slots[8]; unsigned size; };

int format(struct ring *r, void *buf, int i) {
  unsigned len = ALIGN(r->size, 32);
  r->slots[i].dma = dma_map_single(r->dev, buf, len, DMA_FROM_DEVICE);
  return dma_mapping_error(r->dev, r->slots[i].dma) ? -EIO : 0;
}
int refill(struct ring *r, void *buf, int i) {
  unsigned len = ALIGN(r->size, 32);
  r->slots[i].dma = dma_map_single(r->dev, buf, len, DMA_FROM_DEVICE);
  return dma_mapping_error(r->dev, r->slots[i].dma) ? -EIO : 0;
}
void take(struct ring *r, int i) {
  dma_unmap_single(r->dev, r->slots[i].dma, ALIGN(r->size, 32), DMA_FROM_DEVICE);
}
void take_short(struct ring *r, int i) {
  // CHECK: :[[#@LINE+1]]:3: warning: 'r->slots[i].dma' is released with another size than it was acquired with
  dma_unmap_single(r->dev, r->slots[i].dma, r->size, DMA_FROM_DEVICE);
}
// CHECK: 1 finding in 1 of 1 units
