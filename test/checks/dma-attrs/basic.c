// RUN: %check %s | %FileCheck %s
#include <locks.h>
struct buf { struct device *dev; void *cookie, *kept, *asked; dma_addr_t dma, kept_dma, asked_dma; unsigned long attrs; };

int differs(struct device *dev) {
  dma_addr_t d;
  void *v = dma_alloc_attrs(dev, 4096, &d, GFP_KERNEL, DMA_ATTR_NO_KERNEL_MAPPING);
  if (!v)
    return -ENOMEM;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'v' is released with other attributes than it was acquired with; pass dma_free_attrs() the same ones [dma-attrs, high]
  dma_free_attrs(dev, 4096, v, d, 0);
  return 0;
}
// Silent: its twin with the same ones; whether it warns is for the allocation only.
int same(struct device *dev) {
  dma_addr_t d;
  void *v = dma_alloc_attrs(dev, 4096, &d, GFP_KERNEL, DMA_ATTR_NO_KERNEL_MAPPING | DMA_ATTR_NO_WARN);
  if (!v)
    return -ENOMEM;
  dma_free_attrs(dev, 4096, v, d, DMA_ATTR_NO_KERNEL_MAPPING);
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
// Silent: these may differ, as they say how to do it, not what it is.
int hint(struct device *dev, void *p) {
  dma_addr_t d = dma_map_single_attrs(dev, p, 64, DMA_TO_DEVICE, DMA_ATTR_WEAK_ORDERING);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  dma_unmap_single_attrs(dev, d, 64, DMA_TO_DEVICE, DMA_ATTR_SKIP_CPU_SYNC);
  return 0;
}
// Its twin: one that says what it is.
int no_hint(struct device *dev, void *p) {
  dma_addr_t d = dma_map_single_attrs(dev, p, 64, DMA_TO_DEVICE, DMA_ATTR_FORCE_CONTIGUOUS);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'd' is released with other attributes than it was acquired with; pass dma_unmap_single_attrs() the same ones [dma-attrs, high]
  dma_unmap_single_attrs(dev, d, 64, DMA_TO_DEVICE, DMA_ATTR_SKIP_CPU_SYNC);
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
// Silent: memory that the CPU may use.
int combined(struct device *dev) {
  dma_addr_t d;
  u32 *v = dma_alloc_attrs(dev, 4096, &d, GFP_KERNEL, DMA_ATTR_WRITE_COMBINE);
  if (!v)
    return -ENOMEM;
  v[0] = 1;
  dma_free_attrs(dev, 4096, v, d, DMA_ATTR_WRITE_COMBINE);
  return 0;
}
// Its twin: the CPU may not.
int not_mapped(struct device *dev) {
  dma_addr_t d;
  u32 *v = dma_alloc_attrs(dev, 4096, &d, GFP_KERNEL, DMA_ATTR_NO_KERNEL_MAPPING);
  if (!v)
    return -ENOMEM;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'v[0]' is not for the CPU: the memory was acquired with DMA_ATTR_NO_KERNEL_MAPPING; acquire it without [dma-attrs, high]
  v[0] = 1;
  dma_free_attrs(dev, 4096, v, d, DMA_ATTR_NO_KERNEL_MAPPING);
  return 0;
}
// Silent: its DMA address is not its memory.
int cookie(struct device *dev, u64 *desc) {
  dma_addr_t d;
  void *v = dma_alloc_attrs(dev, 4096, &d, GFP_KERNEL, DMA_ATTR_NO_KERNEL_MAPPING);
  if (!v)
    return -ENOMEM;
  *desc = d;
  dma_free_attrs(dev, 4096, v, d, DMA_ATTR_NO_KERNEL_MAPPING);
  return 0;
}
// Its twin: the memory.
int behind_cookie(struct device *dev, u64 *desc) {
  dma_addr_t d;
  void *v = dma_alloc_attrs(dev, 4096, &d, GFP_KERNEL, DMA_ATTR_NO_KERNEL_MAPPING);
  if (!v)
    return -ENOMEM;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: '*(u64 *)v' is not for the CPU: the memory was acquired with DMA_ATTR_NO_KERNEL_MAPPING; acquire it without [dma-attrs, high]
  *desc = *(u64 *)v;
  dma_free_attrs(dev, 4096, v, d, DMA_ATTR_NO_KERNEL_MAPPING);
  return 0;
}
// In another function.
int keep(struct buf *b) {
  b->kept = dma_alloc_attrs(b->dev, 4096, &b->kept_dma, GFP_KERNEL, DMA_ATTR_NO_KERNEL_MAPPING);
  return b->kept ? 0 : -ENOMEM;
}
void drop(struct buf *b) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'b->kept' is released with other attributes than it was acquired with{{.*}} [dma-attrs, medium]
  dma_free_attrs(b->dev, 4096, b->kept, b->kept_dma, DMA_ATTR_WRITE_COMBINE);
}
// Silent: its twin with attributes that are kept beside it.
int chosen(struct buf *b) {
  b->asked = dma_alloc_attrs(b->dev, 4096, &b->asked_dma, GFP_KERNEL, b->attrs);
  return b->asked ? 0 : -ENOMEM;
}
void drop_chosen(struct buf *b) { dma_free_attrs(b->dev, 4096, b->asked, b->asked_dma, b->attrs); }
// Attributes that a function does not take; flags where attributes belong.
void *scattered(struct device *dev) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'DMA_ATTR_WRITE_COMBINE' has attributes that dma_alloc_noncontiguous() does not take; pass only those it knows, or 0 [dma-attrs, high]
  return dma_alloc_noncontiguous(dev, 4096, DMA_TO_DEVICE, GFP_KERNEL, DMA_ATTR_WRITE_COMBINE);
}
// Silent: its twins with the one that it takes, and with none.
void *single(struct device *dev) {
  return dma_alloc_noncontiguous(dev, 4096, DMA_TO_DEVICE, GFP_KERNEL, DMA_ATTR_ALLOC_SINGLE_PAGES);
}
void *none(struct device *dev) { return dma_alloc_noncontiguous(dev, 4096, DMA_TO_DEVICE, GFP_KERNEL, 0); }
void *swapped(struct device *dev, dma_addr_t *d) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'GFP_KERNEL' is an allocation flag, and dma_alloc_attrs() takes attributes there; pass DMA_ATTR_* values or 0 [dma-attrs, high]
  return dma_alloc_attrs(dev, 4096, d, GFP_KERNEL, GFP_KERNEL);
}
// CHECK: 9 findings in 1 of 1 units
