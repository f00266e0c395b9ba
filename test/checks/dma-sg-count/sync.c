// RUN: %check %s --checks=dma-sg-count | %FileCheck %s
// A sync, too, takes the number that was mapped.
#include <kernel.h>
struct table { struct scatterlist *sgl; unsigned nents, orig_nents; };
int take(struct device *dev, struct table *t) {
  t->nents = dma_map_sg(dev, t->sgl, t->orig_nents, DMA_FROM_DEVICE);
  if (!t->nents)
    return -ENOMEM;
  // CHECK: sync.c:[[@LINE+1]]:{{.*}}: warning: 't->sgl' is synchronised with the number of entries that dma_map_sg() returned; use the number that was passed to it [dma-sg-count, high]
  dma_sync_sg_for_cpu(dev, t->sgl, t->nents, DMA_FROM_DEVICE);
  dma_unmap_sg(dev, t->sgl, t->orig_nents, DMA_FROM_DEVICE);
  return 0;
}
// Silent: the number it was mapped by.
int take_right(struct device *dev, struct table *t) {
  t->nents = dma_map_sg(dev, t->sgl, t->orig_nents, DMA_FROM_DEVICE);
  if (!t->nents)
    return -ENOMEM;
  dma_sync_sg_for_cpu(dev, t->sgl, t->orig_nents, DMA_FROM_DEVICE);
  dma_unmap_sg(dev, t->sgl, t->orig_nents, DMA_FROM_DEVICE);
  return 0;
}
// CHECK: 1 finding in 1 of 1 units
