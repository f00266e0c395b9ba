// RUN: %check %s | %FileCheck %s
#include <kernel.h>

// What is mapped for a request goes into its descriptor, and nothing ever fetches it from there.
struct sg { dma_addr_t addr; unsigned len; };
struct request { struct device *dev; void *buf; struct sg sg[4]; int n; };
struct ring { struct device *dev; void *buf; dma_addr_t dma; };
int submit(struct request *rq);
int send(struct request *rq) {
  for (int i = 0; i < rq->n; i++) {
    // CHECK: never-unmapped.c:[[@LINE+1]]:{{.*}}: warning: 'addr' is never released: nothing in this module releases what is kept there; call dma_unmap_single() in its cleanup [dma-leak, medium]
    dma_addr_t addr = dma_map_single(rq->dev, rq->buf, 64, DMA_TO_DEVICE);
    if (dma_mapping_error(rq->dev, addr))
      return -ENOMEM;
    rq->sg[i].addr = addr;
    rq->sg[i].len = 64;
  }
  return 0;
}
// Silent: another one, which is unmapped.
int open_ring(struct ring *r) {
  r->dma = dma_map_single(r->dev, r->buf, 64, DMA_TO_DEVICE);
  return dma_mapping_error(r->dev, r->dma) ? -ENOMEM : 0;
}
void close_ring(struct ring *r) { dma_unmap_single(r->dev, r->dma, 64, DMA_TO_DEVICE); }
// CHECK: 1 finding in 1 of 1 units
