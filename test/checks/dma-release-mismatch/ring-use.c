// RUN: %check %s --checks=dma-release-mismatch | %FileCheck %s
// Rings of one record type: the words rx and tx in the names tell them apart.
#include <kernel.h>
struct buf { dma_addr_t dma; void *data; };
struct ring { struct buf *buf; int count; };
struct nic { struct device *dev; struct ring rx_ring, tx_ring; int jumbo; };

void fill(struct nic *n, struct ring *rx_ring, int i) {
  struct buf *b = &rx_ring->buf[i];
  b->dma = dma_map_single(n->dev, b->data, 2048, DMA_FROM_DEVICE);
}
void send(struct nic *n, struct ring *tx_ring, int i) {
  struct buf *b = &tx_ring->buf[i];
  b->dma = dma_map_single(n->dev, b->data, 64, DMA_TO_DEVICE);
}
void clean_rx(struct nic *n, int i) {
  // CHECK: ring-use.c:[[@LINE+1]]:3: warning: 'n->rx_ring.buf[i].dma' is released as DMA_TO_DEVICE, but was mapped as DMA_FROM_DEVICE; release it with the same direction [dma-release-mismatch, medium]
  dma_unmap_single(n->dev, n->rx_ring.buf[i].dma, 2048, DMA_TO_DEVICE);
}
void clean_tx(struct nic *n, struct buf *b) {
  dma_unmap_single(n->dev, b->dma, 64, DMA_TO_DEVICE);
}
void free_rings(struct nic *n) {
  struct buf *b;
  for (int i = 0; i < n->tx_ring.count; i++) {
    b = &n->tx_ring.buf[i];
    dma_unmap_single(n->dev, b->dma, 64, DMA_TO_DEVICE);
  }
  for (int i = 0; i < n->rx_ring.count; i++) {
    b = &n->rx_ring.buf[i];
    dma_unmap_single(n->dev, b->dma, 2048, DMA_FROM_DEVICE);
  }
}

// Silent: two are made so, in one mode perhaps.
struct cell { dma_addr_t dma; void *data; };
struct port { struct device *dev; struct cell rx[16], tx[16]; };
void port_fill(struct port *p, int i) {
  p->rx[i].dma = dma_map_single(p->dev, p->rx[i].data, 64, DMA_FROM_DEVICE);
}
void port_send(struct port *p, int i) {
  p->tx[i].dma = dma_map_single(p->dev, p->tx[i].data, 64, DMA_TO_DEVICE);
}
void port_rx(struct port *p, struct cell *c) { dma_unmap_single(p->dev, c->dma, 64, DMA_FROM_DEVICE); }
void port_rx_zero(struct port *p, struct cell *c) { dma_unmap_single(p->dev, c->dma, 64, DMA_TO_DEVICE); }
void port_rx_tail(struct port *p, struct cell *c) { dma_unmap_single(p->dev, c->dma, 64, DMA_TO_DEVICE); }
// Silent: which ring it is nothing says.
void port_end(struct port *p, struct cell *c) { dma_unmap_single(p->dev, c->dma, 64, DMA_FROM_DEVICE); }
// Silent: it speaks of both.
void port_rx_to_tx(struct port *p, struct cell *c) { dma_unmap_single(p->dev, c->dma, 64, DMA_TO_DEVICE); }
// CHECK: 1 finding in 1 of 1 units
