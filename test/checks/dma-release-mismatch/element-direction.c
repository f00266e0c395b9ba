// RUN: %check %s --checks=dma-release-mismatch,dma-sync-mismatch | %FileCheck %s
// One record type for both rings: the array says which way its handles are mapped.
#include <kernel.h>
struct buf { dma_addr_t dma; u32 len; char *data; };
struct tx { struct buf *tx_bufs; int next; };
struct rx { struct buf *rx_bufs; int next; };
struct port { struct device *dev; struct tx tx; struct rx rx; };
#define RX_BUF(r, i) (&((r)->rx_bufs[(i)]))
int xmit(struct port *p, void *data) {
  struct buf *b = &p->tx.tx_bufs[p->tx.next];
  b->dma = dma_map_single(p->dev, data, 64, DMA_TO_DEVICE);
  return dma_mapping_error(p->dev, b->dma) ? -ENOMEM : 0;
}
int refill(struct port *p, int i) {
  struct buf *b = RX_BUF(&p->rx, i);
  dma_addr_t dma = dma_map_single(p->dev, b->data, 64, DMA_FROM_DEVICE);
  if (dma_mapping_error(p->dev, dma))
    return -ENOMEM;
  b->dma = dma;
  return 0;
}
void rx_free(struct port *p, int i) {
  struct buf *b = RX_BUF(&p->rx, i);
  // CHECK: element-direction.c:[[@LINE+1]]:{{.*}}: warning: 'b->dma' is released as DMA_TO_DEVICE, but was mapped as DMA_FROM_DEVICE; release it with the same direction [dma-release-mismatch, medium]
  dma_unmap_single(p->dev, b->dma, 64, DMA_TO_DEVICE);
  // CHECK: element-direction.c:16:{{.*}}: note: what 'rx_bufs' holds is mapped here
  b->dma = 0;
}
void tx_sync(struct port *p, int i) {
  // CHECK: element-direction.c:[[@LINE+1]]:{{.*}}: warning: 'p->tx.tx_bufs[i].dma' is synchronised as DMA_FROM_DEVICE, but was mapped as DMA_TO_DEVICE; use the direction of the mapping [dma-sync-mismatch, medium]
  dma_sync_single_for_cpu(p->dev, p->tx.tx_bufs[i].dma, 64, DMA_FROM_DEVICE);
}
// Silent: the direction of their own array.
void tx_free(struct port *p, int i) {
  struct buf *b = p->tx.tx_bufs + i;
  dma_unmap_single(p->dev, b->dma, 64, DMA_TO_DEVICE);
}
void rx_done(struct port *p, int i) { dma_unmap_single(p->dev, RX_BUF(&p->rx, i)->dma, 64, DMA_FROM_DEVICE); }

// Silent: what is put into the array comes from elsewhere as well.
struct both { struct buf *all; struct device *dev; };
int both_map(struct both *q, void *data, int i) {
  q->all[i].dma = dma_map_single(q->dev, data, 64, DMA_TO_DEVICE);
  return dma_mapping_error(q->dev, q->all[i].dma) ? -ENOMEM : 0;
}
void both_take(struct both *q, int i, dma_addr_t dma) { q->all[i].dma = dma; }
void both_free(struct both *q, int i) { dma_unmap_single(q->dev, q->all[i].dma, 64, DMA_FROM_DEVICE); }
// An embedded record's array; through a variable.
struct fifo { dma_addr_t phys[8]; };
struct nic { struct device *dev; struct fifo txq, rxq; };
int nic_fill(struct nic *n, void *data, int i) {
  struct fifo *rxq = &n->rxq;
  dma_addr_t dma = dma_map_single(n->dev, data, 64, DMA_FROM_DEVICE);
  if (dma_mapping_error(n->dev, dma))
    return -ENOMEM;
  rxq->phys[i] = dma;
  return 0;
}
int nic_send(struct nic *n, void *data, int i) {
  n->txq.phys[i] = dma_map_single(n->dev, data, 64, DMA_TO_DEVICE);
  return dma_mapping_error(n->dev, n->txq.phys[i]) ? -ENOMEM : 0;
}
void nic_free(struct nic *n, int i) {
  struct fifo *q = &n->rxq;
  dma_addr_t dma = q->phys[i];
  // CHECK: element-direction.c:[[@LINE+1]]:{{.*}}: warning: 'dma' is released as DMA_TO_DEVICE, but was mapped as DMA_FROM_DEVICE; release it with the same direction [dma-release-mismatch, medium]
  dma_unmap_single(n->dev, dma, 64, DMA_TO_DEVICE);
  q = &n->rxq;
  dma_unmap_single(n->dev, n->txq.phys[i], 64, DMA_TO_DEVICE);
}

// Silent: a helper that is given an element maps the other way.
struct slot { dma_addr_t dma; };
struct queue { struct slot *slots; struct device *dev; };
int slot_map(struct queue *q, struct slot *s, void *data) {
  s->dma = dma_map_single(q->dev, data, 64, DMA_FROM_DEVICE);
  return dma_mapping_error(q->dev, s->dma) ? -ENOMEM : 0;
}
int slot_send(struct queue *q, int i, void *data) {
  q->slots[i].dma = dma_map_single(q->dev, data, 64, DMA_TO_DEVICE);
  return dma_mapping_error(q->dev, q->slots[i].dma) ? -ENOMEM : 0;
}
void slot_free(struct queue *q, int i) { dma_unmap_single(q->dev, q->slots[i].dma, 64, DMA_FROM_DEVICE); }
// A variable: which of two ways it was mapped does not matter, both are one direction's.
int either(struct port *p, void *data, int as_read, int n) {
  dma_addr_t w = 0, r = 0;
  if (as_read) {
    r = dma_map_single(p->dev, data, n, DMA_FROM_DEVICE);
    if (dma_mapping_error(p->dev, r))
      return -ENOMEM;
  } else {
    w = dma_map_single(p->dev, data, n, DMA_TO_DEVICE);
    if (dma_mapping_error(p->dev, w))
      return -ENOMEM;
  }
  if (p->tx.next)
    dma_unmap_single(p->dev, r, n, DMA_FROM_DEVICE);
  else
    // CHECK: element-direction.c:[[@LINE+1]]:{{.*}}: warning: 'w' is released as DMA_FROM_DEVICE, but was mapped as DMA_TO_DEVICE; release it with the same direction [dma-release-mismatch, {{high|medium}}]
    dma_unmap_single(p->dev, w, n, DMA_FROM_DEVICE);
  return 0;
}
// CHECK: 4 findings in 1 of 1 units
