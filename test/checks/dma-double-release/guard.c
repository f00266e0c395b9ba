// RUN: %check %s --min-confidence=low | %FileCheck %s
// Whether there is something to release is kept beside it.
#include <kernel.h>

struct urb { void *v; dma_addr_t d; u32 size; };
struct ep { struct device *dev; void *v; dma_addr_t d; struct urb urb[2]; int n, busy; };

static void put(struct ep *e, struct urb *u) {
  if (u->size)
    // CHECK: guard.c:[[@LINE+1]]:{{.*}} has already been released on this path; {{.*}} [dma-double-release, low]
    dma_free_coherent(e->dev, 64, u->v, u->d);
  u->size = 0;
}
// The parts of one block, whose sizes stay 0.
int parts(struct ep *e) {
  e->v = dma_alloc_coherent(e->dev, 64, &e->d, GFP_KERNEL);
  if (!e->v)
    return -ENOMEM;
  e->urb[0].v = e->urb[1].v = e->v;
  e->urb[0].d = e->urb[1].d = e->d;
  if (e->busy) {
    put(e, &e->urb[0]);
    put(e, &e->urb[1]);
    return -EIO;
  }
  return 0;
}

// The object itself is what is asked for.
static void drop(struct ep *e) {
  if (e->v)
    // CHECK: guard.c:[[@LINE+1]]:{{.*}} has already been released on this path; {{.*}} [dma-double-release, high]
    dma_free_coherent(e->dev, 64, e->v, e->d);
}
int twice(struct ep *e) {
  e->v = dma_alloc_coherent(e->dev, 64, &e->d, GFP_KERNEL);
  if (!e->v)
    return -ENOMEM;
  drop(e);
  drop(e);
  return 0;
}

// A parameter says what this call is to do; no field knows better.
void last(struct device *dev, int again) {
  dma_addr_t d;
  void *v = dma_alloc_coherent(dev, 64, &d, GFP_KERNEL);
  if (!v)
    return;
  dma_free_coherent(dev, 64, v, d);
  if (again)
    // CHECK: guard.c:[[@LINE+1]]:{{.*}} has already been released on this path; {{.*}} [dma-double-release, high]
    dma_free_coherent(dev, 64, v, d);
}

// What is asked says nothing about the object.
struct transfer { struct device *dev; void *rx, *tx; dma_addr_t d; };
static void end(struct transfer *t) {
  dma_unmap_single(t->dev, t->d, 64, DMA_TO_DEVICE);
  if (t->rx)
    // CHECK: guard.c:[[@LINE+1]]:{{.*}} has already been released on this path; {{.*}} [dma-double-release, high]
    dma_unmap_single(t->dev, t->d, 64, DMA_TO_DEVICE);
}
int transfer(struct transfer *t) {
  t->d = dma_map_single(t->dev, t->tx, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(t->dev, t->d))
    return -ENOMEM;
  end(t);
  return 0;
}

// It is the first release that such a field decides.
struct slot { void *page; dma_addr_t d; };
static int refill(struct device *dev, struct slot *s, void *page) {
  s->d = dma_map_single(dev, page, 64, DMA_FROM_DEVICE);
  if (dma_mapping_error(dev, s->d))
    return -ENOMEM;
  if (s->page)
    dma_unmap_single(dev, s->d, 64, DMA_FROM_DEVICE);
  s->page = page;
  return 0;
}
int setup(struct device *dev, struct slot *s, void *page, int bad) {
  if (refill(dev, s, page))
    return -ENOMEM;
  if (bad) {
    // CHECK: guard.c:[[@LINE+1]]:{{.*}} has already been released on this path; {{.*}} [dma-double-release, low]
    dma_unmap_single(dev, s->d, 64, DMA_FROM_DEVICE);
    return -EIO;
  }
  return 0;
}

// A helper's release, where its caller asks for what is kept beside the object.
struct rx { struct sk_buff *skb; dma_addr_t dma; };
struct rx_ring { struct device *dev; struct rx rx[4]; };
// CHECK: guard.c:[[@LINE+2]]:{{.*}} has already been released on this path; {{.*}} [dma-double-release, low]
// CHECK: guard.c:[[@LINE+1]]:{{.*}} could not be acquired on this path {{.*}} [dma-release-unacquired, low]
static void unmap_rx(struct rx_ring *r, dma_addr_t dma) { dma_unmap_single(r->dev, dma, 64, DMA_FROM_DEVICE); }
static int fill_rx(struct rx_ring *r, struct rx *rx, void *data) {
  rx->dma = dma_map_single(r->dev, data, 64, DMA_FROM_DEVICE);
  if (dma_mapping_error(r->dev, rx->dma))
    return -ENOMEM;
  if (regs_read(r->dev, r, 4)) {
    unmap_rx(r, rx->dma);
    return -EIO;
  }
  return 0;
}
int open_rx(struct rx_ring *r, struct rx *rx, void *data) {
  int err = fill_rx(r, rx, data);
  if (err && rx->skb)
    unmap_rx(r, rx->dma);
  return err;
}
// CHECK: 7 findings in 1 of 1 units
