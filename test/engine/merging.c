// RUN: %check %s --max-nodes=1500 | %FileCheck %s
// RUN: %check %s --max-nodes=3500 --verbose 2>&1 | %FileCheck %s --implicit-check-not="not followed"
// Sixteen choices are 65,536 paths; of those that know the same at a join,
// three go on.
#include <kernel.h>

struct priv { struct device *dev; u32 level, bits; };
void touch(struct priv *p, int n);

#define CHOOSE(p, n)                                                           \
  if ((p)->bits & 1 << n)                                                      \
  touch(p, n)
#define FOUR(p, n) CHOOSE(p, n); CHOOSE(p, n + 1); CHOOSE(p, n + 2); CHOOSE(p, n + 3)

int many(struct priv *p, void *b) {
  int failed = 0;
  FOUR(p, 0); FOUR(p, 4); FOUR(p, 8); FOUR(p, 12);
  if (p->level)
    failed = 1;
  dma_addr_t h = dma_map_single(p->dev, b, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(p->dev, h))
    return -ENOMEM;
  if (failed)
    // CHECK: merging.c:[[@LINE+1]]:{{.*}}: warning: 'h' is never released on this path and nothing refers to it any more; call dma_unmap_single() before leaving [dma-leak, high]
    return -EIO;
  dma_unmap_single(p->dev, h, 64, DMA_TO_DEVICE);
  return 0;
}
// Silent: what was chosen before goes with each path.
int silent(struct priv *p, void *b) {
  int mapped = 0;
  dma_addr_t h;
  FOUR(p, 0); FOUR(p, 4);
  if (p->level) {
    h = dma_map_single(p->dev, b, 64, DMA_TO_DEVICE);
    if (dma_mapping_error(p->dev, h))
      return -ENOMEM;
    mapped = 1;
  }
  FOUR(p, 8); FOUR(p, 12);
  if (mapped)
    dma_unmap_single(p->dev, h, 64, DMA_TO_DEVICE);
  return 0;
}
// Its twin: asked the wrong way round.
int wrong_way(struct priv *p, void *b) {
  int mapped = 0;
  dma_addr_t h;
  FOUR(p, 0); FOUR(p, 4);
  if (p->level) {
    h = dma_map_single(p->dev, b, 64, DMA_TO_DEVICE);
    if (dma_mapping_error(p->dev, h))
      return -ENOMEM;
    mapped = 1;
  }
  FOUR(p, 8); FOUR(p, 12);
  if (!mapped)
    // CHECK: merging.c:[[@LINE+1]]:{{.*}}: warning: 'h' has no value on this path and must not be released{{.*}} [dma-release-unacquired, high]
    dma_unmap_single(p->dev, h, 64, DMA_TO_DEVICE);
  return 0;
}
// A path that ends where others go on is not one that ends in a panic.
int lost(struct priv *p, void *b) {
  int again = 0;
  if (p->bits & 1)
    again = 1;
  if (p->level) {
    dma_addr_t h = dma_map_single(p->dev, b, 64, DMA_TO_DEVICE);
    if (dma_mapping_error(p->dev, h))
      return -ENOMEM;
    if (p->bits & 2)
      goto out;
    dma_unmap_single(p->dev, h, 64, DMA_TO_DEVICE);
  }
out:
  // CHECK: merging.c:[[@LINE+1]]:{{.*}}: warning: 'h' is never released on this path
  if (p->bits & 4)
    again = 0;
  if (p->bits & 8)
    again = 0;
  return again;
}
// Silent: that one does.
int panics(struct priv *p, void *b) {
  dma_addr_t h = dma_map_single(p->dev, b, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(p->dev, h))
    return -ENOMEM;
  if (p->level) {
    h = 0;
    BUG();
  }
  dma_unmap_single(p->dev, h, 64, DMA_TO_DEVICE);
  return 0;
}
// Its twin: it goes on.
int goes_on(struct priv *p, void *b) {
  dma_addr_t h = dma_map_single(p->dev, b, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(p->dev, h))
    return -ENOMEM;
  if (p->level) {
    h = 0;
    printk("level\n");
  }
  // CHECK: merging.c:[[@LINE+2]]:{{.*}}: warning: 'h' is never released on this path and nothing refers to it any more{{.*}} [dma-leak, high]
  // CHECK: merging.c:[[@LINE+1]]:{{.*}}: warning: 'h' is still 0 on this path
  dma_unmap_single(p->dev, h, 64, DMA_TO_DEVICE);
  return 0;
}
// CHECK: 5 findings in 1 of 1 units
