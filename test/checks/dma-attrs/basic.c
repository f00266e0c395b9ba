// RUN: %check %s | %FileCheck %s
#include <locks.h>
struct buf { struct device *dev; void *cookie, *kept; dma_addr_t dma, kept_dma; };

int differs(struct device *dev) {
  dma_addr_t d;
  void *v = dma_alloc_attrs(dev, 4096, &d, GFP_KERNEL, DMA_ATTR_NO_KERNEL_MAPPING);
  if (!v)
    return -ENOMEM;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'v' is released with other attributes than it was acquired with; pass dma_free_attrs() the same ones [dma-attrs, high]
  dma_free_attrs(dev, 4096, v, d, 0);
  return 0;
}
int without(struct device *dev) {
  dma_addr_t d;
  void *v = dma_alloc_attrs(dev, 4096, &d, GFP_KERNEL, DMA_ATTR_FORCE_CONTIGUOUS);
  if (!v)
    return -ENOMEM;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'v' is released with other attributes than it was acquired with; pass dma_free_coherent() the same ones
  dma_free_coherent(dev, 4096, v, d);
  return 0;
}
int read_cookie(struct buf *b) {
  b->cookie = dma_alloc_attrs(b->dev, 4096, &b->dma, GFP_KERNEL, DMA_ATTR_NO_KERNEL_MAPPING);
  if (!b->cookie)
    return -ENOMEM;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: {{.*}} is not for the CPU: the memory was acquired with DMA_ATTR_NO_KERNEL_MAPPING; acquire it without [dma-attrs, high]
  return *(u32 *)b->cookie;
}
void drop_cookie(struct buf *b) { dma_free_attrs(b->dev, 4096, b->cookie, b->dma, DMA_ATTR_NO_KERNEL_MAPPING); }
// In another function.
int keep(struct buf *b) {
  b->kept = dma_alloc_attrs(b->dev, 4096, &b->kept_dma, GFP_KERNEL, DMA_ATTR_NO_KERNEL_MAPPING);
  return b->kept ? 0 : -ENOMEM;
}
void drop(struct buf *b) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'b->kept' is released with other attributes than it was acquired with{{.*}} [dma-attrs, medium]
  dma_free_attrs(b->dev, 4096, b->kept, b->kept_dma, DMA_ATTR_WRITE_COMBINE);
}
// Attributes that a function does not take; flags where attributes belong.
void *scattered(struct device *dev) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'DMA_ATTR_WRITE_COMBINE' has attributes that dma_alloc_noncontiguous() does not take; pass only those it knows, or 0 [dma-attrs, high]
  return dma_alloc_noncontiguous(dev, 4096, DMA_TO_DEVICE, GFP_KERNEL, DMA_ATTR_WRITE_COMBINE);
}
void *swapped(struct device *dev, dma_addr_t *d) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'GFP_KERNEL' is an allocation flag, and dma_alloc_attrs() takes attributes there; pass DMA_ATTR_* values or 0 [dma-attrs, high]
  return dma_alloc_attrs(dev, 4096, d, GFP_KERNEL, GFP_KERNEL);
}
