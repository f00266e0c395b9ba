// RUN: %check %s | %FileCheck %s
#include <kernel.h>

struct priv { struct device *dev; dma_addr_t a, b; void *v; dma_addr_t d; u32 flags; };

int both(struct priv *p, void *x, void *y) {
  p->a = dma_map_single(p->dev, x, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(p->dev, p->a))
    return -ENOMEM;
  p->b = dma_map_single(p->dev, y, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(p->dev, p->b))
    goto undo;
  return 0;
undo:
  dma_unmap_single(p->dev, p->a, 64, DMA_TO_DEVICE);
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'p->b' could not be acquired on this path and must not be released; leave it out of this cleanup [dma-release-unacquired, high]
  dma_unmap_single(p->dev, p->b, 64, DMA_TO_DEVICE);
  return -ENOMEM;
}

int never(struct priv *p, void *x) {
  dma_addr_t dma;
  if (p->flags) {
    dma = dma_map_single(p->dev, x, 64, DMA_TO_DEVICE);
    if (dma_mapping_error(p->dev, dma))
      return -ENOMEM;
  }
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'dma' has no value on this path and must not be released; {{.*}} [dma-release-unacquired, high]
  dma_unmap_single(p->dev, dma, 64, DMA_TO_DEVICE);
  return 0;
}

// Silent: the same condition guards both. Its twin is never().
int guarded(struct priv *p, void *x) {
  dma_addr_t dma;
  if (p->flags) {
    dma = dma_map_single(p->dev, x, 64, DMA_TO_DEVICE);
    if (dma_mapping_error(p->dev, dma))
      return -ENOMEM;
  }
  printk("between\n");
  if (p->flags)
    dma_unmap_single(p->dev, dma, 64, DMA_TO_DEVICE);
  return 0;
}
// Silent: coherent memory that failed is NULL, and NULL is ignored.
int null_is_fine(struct priv *p) {
  p->v = dma_alloc_coherent(p->dev, 64, &p->d, GFP_KERNEL);
  int err = p->v ? 0 : -ENOMEM;
  if (err)
    dma_free_coherent(p->dev, 64, p->v, p->d);
  return err;
}
// Its twin: a mapping that failed is not ignored.
int error_is_not(struct priv *p) {
  p->d = dma_map_single(p->dev, p->v, 64, DMA_TO_DEVICE);
  int err = dma_mapping_error(p->dev, p->d) ? -ENOMEM : 0;
  if (err)
    // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'p->d' could not be acquired on this path and must not be released{{.*}} [dma-release-unacquired, high]
    dma_unmap_single(p->dev, p->d, 64, DMA_TO_DEVICE);
  return err;
}
// Silent: an allocation that fails leaves the place for its handle as it was.
int old_handle(struct priv *p) {
  void *v = dma_alloc_coherent(p->dev, 64, &p->d, GFP_KERNEL);
  if (!v) {
    if (p->v)
      dma_free_coherent(p->dev, 64, p->v, p->d);
    return -ENOMEM;
  }
  p->v = v;
  return 0;
}
// Its twin: a mapping that fails replaces the handle.
int new_handle(struct priv *p, void *v) {
  p->d = dma_map_single(p->dev, v, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(p->dev, p->d)) {
    // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'p->d' could not be acquired on this path and must not be released{{.*}} [dma-release-unacquired, high]
    dma_unmap_single(p->dev, p->d, 64, DMA_TO_DEVICE);
    return -ENOMEM;
  }
  p->v = v;
  return 0;
}

// Silent: a truth value beside the object says whether there is one.
struct desc { struct device *dev; dma_addr_t dma; void *v; bool mapped; };
static void unmap_desc(struct desc *d) {
  if (d->mapped)
    dma_unmap_single(d->dev, d->dma, 64, DMA_TO_DEVICE);
  d->mapped = false;
}
int use_desc(struct desc *d) {
  if (d->mapped)
    printk("mapped already");
  d->dma = dma_map_single(d->dev, d->v, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(d->dev, d->dma)) {
    unmap_desc(d);
    return -ENOMEM;
  }
  d->mapped = true;
  return 0;
}
// Its twin: nothing is asked.
static void unmap_any(struct desc *d) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'd->dma' could not be acquired on this path and must not be released{{.*}} [dma-release-unacquired, high]
  dma_unmap_single(d->dev, d->dma, 64, DMA_TO_DEVICE);
  d->mapped = false;
}
int use_any(struct desc *d) {
  if (d->mapped)
    printk("mapped already");
  d->dma = dma_map_single(d->dev, d->v, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(d->dev, d->dma)) {
    unmap_any(d);
    return -ENOMEM;
  }
  d->mapped = true;
  return 0;
}
// Silent: the truth value has changed in between, for all that the engine knows.
void count_desc(struct desc *d);
int maybe(struct desc *d) {
  dma_addr_t dma;
  if (d->mapped) {
    dma = dma_map_single(d->dev, d->v, 64, DMA_TO_DEVICE);
    if (dma_mapping_error(d->dev, dma))
      return -ENOMEM;
  }
  count_desc(d);
  if (d->mapped)
    dma_unmap_single(d->dev, dma, 64, DMA_TO_DEVICE);
  return 0;
}
// Its twin: a number that has changed.
int maybe_counted(struct priv *p, struct desc *d) {
  dma_addr_t dma;
  if (p->flags) {
    dma = dma_map_single(p->dev, p->v, 64, DMA_TO_DEVICE);
    if (dma_mapping_error(p->dev, dma))
      return -ENOMEM;
  }
  p->flags = d->v != NULL;
  if (p->flags)
    // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'dma' has no value on this path and must not be released{{.*}} [dma-release-unacquired, high]
    dma_unmap_single(p->dev, dma, 64, DMA_TO_DEVICE);
  return 0;
}
// CHECK: 6 findings in 1 of 1 units
