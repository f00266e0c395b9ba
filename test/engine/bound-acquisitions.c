// RUN: %check %s --max-nodes=100 --verbose > %t 2>&1
// RUN: %FileCheck %s < %t
// A function that acquires several objects is followed further than one that acquires one.
// CHECK: one() was not followed to its end
// CHECK-NOT: three() was not followed
#include <kernel.h>
struct card { struct device *dev; void *v[4]; dma_addr_t d[4]; };
#define ASK(c, n) if (regs_read((c)->dev, c, n)) goto free;
int one(struct card *c) {
  void *v = dma_alloc_coherent(c->dev, 64, &c->d[0], GFP_KERNEL);
  if (!v)
    return -ENOMEM;
  ASK(c, 1) ASK(c, 2) ASK(c, 3) ASK(c, 4) ASK(c, 5) ASK(c, 6) ASK(c, 7) ASK(c, 8)
free:
  dma_free_coherent(c->dev, 64, v, c->d[0]);
  return 0;
}
int three(struct card *c) {
  void *w, *x, *v = dma_alloc_coherent(c->dev, 64, &c->d[0], GFP_KERNEL);
  if (!v)
    return -ENOMEM;
  w = dma_alloc_coherent(c->dev, 64, &c->d[1], GFP_KERNEL);
  if (!w)
    goto free;
  x = dma_alloc_coherent(c->dev, 64, &c->d[2], GFP_KERNEL);
  if (!x)
    goto free_w;
  dma_free_coherent(c->dev, 64, x, c->d[2]);
free_w:
  dma_free_coherent(c->dev, 64, w, c->d[1]);
free:
  dma_free_coherent(c->dev, 64, v, c->d[0]);
  return 0;
}
