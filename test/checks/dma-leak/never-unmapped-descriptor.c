// RUN: %check %s | %FileCheck %s
#include <kernel.h>

// Silent: the twin of never-unmapped.c whose descriptors give the handle back, in a way that nobody follows.
struct sg { u32 addr[2]; unsigned len; };
struct request { struct device *dev; void *buf; struct sg sg[4]; int n; };
void put_unaligned(u64 value, void *to);
u64 get_unaligned(const void *from);
int send(struct request *rq) {
  for (int i = 0; i < rq->n; i++) {
    dma_addr_t addr = dma_map_single(rq->dev, rq->buf, 64, DMA_TO_DEVICE);
    if (dma_mapping_error(rq->dev, addr))
      return -ENOMEM;
    put_unaligned(addr, &rq->sg[i].addr);
    rq->sg[i].len = 64;
  }
  return 0;
}
void done(struct request *rq) {
  for (int i = 0; i < rq->n; i++)
    dma_unmap_single(rq->dev, get_unaligned(&rq->sg[i].addr), 64, DMA_TO_DEVICE);
}
// CHECK: 0 findings in 1 of 1 units
