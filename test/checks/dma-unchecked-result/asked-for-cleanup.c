// RUN: %check %s | %FileCheck %s
#include <kernel.h>

// That a cleanup asks whether there are entries comes too late.
struct cmd { struct device *dev; struct scatterlist *sgl; unsigned n; };
int room(int n);
void send(struct cmd *c, int entries);
int queue(struct cmd *c) {
  // CHECK: asked-for-cleanup.c:[[@LINE+1]]:{{.*}}: warning: 'c->sgl' is used without a test whether dma_map_sg() failed; give up when it returns 0 [dma-unchecked-result, high]
  int entries = dma_map_sg(c->dev, c->sgl, c->n, DMA_TO_DEVICE);
  if (!room(c->n))
    goto full;
  send(c, entries);
  return 0;
full:
  if (entries)
    dma_unmap_sg(c->dev, c->sgl, c->n, DMA_TO_DEVICE);
  return -EBUSY;
}
// Silent: what is done with the list depends on it, too.
int queue_some(struct cmd *c) {
  int entries = dma_map_sg(c->dev, c->sgl, c->n, DMA_TO_DEVICE);
  if (entries) {
    send(c, entries);
    dma_unmap_sg(c->dev, c->sgl, c->n, DMA_TO_DEVICE);
  }
  return 0;
}
int queue_well(struct cmd *c) {
  int entries = dma_map_sg(c->dev, c->sgl, c->n, DMA_TO_DEVICE);
  if (entries == 0)
    return -EIO;
  if (!room(c->n))
    goto full;
  send(c, entries);
  return 0;
full:
  if (entries)
    dma_unmap_sg(c->dev, c->sgl, c->n, DMA_TO_DEVICE);
  return -EBUSY;
}
// Silent: the second list could not be mapped, and the first goes with it.
int queue_two(struct cmd *a, struct cmd *b) {
  int entries = dma_map_sg(a->dev, a->sgl, a->n, DMA_TO_DEVICE);
  if (!entries)
    return -EIO;
  entries = dma_map_sg(b->dev, b->sgl, b->n, DMA_FROM_DEVICE);
  if (!entries) {
    dma_unmap_sg(a->dev, a->sgl, a->n, DMA_TO_DEVICE);
    return -EIO;
  }
  send(a, entries);
  return 0;
}
// CHECK: 1 finding in 1 of 1 units
