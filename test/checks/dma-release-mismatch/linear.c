// RUN: %check %s | %FileCheck %s
// Sizes are compared as sums of products: the same terms, of some of which there is more.
#include <kernel.h>
struct desc32 { u32 a[4]; };
struct desc64 { u64 a[4]; };
struct ring { struct device *dev; void *base; dma_addr_t d; void *shadow; };
int ring_alloc(struct ring *r, u32 n) {
  r->base = dma_alloc_coherent(r->dev, n * sizeof(struct desc64) + 8, &r->d, GFP_KERNEL);
  if (!r->base)
    return -ENOMEM;
  r->shadow = kmalloc(n * 16, GFP_KERNEL);
  if (!r->shadow) {
    // CHECK: linear.c:[[@LINE+1]]:{{.*}}: warning: 'r->base' is released with 'n * sizeof(struct desc32) + 8' bytes, but was acquired with more; {{.*}} [dma-release-mismatch, medium]
    dma_free_coherent(r->dev, n * sizeof(struct desc32) + 8, r->base, r->d);
    return -ENOMEM;
  }
  return 0;
}
int ring_two(struct ring *r, u32 n, u32 m) {
  r->base = dma_alloc_coherent(r->dev, n * 4 + m * 8, &r->d, GFP_KERNEL);
  if (!r->base)
    return -ENOMEM;
  if (!r->shadow) {
    // CHECK: linear.c:[[@LINE+1]]:{{.*}}: warning: 'r->base' is released with 'n * 8 + m * 8' bytes, but was acquired with fewer; {{.*}} [dma-release-mismatch, medium]
    dma_free_coherent(r->dev, n * 8 + m * 8, r->base, r->d);
    return -ENOMEM;
  }
  return 0;
}
// Silent: the same, however it is written; more of one and less of the other may be as much.
int ring_same(struct ring *r, u32 n, u32 m) {
  r->base = dma_alloc_coherent(r->dev, (n + m) * 8 + 16, &r->d, GFP_KERNEL);
  if (!r->base)
    return -ENOMEM;
  if (!r->shadow) {
    dma_free_coherent(r->dev, m * 8 + 8 * (n + 2), r->base, r->d);
    return -ENOMEM;
  }
  return 0;
}
int ring_open(struct ring *r, u32 n, u32 m) {
  r->base = dma_alloc_coherent(r->dev, n * 4 + m * 8, &r->d, GFP_KERNEL);
  if (!r->base)
    return -ENOMEM;
  if (!r->shadow) {
    dma_free_coherent(r->dev, n * 8 + m * 4, r->base, r->d);
    return -ENOMEM;
  }
  return 0;
}
// CHECK: 2 findings in 1 of 1 units
