// RUN: %check %s | %FileCheck %s
// CHECK: 0 findings
#include <locks.h>
struct ring { struct device *dev; void *v, *w; dma_addr_t d, e; size_t size, n; struct dma_pool *pool; };
int other_value(struct ring *r) {
  r->v = dma_alloc_coherent(r->dev, 256, &r->d, GFP_KERNEL);
  if (!r->v)
    return -ENOMEM;
  memset(r->v, 0xff, 256);
  return 0;
}
int other_size(struct ring *r) {
  r->v = dma_alloc_coherent(r->dev, 256, &r->d, GFP_KERNEL);
  if (!r->v)
    return -ENOMEM;
  memset(r->v, 0, 128);
  return 0;
}
int other_memory(struct ring *r) {
  r->v = dma_alloc_coherent(r->dev, 256, &r->d, GFP_KERNEL);
  if (!r->v)
    return -ENOMEM;
  memset(r->w, 0, 256);
  return 0;
}
void close(struct ring *r) { dma_free_coherent(r->dev, 256, r->v, r->d); }
// Cleared again once it has been used.
void reset(struct ring *r) { memset(r->v, 0, 256); }
int used(struct ring *r) {
  r->v = dma_alloc_coherent(r->dev, 256, &r->d, GFP_KERNEL);
  if (!r->v)
    return -ENOMEM;
  *(u32 *)r->v = 1;
  memset(r->v, 0, 256);
  return 0;
}
// What a pool, or another allocator, gives is not zero.
int block(struct ring *r, dma_addr_t *d) {
  void *v = dma_pool_alloc(r->pool, GFP_KERNEL, d);
  if (!v)
    return -ENOMEM;
  memset(v, 0, 64);
  dma_pool_free(r->pool, v, *d);
  return 0;
}
int heap(struct ring *r) {
  r->w = kmalloc(64, GFP_KERNEL);
  if (!r->w)
    return -ENOMEM;
  memset(r->w, 0, 64);
  return 0;
}
