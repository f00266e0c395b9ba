// RUN: %check %s --checks=dma-sync-mismatch | %FileCheck %s
// Given to the device, which writes it, and released at once.
#include <kernel.h>
struct ring { struct device *dev; dma_addr_t dma; unsigned offset; int order; };
static inline unsigned size_of(struct ring *r) {
  if (r->order)
    return 8192;
  return 4096;
}
void clean(struct ring *r) {
  // CHECK: given-and-released.c:[[@LINE+1]]:3: warning: 'r->dma' is synchronised for the device, which writes it, and released at once; synchronise it for the CPU [dma-sync-mismatch, medium]
  dma_sync_single_for_device(r->dev, r->dma, 2048, DMA_FROM_DEVICE);
  // CHECK: given-and-released.c:[[@LINE+1]]:3: note: it is released here
  dma_unmap_page(r->dev, r->dma, size_of(r), DMA_FROM_DEVICE);
}
void clean_right(struct ring *r) {
  dma_sync_single_for_cpu(r->dev, r->dma, 2048, DMA_FROM_DEVICE);
  dma_unmap_page(r->dev, r->dma, size_of(r), DMA_FROM_DEVICE);
}
// Silent: the device only reads it; something is done in between; it was the CPU's before.
void stop(struct ring *r) {
  dma_sync_single_for_device(r->dev, r->dma, 64, DMA_TO_DEVICE);
  dma_unmap_single(r->dev, r->dma, 64, DMA_TO_DEVICE);
}
int start(struct ring *r);
void run(struct ring *r) {
  dma_sync_single_for_device(r->dev, r->dma, 64, DMA_FROM_DEVICE);
  start(r);
  dma_unmap_single(r->dev, r->dma, 64, DMA_FROM_DEVICE);
}
int compare(struct ring *r, u8 *buf) {
  int bad = 0;
  dma_sync_single_for_cpu(r->dev, r->dma, 64, DMA_FROM_DEVICE);
  for (int i = 0; i < 64; i++)
    bad |= buf[i];
  dma_sync_single_for_device(r->dev, r->dma, 64, DMA_FROM_DEVICE);
  dma_unmap_single(r->dev, r->dma, 64, DMA_FROM_DEVICE);
  return bad;
}
// CHECK: 1 finding in 1 of 1 units
