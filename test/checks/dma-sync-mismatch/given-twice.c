// RUN: %check %s --checks=dma-sync-mismatch | %FileCheck %s
// What the device writes is given to it twice: the first sync should have been for the CPU.
#include <kernel.h>
struct buf { struct device *dev; char *data; dma_addr_t dma; };
int peek(const char *data);
void kick(void);
void poll(struct buf *b) {
  // CHECK: given-twice.c:[[@LINE+1]]:{{.*}}: warning: 'b->dma' is synchronised for the device, which has it and writes it, and is given to it once more; synchronise it for the CPU here [dma-sync-mismatch, medium]
  dma_sync_single_for_device(b->dev, b->dma, 64, DMA_FROM_DEVICE);
  if (peek(b->data) < 0) {
    // CHECK: given-twice.c:[[@LINE+1]]:{{.*}}: note: it is given back here
    dma_sync_single_for_device(b->dev, b->dma, 64, DMA_FROM_DEVICE);
    kick();
  }
}
// Silent: taken in between; what the CPU writes twice; another buffer by then.
void poll_well(struct buf *b) {
  dma_sync_single_for_cpu(b->dev, b->dma, 64, DMA_FROM_DEVICE);
  if (peek(b->data) < 0)
    dma_sync_single_for_device(b->dev, b->dma, 64, DMA_FROM_DEVICE);
}
void write_twice(struct buf *b) {
  b->data[0] = 1;
  dma_sync_single_for_device(b->dev, b->dma, 64, DMA_TO_DEVICE);
  kick();
  b->data[0] = 2;
  dma_sync_single_for_device(b->dev, b->dma, 64, DMA_TO_DEVICE);
}
void two(struct buf *b, struct buf *other) {
  dma_sync_single_for_device(b->dev, b->dma, 64, DMA_FROM_DEVICE);
  b = other;
  dma_sync_single_for_device(b->dev, b->dma, 64, DMA_FROM_DEVICE);
}
// CHECK: 1 finding in 1 of 1 units
