// RUN: %check %s | %FileCheck %s
#include <kernel.h>

struct priv { struct device *dev; u32 *v; dma_addr_t d; };

int read_after(struct device *dev) {
  dma_addr_t d;
  u32 *v = (u32 *)dma_alloc_coherent(dev, 64, &d, GFP_KERNEL);
  if (!v)
    return -ENOMEM;
  dma_free_coherent(dev, 64, v, d);
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'v[1]' is read after its release; move the release behind the last use [dma-use-after-release, high]
  return v[1] ? -EIO : 0;
}

void sync_after(struct priv *p) {
  dma_unmap_single(p->dev, p->d, 64, DMA_FROM_DEVICE);
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'p->d' is synchronised after its release; {{.*}} [dma-use-after-release, medium]
  dma_sync_single_for_cpu(p->dev, p->d, 64, DMA_FROM_DEVICE);
}

// Silent twins of the two: used first, or replaced in between.
int read_before(struct device *dev) {
  dma_addr_t d;
  u32 *v = (u32 *)dma_alloc_coherent(dev, 64, &d, GFP_KERNEL);
  if (!v)
    return -ENOMEM;
  u32 first = v[0];
  dma_free_coherent(dev, 64, v, d);
  return first ? -EIO : 0;
}
void sync_before(struct priv *p) {
  dma_sync_single_for_cpu(p->dev, p->d, 64, DMA_FROM_DEVICE);
  dma_unmap_single(p->dev, p->d, 64, DMA_FROM_DEVICE);
}
void replaced(struct priv *p, dma_addr_t fresh) {
  dma_unmap_single(p->dev, p->d, 64, DMA_FROM_DEVICE);
  p->d = fresh;
  dma_sync_single_for_cpu(p->dev, p->d, 64, DMA_FROM_DEVICE);
}

// A buffer freed while the device may still write into it.
int free_first(struct device *dev) {
  void *buf = kmalloc(64, GFP_KERNEL);
  if (!buf)
    return -ENOMEM;
  dma_addr_t d = dma_map_single(dev, buf, 64, DMA_FROM_DEVICE);
  if (dma_mapping_error(dev, d)) {
    kfree(buf);
    return -ENOMEM;
  }
  kfree(buf);
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: the buffer of 'd' was freed while it was still mapped; free it after the release [dma-use-after-release, high]
  dma_unmap_single(dev, d, 64, DMA_FROM_DEVICE);
  return 0;
}
// Silent: freed behind the unmap.
int free_last(struct device *dev) {
  void *buf = kmalloc(64, GFP_KERNEL);
  if (!buf)
    return -ENOMEM;
  dma_addr_t d = dma_map_single(dev, buf, 64, DMA_FROM_DEVICE);
  if (dma_mapping_error(dev, d)) {
    kfree(buf);
    return -ENOMEM;
  }
  dma_unmap_single(dev, d, 64, DMA_FROM_DEVICE);
  kfree(buf);
  return 0;
}
// Silent: the other turn of a loop, of which the engine thinks that it may mean the same slot. Its twin is
// sync_after().
struct ring { struct device *dev; struct priv *slots; u32 head, tail, size; };
void drain(struct ring *r) {
  while (r->tail != r->head) {
    dma_sync_single_for_cpu(r->dev, r->slots[r->tail].d, 64, DMA_FROM_DEVICE);
    dma_unmap_single(r->dev, r->slots[r->tail].d, 64, DMA_FROM_DEVICE);
    if (++r->tail == r->size)
      r->tail = 0;
  }
}
// CHECK: 3 findings in 1 of 1 units
