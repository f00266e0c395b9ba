// RUN: %check %s --checks=dma-sync-mismatch | %FileCheck %s
// The device is told of what was synchronised for the CPU.
#include <kernel.h>
struct desc { u32 lo, hi; u16 len; };
struct buf { struct device *dev; dma_addr_t dma; u8 *data; };
struct tx { dma_addr_t dma; int len; };
void set_addr(struct desc *d, u64 addr);
void note(const char *format, ...);
void send(struct buf *b, struct desc *d, struct tx *t, unsigned off) {
  t->dma = b->dma;
  // CHECK: handed-over.c:[[@LINE+1]]:3: warning: 'b->dma + off' is synchronised for the CPU, and the device, which reads it, is told where it is; synchronise it for the device [dma-sync-mismatch, medium]
  dma_sync_single_for_cpu(b->dev, b->dma + off, 64, DMA_BIDIRECTIONAL);
  d->len = 64;
  // CHECK: handed-over.c:[[@LINE+1]]:3: note: the handle is given away here
  d->lo = (u32)(b->dma + off);
}
void send_right(struct buf *b, struct desc *d, struct tx *t, unsigned off) {
  t->dma = b->dma;
  dma_sync_single_for_device(b->dev, b->dma + off, 64, DMA_BIDIRECTIONAL);
  d->len = 64;
  d->lo = (u32)(b->dma + off);
}
// By a function, and by way of a variable.
void post(struct buf *b, struct desc *d) {
  // CHECK: handed-over.c:[[@LINE+1]]:3: warning: 'b->dma' is synchronised for the CPU, and the device
  dma_sync_single_for_cpu(b->dev, b->dma, 64, DMA_TO_DEVICE);
  do {
    u64 addr = b->dma;
    set_addr(d, addr);
  } while (0);
}
// That both calls stand there is told otherwise.
void filled(struct buf *b, struct desc *d, u8 *from) {
  // CHECK: handed-over.c:[[@LINE+1]]:3: warning: 'b->dma' is synchronised for the CPU and given back to the device at once
  dma_sync_single_for_cpu(b->dev, b->dma, 64, DMA_TO_DEVICE);
  dma_sync_single_for_device(b->dev, b->dma, 64, DMA_TO_DEVICE);
  set_addr(d, b->dma);
}
// Silent: copied to; only kept, or printed; written by the device.
void copied(struct buf *b, struct desc *d, u8 *to) {
  dma_sync_single_for_cpu(b->dev, b->dma, 64, DMA_BIDIRECTIONAL);
  memcpy(to, b->data, 64);
  set_addr(d, b->dma);
}
void kept(struct buf *b, struct tx *t) {
  dma_sync_single_for_cpu(b->dev, b->dma, 64, DMA_BIDIRECTIONAL);
  t->dma = b->dma;
  note("%llx", b->dma);
}
void received(struct buf *b, struct desc *d) {
  dma_sync_single_for_cpu(b->dev, b->dma, 64, DMA_FROM_DEVICE);
  set_addr(d, b->dma);
}
// CHECK: 3 findings in 1 of 1 units
