// RUN: %check %s | %FileCheck %s
#include <kernel.h>

struct ring { struct device *dev; void *v; dma_addr_t d, m; struct sg_table *t; struct scatterlist *sg; int n; };
int start(struct ring *r);

// The error path of the caller repeats that of the helper, whatever start() has put there.
static int fill(struct ring *r) {
  r->v = dma_alloc_coherent(r->dev, 64, &r->d, GFP_KERNEL);
  if (!r->v)
    return -ENOMEM;
  if (start(r)) {
    dma_free_coherent(r->dev, 64, r->v, r->d);
    return -EIO;
  }
  return 0;
}
int setup(struct ring *r) {
  int err = fill(r);
  if (err == -EIO)
    // CHECK: shapes.c:[[@LINE+1]]:{{.*}}: warning: 'r->v' has already been released on this path; {{.*}} [dma-double-release, high]
    dma_free_coherent(r->dev, 64, r->v, r->d);
  return err;
}

// A list, unmapped at the end of the transfer and again by the cleanup.
int list(struct device *dev, struct scatterlist *sg, int n) {
  int mapped = dma_map_sg(dev, sg, n, DMA_TO_DEVICE), err = 0;
  if (!mapped)
    return -ENOMEM;
  if (mapped > 1) {
    dma_unmap_sg(dev, sg, n, DMA_TO_DEVICE);
    err = -EINVAL;
  }
  // CHECK: shapes.c:[[@LINE+1]]:{{.*}}: warning: 'sg' has already been released on this path; {{.*}} [dma-double-release, high]
  dma_unmap_sg(dev, sg, n, DMA_TO_DEVICE);
  return err;
}

// A block of a pool.
int block(struct dma_pool *pool, int again) {
  dma_addr_t d;
  void *v = dma_pool_alloc(pool, GFP_KERNEL, &d);
  if (!v)
    return -ENOMEM;
  dma_pool_free(pool, v, d);
  if (again)
    // CHECK: shapes.c:[[@LINE+1]]:{{.*}}: warning: 'v' has already been released on this path; {{.*}} [dma-double-release, high]
    dma_pool_free(pool, v, d);
  return 0;
}

// A mapping of one page, by way of another name.
int page(struct device *dev, struct page *page) {
  dma_addr_t d = dma_map_page(dev, page, 0, 4096, DMA_FROM_DEVICE), same = d;
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  dma_unmap_page(dev, d, 4096, DMA_FROM_DEVICE);
  // CHECK: shapes.c:[[@LINE+1]]:{{.*}}: warning: '{{same|d}}' has already been released on this path; {{.*}} [dma-double-release, high]
  dma_unmap_page(dev, same, 4096, DMA_FROM_DEVICE);
  return 0;
}

// Silent: its twin list() with a return: one or the other.
int either(struct device *dev, struct scatterlist *sg, int n) {
  int mapped = dma_map_sg(dev, sg, n, DMA_TO_DEVICE);
  if (!mapped)
    return -ENOMEM;
  if (mapped > 1) {
    dma_unmap_sg(dev, sg, n, DMA_TO_DEVICE);
    return -EINVAL;
  }
  dma_unmap_sg(dev, sg, n, DMA_TO_DEVICE);
  return 0;
}
// Silent: the handle says that there is nothing left.
void marked(struct ring *r) {
  if (r->m) {
    dma_unmap_single(r->dev, r->m, 64, DMA_TO_DEVICE);
    r->m = 0;
  }
  if (r->m)
    dma_unmap_single(r->dev, r->m, 64, DMA_TO_DEVICE);
}
// Its twin: the handle says nothing.
void not_marked(struct ring *r) {
  if (r->m)
    dma_unmap_single(r->dev, r->m, 64, DMA_TO_DEVICE);
  if (r->m)
    // CHECK: shapes.c:[[@LINE+1]]:{{.*}}: warning: 'r->m' has already been released on this path; release it once, and clear it after the first release if another may follow [dma-double-release, medium]
    dma_unmap_single(r->dev, r->m, 64, DMA_TO_DEVICE);
}
// CHECK: 5 findings in 1 of 1 units
