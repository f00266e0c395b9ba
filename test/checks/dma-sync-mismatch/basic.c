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
  // Silent: a part of it, and in its direction.
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
// Its twin: a mapping in one direction.
int start_in(struct rx *r) {
  r->part = dma_map_single(r->dev, r->buf, 128, DMA_FROM_DEVICE);
  if (dma_mapping_error(r->dev, r->part))
    return -ENOMEM;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'r->part' is synchronised as DMA_TO_DEVICE, but was mapped as DMA_FROM_DEVICE{{.*}} [dma-sync-mismatch, high]
  dma_sync_single_for_device(r->dev, r->part, 128, DMA_TO_DEVICE);
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
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'r->buf' is read after 'r->only', the mapping of its buffer, was given to the device; synchronise it for the CPU first [dma-unsynced-access, medium]
  memcpy(to, r->buf, 128);
}

// The CPU writes, and the device never gets to see it.
struct tx { struct device *dev; dma_addr_t cmd, both; void *cmd_buf, *ring; dma_addr_t ring_dma, table_dma; void *table; };
int start_tx(struct tx *t) {
  t->cmd = dma_map_single(t->dev, t->cmd_buf, 64, DMA_TO_DEVICE);
  t->both = dma_map_single(t->dev, t->cmd_buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(t->dev, t->cmd) || dma_mapping_error(t->dev, t->both))
    return -ENOMEM;
  return 0;
}
void send_tx(struct tx *t, void *from) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 't->cmd' is written by the CPU and only ever synchronised for it; synchronise it for the device before the device reads it [dma-sync-mismatch, medium]
  dma_sync_single_for_cpu(t->dev, t->cmd, 64, DMA_TO_DEVICE);
  memcpy(t->cmd_buf, from, 64);
  // Silent: both ways, unlike t->cmd.
  dma_sync_single_for_cpu(t->dev, t->both, 64, DMA_TO_DEVICE);
  memcpy(t->cmd_buf, from, 64);
  dma_sync_single_for_device(t->dev, t->both, 64, DMA_TO_DEVICE);
}

// Coherent memory has no mapping.
int open_ring(struct tx *t) {
  t->ring = dma_alloc_coherent(t->dev, 64, &t->ring_dma, GFP_KERNEL);
  t->table = dma_alloc_noncoherent(t->dev, 64, &t->table_dma, DMA_TO_DEVICE, GFP_KERNEL);
  return t->ring && t->table ? 0 : -ENOMEM;
}
void kick(struct tx *t) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 't->ring_dma' is coherent memory, which has no mapping to synchronise; drop the call, or allocate with dma_alloc_noncoherent() [dma-sync-mismatch, medium]
  dma_sync_single_for_device(t->dev, t->ring_dma, 64, DMA_TO_DEVICE);
  // Silent: non-coherent memory is there to be synchronised.
  dma_sync_single_for_device(t->dev, t->table_dma, 64, DMA_TO_DEVICE);
}
void close_ring(struct tx *t) {
  dma_free_coherent(t->dev, 64, t->ring, t->ring_dma);
  dma_free_noncoherent(t->dev, 64, t->table, t->table_dma, DMA_TO_DEVICE);
}
// CHECK: 7 findings in 1 of 1 units
