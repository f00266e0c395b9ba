// RUN: %check %s | %FileCheck %s
#include <kernel.h>

// Silent: after a call that may have changed the field, a guard finds NULL there. Then somebody has released what was there;
// and where nobody has, the release does it.
struct queue;
struct ops { int (*setup)(struct queue *q, int no); };
struct queue { struct device *dev; void *ring; dma_addr_t dma; int used; const struct ops *ops; };
static void drop_buffers(struct queue *q) {
  if (!q->ring)
    return;
  q->used = 0;
}
int setup(struct queue *q) {
  q->ring = dma_alloc_coherent(q->dev, 64, &q->dma, GFP_KERNEL);
  if (!q->ring)
    return -ENOMEM;
  if (q->ops->setup(q, 1))
    goto fail;
  return 0;
fail:
  drop_buffers(q);
  dma_free_coherent(q->dev, 64, q->ring, q->dma);
  q->ring = NULL;
  return -EIO;
}
// Its twin leaves out the release.
struct other { struct device *dev; void *ring; dma_addr_t dma; int used; };
int setup_other(struct other *q) {
  q->ring = dma_alloc_coherent(q->dev, 64, &q->dma, GFP_KERNEL);
  if (!q->ring)
    return -ENOMEM;
  if (regs_read(q->dev, NULL, 4))
    goto fail;
  if (regs_read(q->dev, NULL, 8))
    // CHECK: cleared-by-others.c:[[@LINE+1]]:{{.*}}: warning: 'q->ring' is left behind when the function gives up here; call dma_free_coherent() first [dma-leak, {{high|medium}}]
    return -EIO;
  return 0;
fail:
  dma_free_coherent(q->dev, 64, q->ring, q->dma);
  q->ring = NULL;
  return -EIO;
}
void stop(struct queue *q, struct other *o) {
  dma_free_coherent(q->dev, 64, q->ring, q->dma);
  dma_free_coherent(o->dev, 64, o->ring, o->dma);
}
// CHECK: 1 finding in 1 of 1 units
