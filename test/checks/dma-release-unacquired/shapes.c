// RUN: %check %s | %FileCheck %s
#include <kernel.h>

struct two { struct device *dev; struct scatterlist *sg, *out; int n; dma_addr_t a, b; void *v; };

// A list that could not be mapped.
int list(struct two *t) {
  int err = -ENOMEM, mapped = dma_map_sg(t->dev, t->sg, t->n, DMA_TO_DEVICE);
  if (!mapped)
    goto out;
  err = 0;
out:
  // CHECK: shapes.c:[[@LINE+1]]:{{.*}}: warning: 't->sg' could not be acquired on this path and must not be released; {{.*}} [dma-release-unacquired, high]
  dma_unmap_sg(t->dev, t->sg, t->n, DMA_TO_DEVICE);
  return err;
}
// The second of two lists; the label releases both.
int second(struct two *t) {
  if (!dma_map_sg(t->dev, t->sg, t->n, DMA_TO_DEVICE))
    return -ENOMEM;
  if (!dma_map_sg(t->dev, t->out, t->n, DMA_FROM_DEVICE))
    goto unmap;
  return 0;
unmap:
  // CHECK: shapes.c:[[@LINE+1]]:{{.*}}: warning: 't->out' could not be acquired on this path and must not be released; {{.*}} [dma-release-unacquired, high]
  dma_unmap_sg(t->dev, t->out, t->n, DMA_FROM_DEVICE);
  dma_unmap_sg(t->dev, t->sg, t->n, DMA_TO_DEVICE);
  return -ENOMEM;
}
// A helper that cleans up everything.
static void drop(struct two *t) {
  dma_unmap_page(t->dev, t->a, 4096, DMA_TO_DEVICE);
}
int helper(struct two *t, struct page *page) {
  t->a = dma_map_page(t->dev, page, 0, 4096, DMA_TO_DEVICE);
  if (dma_mapping_error(t->dev, t->a)) {
    drop(t);
    return -ENOMEM;
  }
  return 0;
}
// CHECK: shapes.c:32:{{.*}}: warning: 't->a' could not be acquired on this path and must not be released; {{.*}} [dma-release-unacquired, high]

// A handle that no branch has set.
int neither(struct two *t, void *x, int kind) {
  dma_addr_t d;
  switch (kind) {
  case 0:
    d = dma_map_single(t->dev, x, 64, DMA_TO_DEVICE);
    if (dma_mapping_error(t->dev, d))
      return -ENOMEM;
    break;
  }
  // CHECK: shapes.c:[[@LINE+1]]:{{.*}}: warning: 'd' has no value on this path and must not be released; {{.*}} [dma-release-unacquired, high]
  dma_unmap_single(t->dev, d, 64, DMA_TO_DEVICE);
  return 0;
}

// Silent: each label releases what was there before. Its twin is second().
int labels(struct two *t) {
  if (!dma_map_sg(t->dev, t->sg, t->n, DMA_TO_DEVICE))
    return -ENOMEM;
  if (!dma_map_sg(t->dev, t->out, t->n, DMA_FROM_DEVICE))
    goto unmap;
  return 0;
unmap:
  dma_unmap_sg(t->dev, t->sg, t->n, DMA_TO_DEVICE);
  return -ENOMEM;
}
// Silent: what was mapped before the call that failed.
int before(struct two *t, void *x) {
  t->a = dma_map_single(t->dev, x, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(t->dev, t->a))
    return -ENOMEM;
  t->v = kmalloc(64, GFP_KERNEL);
  if (!t->v) {
    dma_unmap_single(t->dev, t->a, 64, DMA_TO_DEVICE);
    return -ENOMEM;
  }
  return 0;
}
// Its twin: whichever of the two failed.
int not_before(struct two *t, void *x) {
  t->a = dma_map_single(t->dev, x, 64, DMA_TO_DEVICE);
  t->v = kmalloc(64, GFP_KERNEL);
  if (dma_mapping_error(t->dev, t->a) || !t->v) {
    // CHECK: shapes.c:[[@LINE+1]]:{{.*}}: warning: 't->a' could not be acquired on this path and must not be released{{.*}} [dma-release-unacquired, high]
    dma_unmap_single(t->dev, t->a, 64, DMA_TO_DEVICE);
    return -ENOMEM;
  }
  return 0;
}
// CHECK: 5 findings in 1 of 1 units
