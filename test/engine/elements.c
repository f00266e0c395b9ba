// RUN: %check %s | %FileCheck %s
// An element of an array at an index that is not known keeps its value on a path.
#include <kernel.h>
struct ring { struct device *dev; dma_addr_t dma[64]; unsigned head, tail; };
void twice(struct ring *r) {
  dma_unmap_single(r->dev, r->dma[r->head], 64, DMA_TO_DEVICE);
  if (regs_read(r->dev, r, 4))
    // CHECK: elements.c:[[@LINE+1]]:{{.*}}: warning: 'r->dma[r->head]' has already been released on this path; release it once, and clear it after the first release if another may follow [dma-double-release, medium]
    dma_unmap_single(r->dev, r->dma[r->head], 64, DMA_TO_DEVICE);
}

// Silent: another element, perhaps; a new value; the next element.
void two(struct ring *r) {
  dma_unmap_single(r->dev, r->dma[r->head], 64, DMA_TO_DEVICE);
  if (regs_read(r->dev, r, 4))
    dma_unmap_single(r->dev, r->dma[r->tail], 64, DMA_TO_DEVICE);
}
void anew(struct ring *r, dma_addr_t dma) {
  dma_unmap_single(r->dev, r->dma[r->head], 64, DMA_TO_DEVICE);
  r->dma[r->head] = dma;
  if (regs_read(r->dev, r, 4))
    dma_unmap_single(r->dev, r->dma[r->head], 64, DMA_TO_DEVICE);
}
void next(struct ring *r) {
  dma_unmap_single(r->dev, r->dma[r->head], 64, DMA_TO_DEVICE);
  r->head++;
  if (regs_read(r->dev, r, 4))
    dma_unmap_single(r->dev, r->dma[r->head], 64, DMA_TO_DEVICE);
}
void all(struct ring *r) {
  for (; r->head != r->tail; r->head = (r->head + 1) % 64)
    dma_unmap_single(r->dev, r->dma[r->head], 64, DMA_TO_DEVICE);
}
// CHECK: 1 finding in 1 of 1 units
