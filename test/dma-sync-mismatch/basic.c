// RUN: %check %s | %FileCheck %s
#include <kernel.h>

struct rx { struct device *dev; dma_addr_t dma, both, part, only; void *buf; };

int start(struct rx *r) {
  r->dma = dma_map_single(r->dev, r->buf, 128, DMA_FROM_DEVICE);
  if (dma_mapping_error(r->dev, r->dma))
    return -ENOMEM;
  return 0;
}
void poll(struct rx *r) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'r->dma' is synchronised as DMA_TO_DEVICE, but was mapped as DMA_FROM_DEVICE; use the direction of the mapping [dma-sync-mismatch, medium]
  dma_sync_single_for_cpu(r->dev, r->dma, 64, DMA_TO_DEVICE);
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'r->dma' is synchronised for 256 bytes, but only 128 bytes were mapped; stay within the mapping [dma-sync-mismatch, medium]
  dma_sync_single_for_cpu(r->dev, r->dma, 256, DMA_FROM_DEVICE);
  // Silent: a part of it.
  dma_sync_single_for_cpu(r->dev, r->dma, 64, DMA_FROM_DEVICE);
}

// Silent: a bidirectional mapping goes either way.
int start_both(struct rx *r) {
  r->both = dma_map_single(r->dev, r->buf, 128, DMA_BIDIRECTIONAL);
  if (dma_mapping_error(r->dev, r->both))
    return -ENOMEM;
  dma_sync_single_for_device(r->dev, r->both, 128, DMA_TO_DEVICE);
  return 0;
}

// The device writes, and the CPU never gets to see it.
int start_only(struct rx *r) {
  r->only = dma_map_single(r->dev, r->buf, 128, DMA_FROM_DEVICE);
  if (dma_mapping_error(r->dev, r->only))
    return -ENOMEM;
  return 0;
}
void done_only(struct rx *r, void *to) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'r->only' is written by the device and only ever synchronised for it; synchronise it for the CPU before the CPU reads it [dma-sync-mismatch, medium]
  dma_sync_single_for_device(r->dev, r->only, 128, DMA_FROM_DEVICE);
  memcpy(to, r->buf, 128);
}
