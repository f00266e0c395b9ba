// RUN: %check %s --checks=dma-release-mismatch | %FileCheck %s
// The path has found out two sizes by leaving two loops; both are the same words.
#include <kernel.h>
struct entry { u64 addr, flags; };
struct ring { struct device *dev; struct entry *tds; dma_addr_t dma; void *pages[8]; dma_addr_t dmas[8]; u8 depth; };
int execute(struct ring *r, int how);
static int create(struct ring *r, u8 depth) {
  r->depth = depth;
  r->tds = dma_alloc_coherent(r->dev, sizeof(struct entry) * depth, &r->dma, GFP_KERNEL);
  if (!r->tds)
    return -ENOMEM;
  for (int i = 0; i < depth; i++)
    r->pages[i] = dma_alloc_coherent(r->dev, 4096, &r->dmas[i], GFP_KERNEL);
  return execute(r, 1);
}
static void destroy(struct ring *r) {
  int depth = r->depth;
  for (int i = 0; i < depth; i++)
    dma_free_coherent(r->dev, 4096, r->pages[i], r->dmas[i]);
  dma_free_coherent(r->dev, sizeof(struct entry) * depth, r->tds, r->dma);
}
int open_ring(struct ring *r, u8 depth) {
  int ret = create(r, depth);
  if (ret)
    destroy(r);
  return ret;
}
// Other words, other numbers.
static void destroy_half(struct ring *r) {
  int depth = 8;
  dma_free_coherent(r->dev, sizeof(struct entry) * depth, r->tds, r->dma);
}
int open_other(struct ring *r) {
  int n = 16;
  r->tds = dma_alloc_coherent(r->dev, sizeof(struct entry) * n, &r->dma, GFP_KERNEL);
  if (!r->tds)
    return -ENOMEM;
  if (!execute(r, 2))
    return 0;
  // CHECK: same-words.c:[[@LINE-9]]:{{.*}}: warning: 'r->tds' is released with a size of 128 bytes, but was acquired with 256 bytes; release it with the same size [dma-release-mismatch, high]
  destroy_half(r);
  return -EIO;
}
// CHECK: 1 finding in 1 of 1 units
