// RUN: %fixes %s | %FileCheck %s
#include <kernel.h>

struct req { struct scatterlist *sg; int n; };

int passed(struct device *dev, struct scatterlist *sg, int nents) {
  int mapped = dma_map_sg(dev, sg, nents, DMA_TO_DEVICE);
  if (!mapped)
    return -ENOMEM;
  // CHECK: fix: [[@LINE+1]]:25-[[@LINE+1]]:31 'nents' [dma-sg-count]
  dma_unmap_sg(dev, sg, mapped, DMA_TO_DEVICE);
  return 0;
}

int field(struct device *dev, struct req *r) {
  int mapped = dma_map_sg(dev, r->sg, r->n, DMA_TO_DEVICE);
  if (!mapped)
    return -ENOMEM;
  // CHECK: fix: [[@LINE+1]]:28-[[@LINE+1]]:34 'r->n' [dma-sg-count]
  dma_unmap_sg(dev, r->sg, mapped, DMA_TO_DEVICE);
  return 0;
}

int counted(struct device *dev, struct scatterlist *sg) {
  int mapped, count;
  count = sg_nents(sg);
  mapped = dma_map_sg(dev, sg, count, DMA_TO_DEVICE);
  if (!mapped)
    return -ENOMEM;
  // CHECK: fix: [[@LINE+1]]:25-[[@LINE+1]]:31 'count' [dma-sg-count]
  dma_unmap_sg(dev, sg, mapped, DMA_TO_DEVICE);
  return 0;
}

// The number that was passed is gone: no edit.
// CHECK-NOT: fix
int overwritten(struct device *dev, struct scatterlist *sg, int nents) {
  nents = dma_map_sg(dev, sg, nents, DMA_TO_DEVICE);
  if (!nents)
    return -ENOMEM;
  dma_unmap_sg(dev, sg, nents, DMA_TO_DEVICE);
  return 0;
}
