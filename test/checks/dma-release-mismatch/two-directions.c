// RUN: %check %s --checks=dma-release-mismatch | %FileCheck %s
// Silent: the module maps lists both ways. The twin is only-direction.c.
#include <kernel.h>
struct ring { struct device *dev; };
struct scatterlist *list(struct ring *r, int at);
int post(struct ring *r, struct sg_table *t, struct sg_table *u) {
  t->nents = dma_map_sg(r->dev, t->sgl, t->orig_nents, DMA_TO_DEVICE);
  if (!t->nents)
    return -ENOMEM;
  u->nents = dma_map_sg(r->dev, u->sgl, u->orig_nents, DMA_FROM_DEVICE);
  if (!u->nents) {
    dma_unmap_sg(r->dev, t->sgl, t->orig_nents, DMA_TO_DEVICE);
    return -ENOMEM;
  }
  return 0;
}
void done(struct ring *r, int at) { dma_unmap_sg(r->dev, list(r, at), 4, DMA_FROM_DEVICE); }
// CHECK: 0 findings in 1 of 1 units
