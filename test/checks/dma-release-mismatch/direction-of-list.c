// RUN: %check %s --checks=dma-release-mismatch | %FileCheck %s
// A list that is mapped for both ways in one case is only ever unmapped for one.
#include <kernel.h>
struct request { struct scatterlist *src, *dst; int n; };
int map_request(struct device *dev, struct request *r) {
  if (r->src == r->dst) {
    if (!dma_map_sg(dev, r->src, r->n, DMA_BIDIRECTIONAL))
      return -ENOMEM;
    return 0;
  }
  if (!dma_map_sg(dev, r->src, r->n, DMA_TO_DEVICE))
    return -ENOMEM;
  if (!dma_map_sg(dev, r->dst, r->n, DMA_FROM_DEVICE)) {
    dma_unmap_sg(dev, r->src, r->n, DMA_TO_DEVICE);
    return -ENOMEM;
  }
  return 0;
}
void unmap_request(struct device *dev, struct request *r) {
  if (r->src == r->dst) {
    // CHECK: direction-of-list.c:[[@LINE+1]]:{{.*}}: warning: 'r->src' is only ever released as DMA_TO_DEVICE, but is mapped as DMA_BIDIRECTIONAL, too; release that mapping as DMA_BIDIRECTIONAL [dma-release-mismatch, medium]
    dma_unmap_sg(dev, r->src, r->n, DMA_TO_DEVICE);
    // CHECK: direction-of-list.c:[[@LINE-16]]:{{.*}}: note: mapping is made here with dma_map_sg()
    return;
  }
  dma_unmap_sg(dev, r->src, r->n, DMA_TO_DEVICE);
  dma_unmap_sg(dev, r->dst, r->n, DMA_FROM_DEVICE);
}
// Silent: each direction has its release.
struct job { struct scatterlist *in, *out; int n; };
int map_job(struct device *dev, struct job *j) {
  if (j->in == j->out)
    return dma_map_sg(dev, j->in, j->n, DMA_BIDIRECTIONAL) ? 0 : -ENOMEM;
  return dma_map_sg(dev, j->in, j->n, DMA_TO_DEVICE) ? 0 : -ENOMEM;
}
void unmap_job(struct device *dev, struct job *j) {
  if (j->in == j->out)
    dma_unmap_sg(dev, j->in, j->n, DMA_BIDIRECTIONAL);
  else
    dma_unmap_sg(dev, j->in, j->n, DMA_TO_DEVICE);
}
// CHECK: 1 finding in 1 of 1 units
