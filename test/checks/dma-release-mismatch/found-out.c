// RUN: %check %s | %FileCheck %s
// What a path has found out about a count, by leaving a loop over as many elements, is no difference of sizes.
#include <kernel.h>
struct ring { struct device *dev; u64 *queue; dma_addr_t dma; unsigned len; };
unsigned most(int dir);
int pool(int dir);

int init(struct ring *r, int dir) {
  unsigned i, len = most(dir) + 1;
  if (dir == 2)
    len += most(dir);
  r->queue = dma_alloc_coherent(r->dev, len * sizeof(*r->queue), &r->dma, GFP_KERNEL);
  if (!r->queue)
    return -ENOMEM;
  for (i = 0; i < len; i++)
    r->queue[i] = i;
  r->len = len;
  if (pool(dir)) {
    dma_free_coherent(r->dev, r->len * sizeof(*r->queue), r->queue, r->dma);
    r->queue = NULL;
    return -ENOMEM;
  }
  return 0;
}

int init_short(struct ring *r, int dir) {
  unsigned len = most(dir) + 1;
  r->queue = dma_alloc_coherent(r->dev, len * sizeof(*r->queue), &r->dma, GFP_KERNEL);
  if (!r->queue)
    return -ENOMEM;
  r->len = len;
  if (pool(dir)) {
    // CHECK: :[[#@LINE+1]]:{{[0-9]+}}: warning: 'r->queue' is released with 'sizeof(*r->queue)' bytes, but was acquired with more
    dma_free_coherent(r->dev, sizeof(*r->queue), r->queue, r->dma);
    r->queue = NULL;
    return -ENOMEM;
  }
  return 0;
}
void uninit(struct ring *r) {
  unsigned i;
  for (i = 0; i < r->len; i++)
    r->queue[i] = 0;
  dma_free_coherent(r->dev, r->len * sizeof(*r->queue), r->queue, r->dma);
}
int open(struct ring *a, struct ring *b) {
  int err = init(a, 1);
  if (err)
    return err;
  err = init(b, 2);
  if (err)
    uninit(a);
  return err;
}
// CHECK: 1 finding in 1 of 1 units
