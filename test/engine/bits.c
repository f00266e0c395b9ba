// RUN: %check %s | %FileCheck %s
// Bits that are set, or masked off, are known when they are asked for.
#include <kernel.h>

struct req { struct device *dev; struct scatterlist *sg, *prot; int n; u32 flags; u8 kind; };

static int map(struct req *r) {
  int meta = r->flags & 0x10;
  int mapped = meta ? dma_map_sg(r->dev, r->prot, r->n, DMA_TO_DEVICE)
                    : dma_map_sg(r->dev, r->sg, r->n, DMA_TO_DEVICE);
  return mapped ? 0 : -ENOMEM;
}

// Silent: the second time it is the other list. Its twin is again().
int both(struct req *r) {
  r->flags &= ~0x10;
  if (map(r))
    return -ENOMEM;
  r->flags |= 0x30;
  return map(r);
}

// Silent: neither bit is left. Its twin is other().
void masked(struct device *dev, void *v, u32 how) {
  dma_addr_t d = dma_map_single(dev, v, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d))
    return;
  how = (how & ~3u) ^ 1;
  if ((how & 2) == 0)
    dma_unmap_single(dev, d, 64, DMA_TO_DEVICE);
}

// What is not known is asked, both ways.
void other(struct device *dev, void *v, u32 how) {
  dma_addr_t d = dma_map_single(dev, v, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d))
    return;
  how |= 1;
  if (how & 2) {
    dma_unmap_single(dev, d, 64, DMA_TO_DEVICE);
    return;
  }
  // CHECK-DAG: bits.c:[[@LINE+1]]:{{.*}}: warning: 'd' is never released on this path
}

// So is a bit that was left alone: whichever list it was, it is the same one.
int again(struct req *r) {
  if (map(r))
    return -ENOMEM;
  r->flags |= 1;
  // CHECK-DAG: bits.c:9:{{.*}}: warning: 'r->prot' is mapped while it is mapped already
  // CHECK-DAG: bits.c:10:{{.*}}: warning: 'r->sg' is mapped while it is mapped already
  return map(r);
}
// What dma_alloc_coherent() gives begins at a multiple of its size, rounded up to a power of two: the test for the contrary is
// no way out. Beyond that, it is one.
#define LOW_HALF(x) (u32)(0xffffffff & ((u64)(x)))
struct queue { struct device *dev; void *v, *w; dma_addr_t d, e; size_t size; };
int aligned(struct queue *q) {
  q->size = 12000;
  q->v = dma_alloc_coherent(q->dev, q->size, &q->d, GFP_KERNEL);
  if (!q->v || (LOW_HALF(q->d) & 16383))
    return -ENOMEM;
  q->w = dma_alloc_coherent(q->dev, q->size, &q->e, GFP_KERNEL);
  if (!q->w) {
    dma_free_coherent(q->dev, q->size, q->v, q->d);
    return -ENOMEM;
  }
  return 0;
}
int more(struct queue *q) {
  q->size = 12000;
  q->v = dma_alloc_coherent(q->dev, q->size, &q->d, GFP_KERNEL);
  if (!q->v || (LOW_HALF(q->d) & 32767))
    // CHECK: bits.c:[[@LINE+1]]:{{.*}}: warning: 'q->v' is left behind when the function gives up here; call dma_free_coherent() first [dma-leak, medium]
    return -ENOMEM;
  q->w = dma_alloc_coherent(q->dev, q->size, &q->e, GFP_KERNEL);
  if (!q->w) {
    dma_free_coherent(q->dev, q->size, q->v, q->d);
    return -ENOMEM;
  }
  return 0;
}
void stop_queue(struct queue *q) {
  dma_free_coherent(q->dev, q->size, q->v, q->d);
  dma_free_coherent(q->dev, q->size, q->w, q->e);
}
// CHECK: 4 findings in 1 of 1 units
