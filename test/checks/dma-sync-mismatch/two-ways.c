// RUN: %check %s --checks=dma-sync-mismatch | %FileCheck %s
// Taken in one direction and given back in the other, where the mapping is not seen.
#include <kernel.h>
struct mr { struct device *dev; u64 *mtts; };
struct pkt { struct device *dev; char *data; dma_addr_t dma, both; };
dma_addr_t address(struct mr *m, int i);
void write_entries(struct mr *m, const u64 *from, int n) {
  dma_addr_t dma = address(m, n);
  dma_sync_single_for_cpu(m->dev, dma, n * 8, DMA_TO_DEVICE);
  memcpy(m->mtts, from, n * 8);
  // CHECK: two-ways.c:[[@LINE+1]]:{{.*}}: warning: 'dma' is synchronised as DMA_FROM_DEVICE, and as DMA_TO_DEVICE before; use the direction of the mapping in both [dma-sync-mismatch, medium]
  dma_sync_single_for_device(m->dev, dma, n * 8, DMA_FROM_DEVICE);
  // CHECK: two-ways.c:9:{{.*}}: note: it is synchronised here before
}
// Silent: one direction; two mappings; another one by then; a mapping for both.
void write_well(struct mr *m, const u64 *from, int n) {
  dma_addr_t dma = address(m, n);
  dma_sync_single_for_cpu(m->dev, dma, n * 8, DMA_TO_DEVICE);
  memcpy(m->mtts, from, n * 8);
  dma_sync_single_for_device(m->dev, dma, n * 8, DMA_TO_DEVICE);
}
void exchange(struct device *dev, dma_addr_t in, dma_addr_t out) {
  dma_sync_single_for_cpu(dev, in, 64, DMA_FROM_DEVICE);
  dma_sync_single_for_device(dev, out, 64, DMA_TO_DEVICE);
}
void next(struct pkt *p, struct pkt *other) {
  dma_sync_single_for_cpu(p->dev, p->dma, 64, DMA_FROM_DEVICE);
  p = other;
  dma_sync_single_for_device(p->dev, p->dma, 64, DMA_TO_DEVICE);
}
int map(struct pkt *p) {
  p->both = dma_map_single(p->dev, p->data, 64, DMA_BIDIRECTIONAL);
  return dma_mapping_error(p->dev, p->both) ? -ENOMEM : 0;
}
void unmap(struct pkt *p) { dma_unmap_single(p->dev, p->both, 64, DMA_BIDIRECTIONAL); }
void turn(struct pkt *p) {
  dma_sync_single_for_cpu(p->dev, p->both, 64, DMA_FROM_DEVICE);
  p->data[0] = 1;
  dma_sync_single_for_device(p->dev, p->both, 64, DMA_TO_DEVICE);
}
// The handle is what a function reads in the descriptor: a release says which direction is the mapping's.
struct rx_desc { unsigned long addr; int len; };
static unsigned long desc_to_dma(struct rx_desc *d) { return d->addr & 0xffffffff; }
void receive(struct device *dev, struct rx_desc *d, char *to, char *from, int small) {
  if (!small) {
    dma_unmap_single(dev, desc_to_dma(d), 64, DMA_FROM_DEVICE);
  } else {
    // CHECK: two-ways.c:[[@LINE+1]]:{{.*}}: warning: 'desc_to_dma(d)' is synchronised as DMA_TO_DEVICE, and released as DMA_FROM_DEVICE; use the direction of the mapping in both [dma-sync-mismatch, medium]
    dma_sync_single_for_cpu(dev, desc_to_dma(d), 64, DMA_TO_DEVICE);
    memcpy(to, from, 64);
    dma_sync_single_for_device(dev, desc_to_dma(d), 64, DMA_FROM_DEVICE);
  }
}
void receive_right(struct device *dev, struct rx_desc *d, char *to, char *from, int small) {
  if (!small) {
    dma_unmap_single(dev, desc_to_dma(d), 64, DMA_FROM_DEVICE);
  } else {
    dma_sync_single_for_cpu(dev, desc_to_dma(d), 64, DMA_FROM_DEVICE);
    memcpy(to, from, 64);
    dma_sync_single_for_device(dev, desc_to_dma(d), 64, DMA_FROM_DEVICE);
  }
}
// CHECK: 2 findings in 1 of 1 units
