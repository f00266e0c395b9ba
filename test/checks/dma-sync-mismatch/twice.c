// RUN: %check %s --checks=dma-sync-mismatch | %FileCheck %s
// Taken for the CPU twice, where the second sync should have given it back.
#include <kernel.h>
struct cmd { struct device *dev; char *buf; dma_addr_t dma; int n, more; };
void send(u64 at);
void give(struct cmd *c);
void write_back(struct cmd *c, const void *from) {
  dma_sync_single_for_cpu(c->dev, c->dma, 64, DMA_BIDIRECTIONAL);
  memcpy(c->buf, from, 64);
  // CHECK: twice.c:[[@LINE+1]]:{{.*}}: warning: 'c->dma' is synchronised for the CPU again, and was not given back to the device in between; synchronise it for the device [dma-sync-mismatch, medium]
  dma_sync_single_for_cpu(c->dev, c->dma, 64, DMA_BIDIRECTIONAL);
}
void in_branches(struct cmd *c, dma_addr_t dma) {
  dma_sync_single_for_cpu(c->dev, dma, 64, DMA_TO_DEVICE);
  if (c->more)
    c->buf[2] = 1;
  // CHECK: twice.c:[[@LINE+1]]:{{.*}}: warning: 'dma' is synchronised for the CPU again
  dma_sync_single_for_cpu(c->dev, dma, 64, DMA_TO_DEVICE);
  send(dma);
}

// Silent: given back; another part; another mapping by then; only one of them runs; a helper that may give it back.
void right(struct cmd *c, const void *from) {
  dma_sync_single_for_cpu(c->dev, c->dma, 64, DMA_BIDIRECTIONAL);
  memcpy(c->buf, from, 64);
  dma_sync_single_for_device(c->dev, c->dma, 64, DMA_BIDIRECTIONAL);
  dma_sync_single_for_cpu(c->dev, c->dma, 64, DMA_BIDIRECTIONAL);
}
void parts(struct cmd *c) {
  dma_sync_single_for_cpu(c->dev, c->dma, 16, DMA_FROM_DEVICE);
  if (c->buf[0])
    dma_sync_single_for_cpu(c->dev, c->dma, c->n, DMA_FROM_DEVICE);
}
void next(struct cmd *c, struct cmd *last) {
  dma_sync_single_for_cpu(c->dev, c->dma, 64, DMA_FROM_DEVICE);
  c = last;
  dma_sync_single_for_cpu(c->dev, c->dma, 64, DMA_FROM_DEVICE);
}
void either(struct cmd *c) {
  if (c->more)
    dma_sync_single_for_cpu(c->dev, c->dma, 64, DMA_FROM_DEVICE);
  if (!c->more)
    dma_sync_single_for_cpu(c->dev, c->dma, 64, DMA_FROM_DEVICE);
}
void helped(struct cmd *c) {
  dma_sync_single_for_cpu(c->dev, c->dma, 64, DMA_FROM_DEVICE);
  give(c);
  dma_sync_single_for_cpu(c->dev, c->dma, 64, DMA_FROM_DEVICE);
}
// CHECK: 2 findings in 1 of 1 units
