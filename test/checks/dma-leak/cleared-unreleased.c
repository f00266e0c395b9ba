// RUN: %check %s | %FileCheck %s
// A cleanup function finds memory in a field, and only clears it.
#include <kernel.h>
struct ring { struct device *dev; void *v, *w, *x; dma_addr_t d, e, f, m; void *buf; };
void say(struct ring *, const char *, ...);
void stop(struct ring *);
int fill(struct ring *r) {
  r->v = dma_alloc_coherent(r->dev, 64, &r->d, GFP_KERNEL);
  r->w = dma_alloc_coherent(r->dev, 64, &r->e, GFP_KERNEL);
  r->x = dma_alloc_coherent(r->dev, 64, &r->f, GFP_KERNEL);
  r->m = dma_map_single(r->dev, r->buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(r->dev, r->m))
    return -ENOMEM;
  return r->v && r->w && r->x ? 0 : -ENOMEM;
}
void drop(struct ring *r) {
  if (r->v) {
    say(r, "free %p", r->v);
    // CHECK: cleared-unreleased.c:[[@LINE+1]]:{{.*}}: warning: 'r->v' is cleared without releasing what it holds; release that first [dma-leak, medium]
    r->v = NULL;
    r->d = 0;
  }
  // Silent: it is released, kept under another name, and stopped by somebody that nobody sees.
  if (r->w) {
    dma_free_coherent(r->dev, 64, r->w, r->e);
    r->w = NULL;
  }
}
void *take(struct ring *r) {
  void *x = r->x;
  if (r->x)
    r->x = NULL;
  return x;
}
void halt(struct ring *r) {
  if (r->x) {
    stop(r);
    r->x = NULL;
  }
}
// A mapping.
void forget(struct ring *r) {
  if (r->m && r->buf) {
    // CHECK: cleared-unreleased.c:[[@LINE+1]]:{{.*}}: warning: 'r->m' is cleared without releasing what it holds; release that first [dma-leak, medium]
    r->m = 0;
  }
}
void unmap(struct ring *r) {
  if (r->m)
    dma_unmap_single(r->dev, r->m, 64, DMA_TO_DEVICE);
}
// Silent: who calls it has released it.
static void reset(struct ring *r) {
  if (r->w)
    r->w = NULL;
}
void shut(struct ring *r) {
  dma_free_coherent(r->dev, 64, r->w, r->e);
  dma_free_coherent(r->dev, 64, r->x, r->f);
  reset(r);
}
// What acquires it anew undoes that when it fails, and what a function reads through it is another handle.
struct desc { unsigned addr; int len; };
struct mac { struct device *dev; struct desc *rx, *tx; dma_addr_t rx_dma, tx_dma; };
static unsigned desc_addr(struct desc *d) { return d->addr; }
static int init_mac(struct mac *m) {
  m->rx = dma_alloc_coherent(m->dev, 64, &m->rx_dma, GFP_KERNEL);
  if (!m->rx)
    return -ENOMEM;
  m->tx = dma_alloc_coherent(m->dev, 64, &m->tx_dma, GFP_KERNEL);
  if (!m->tx) {
    dma_free_coherent(m->dev, 64, m->rx, m->rx_dma);
    return -ENOMEM;
  }
  return 0;
}
static void free_packets(struct mac *m) {
  for (int i = 0; i < 4; i++) {
    struct desc *d = m->rx + i;
    dma_unmap_single(m->dev, desc_addr(d), 64, DMA_FROM_DEVICE);
  }
}
static void free_mac(struct mac *m) {
  free_packets(m);
  if (m->tx) {
    dma_free_coherent(m->dev, 64, m->tx, m->tx_dma);
    m->tx = NULL;
  }
  if (m->rx) {
    // CHECK: cleared-unreleased.c:[[@LINE+1]]:{{.*}}: warning: 'm->rx' is cleared without releasing what it holds; release that first [dma-leak, medium]
    m->rx = NULL;
  }
}
int restart_mac(struct mac *m) {
  free_mac(m);
  return init_mac(m);
}
// Whoever calls it releases the same field of another ring.
struct nring { void *desc; dma_addr_t dma; int *info; struct device *dev; };
struct nic { struct nring *tx, *rx; };
static int setup_nring(struct nring *r) {
  r->desc = dma_alloc_coherent(r->dev, 64, &r->dma, GFP_KERNEL);
  return r->desc ? 0 : -ENOMEM;
}
static void free_tx(struct nring *r) {
  kfree(r->info);
  r->info = NULL;
  dma_free_coherent(r->dev, 64, r->desc, r->dma);
  r->desc = NULL;
}
static void free_rx(struct nring *r) {
  kfree(r->info);
  r->info = NULL;
  // CHECK: cleared-unreleased.c:[[@LINE+1]]:{{.*}}: warning: 'r->desc' is cleared without releasing what it holds; release that first [dma-leak, medium]
  r->desc = NULL;
}
int open_nic(struct nic *n) {
  if (setup_nring(n->tx))
    return -ENOMEM;
  if (setup_nring(n->rx)) {
    free_tx(n->tx);
    return -ENOMEM;
  }
  return 0;
}
void close_nic(struct nic *n) {
  free_rx(n->rx);
  free_tx(n->tx);
}
// Silent: it is the same ring.
struct mring { void *desc; dma_addr_t dma; int *info; struct device *dev; };
static void stop_mring(struct mring *r) {
  kfree(r->info);
  r->desc = NULL;
}
static void release_mring(struct mring *r) { dma_free_coherent(r->dev, 64, r->desc, r->dma); }
struct mic { struct mring *ring; };
void close_mic(struct mic *m) {
  release_mring(m->ring);
  stop_mring(m->ring);
}
// CHECK: 4 findings in 1 of 1 units
