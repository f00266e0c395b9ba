// RUN: %check %s | %FileCheck %s
// Released although the function succeeds, for others to release again.
#include <kernel.h>
struct card { struct device *dev; void *v, *t; dma_addr_t d, td; };
int start(struct card *c) {
  int err;
  c->v = dma_alloc_coherent(c->dev, 64, &c->d, GFP_KERNEL);
  if (!c->v)
    return -ENOMEM;
  err = regs_read(c->dev, c, 4);
  if (err)
    goto free;
free:
  dma_free_coherent(c->dev, 64, c->v, c->d);
  // CHECK: succeeded.c:[[@LINE+1]]:{{.*}}: warning: 'c->v' has been released although the function succeeds here, and stop() releases it again; return before the error path [dma-double-release, medium]
  return err;
}
void stop(struct card *c) { dma_free_coherent(c->dev, 64, c->v, c->d); }

// Silent: nobody else releases what was for a while only; and it is kept where the function succeeds.
int probe_it(struct card *c) {
  int err;
  c->t = dma_alloc_coherent(c->dev, 64, &c->td, GFP_KERNEL);
  if (!c->t)
    return -ENOMEM;
  err = regs_read(c->dev, c, 4);
  dma_free_coherent(c->dev, 64, c->t, c->td);
  return err ? err : 0;
}
struct box { struct device *dev; void *v; dma_addr_t d; };
int open_box(struct box *b) {
  int err;
  b->v = dma_alloc_coherent(b->dev, 64, &b->d, GFP_KERNEL);
  if (!b->v)
    return -ENOMEM;
  err = regs_read(b->dev, b, 4);
  if (err)
    dma_free_coherent(b->dev, 64, b->v, b->d);
  return err;
}
void close_box(struct box *b) { dma_free_coherent(b->dev, 64, b->v, b->d); }
// CHECK: 1 finding in 1 of 1 units
