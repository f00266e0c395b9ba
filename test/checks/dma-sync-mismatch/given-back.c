// RUN: %check %s | %FileCheck %s
// Taken for the CPU and given back, with nothing in between.
#include <kernel.h>
struct rx { struct device *dev; char *buf; dma_addr_t dma; int n; };
void copy(struct rx *r, void *to) {
  memcpy(to, r->buf, 64);
  // CHECK: given-back.c:[[@LINE+1]]:{{.*}}: warning: 'r->dma' is synchronised for the CPU and given back to the device at once; access its buffer between the two calls [dma-sync-mismatch, medium]
  dma_sync_single_for_cpu(r->dev, r->dma, 64, DMA_FROM_DEVICE);
  dma_sync_single_for_device(r->dev, r->dma, 64, DMA_FROM_DEVICE);
}
void copy_list(struct rx *r, struct scatterlist *sg, int n) {
  // CHECK: given-back.c:[[@LINE+1]]:{{.*}}: warning: 'sg' is synchronised for the CPU and given back to the device at once; access its buffer between the two calls [dma-sync-mismatch, medium]
  dma_sync_sg_for_cpu(r->dev, sg, n, DMA_FROM_DEVICE);
  dma_sync_sg_for_device(r->dev, sg, n, DMA_FROM_DEVICE);
}

// Silent: something is done in between; another mapping; another size; only where nothing is to be copied.
void copy_right(struct rx *r, void *to) {
  dma_sync_single_for_cpu(r->dev, r->dma, 64, DMA_FROM_DEVICE);
  memcpy(to, r->buf, 64);
  dma_sync_single_for_device(r->dev, r->dma, 64, DMA_FROM_DEVICE);
}
void turn(struct rx *r, struct rx *next) {
  dma_sync_single_for_cpu(r->dev, r->dma, 64, DMA_FROM_DEVICE);
  dma_sync_single_for_device(next->dev, next->dma, 64, DMA_FROM_DEVICE);
}
void part(struct rx *r) {
  dma_sync_single_for_cpu(r->dev, r->dma, 16, DMA_FROM_DEVICE);
  dma_sync_single_for_device(r->dev, r->dma, 64, DMA_FROM_DEVICE);
}
void maybe(struct rx *r, void *to) {
  dma_sync_single_for_cpu(r->dev, r->dma, 64, DMA_FROM_DEVICE);
  if (r->n)
    memcpy(to, r->buf, 64);
  dma_sync_single_for_device(r->dev, r->dma, 64, DMA_FROM_DEVICE);
}
// CHECK: 2 findings in 1 of 1 units
