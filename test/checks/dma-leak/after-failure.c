// RUN: %check %s | %FileCheck %s
// A caller's cleanup counts where it is reached with the failure.
#include <kernel.h>
struct ring { void *v, *w; dma_addr_t d, e; };
struct card { struct device *dev; struct ring ring; int irq; };

static int fill(struct card *c) {
  c->ring.v = dma_alloc_coherent(c->dev, 64, &c->ring.d, GFP_KERNEL);
  if (!c->ring.v)
    return -ENOMEM;
  c->ring.w = dma_alloc_coherent(c->dev, 64, &c->ring.e, GFP_KERNEL);
  if (!c->ring.w)
    // CHECK: after-failure.c:[[@LINE+1]]:{{.*}}: warning: 'c->ring.v' is left behind when the function gives up here{{.*}} [dma-leak, medium]
    return -ENOMEM;
  if (regs_read(c->dev, c, 8)) {
    dma_free_coherent(c->dev, 64, c->ring.w, c->ring.e);
    dma_free_coherent(c->dev, 64, c->ring.v, c->ring.d);
    return -EIO;
  }
  return 0;
}
static void empty(struct card *c) {
  dma_free_coherent(c->dev, 64, c->ring.w, c->ring.e);
  dma_free_coherent(c->dev, 64, c->ring.v, c->ring.d);
}
// Cleans up after what comes later only.
int up(struct card *c) {
  int err = fill(c);
  if (err)
    goto out;
  err = regs_read(c->dev, c, 4);
  if (err)
    goto drain;
  return 0;
drain:
  empty(c);
out:
  return err;
}

// Silent: cleans up after this, too.
struct other { void *v, *w; dma_addr_t d, e; };
struct box { struct device *dev; struct other other; };
static int fill_other(struct box *b) {
  b->other.v = dma_alloc_coherent(b->dev, 64, &b->other.d, GFP_KERNEL);
  if (!b->other.v)
    return -ENOMEM;
  b->other.w = dma_alloc_coherent(b->dev, 64, &b->other.e, GFP_KERNEL);
  if (!b->other.w)
    return -ENOMEM;
  if (regs_read(b->dev, b, 8)) {
    dma_free_coherent(b->dev, 64, b->other.w, b->other.e);
    dma_free_coherent(b->dev, 64, b->other.v, b->other.d);
    b->other.v = b->other.w = NULL;
    return -EIO;
  }
  return 0;
}
static void empty_other(struct box *b) {
  if (b->other.w)
    dma_free_coherent(b->dev, 64, b->other.w, b->other.e);
  if (b->other.v)
    dma_free_coherent(b->dev, 64, b->other.v, b->other.d);
}
int up_other(struct box *b) {
  int err = fill_other(b);
  if (err < 0) {
    empty_other(b);
    return err;
  }
  return 0;
}
// CHECK: 1 finding in 1 of 1 units
