// RUN: %check %s --checks=dma-sync-mismatch,dma-release-mismatch | %FileCheck %s
// Not all that a field may hold is seen, but all that is has another direction.
#include <kernel.h>
struct page_info { dma_addr_t bus; void *va; int last; };
struct slot { dma_addr_t dma; int as_page; };
struct twin { dma_addr_t dma; };
dma_addr_t given(int i);
int post(struct device *dev, struct page_info *p, int i) {
  dma_addr_t bus = i ? given(i) : dma_map_single(dev, p->va, 64, DMA_FROM_DEVICE);
  if (dma_mapping_error(dev, bus))
    return -ENOMEM;
  p->bus = bus;
  return 0;
}
void take(struct device *dev, struct page_info *p) {
  if (p->last)
    dma_unmap_single(dev, p->bus, 64, DMA_FROM_DEVICE);
  else
    // CHECK: others.c:[[@LINE+1]]:{{.*}}: warning: 'p->bus' is synchronised as DMA_TO_DEVICE, but was mapped as DMA_FROM_DEVICE; use the direction of the mapping [dma-sync-mismatch, medium]
    dma_sync_single_for_cpu(dev, p->bus, 64, DMA_TO_DEVICE);
  // CHECK: others.c:9:{{.*}}: note: mapping is made here with dma_map_single()
  // CHECK: others.c:17:{{.*}}: note: elsewhere it is handled as DMA_FROM_DEVICE
}
int fill(struct device *dev, struct slot *s, void *va, int i) {
  dma_addr_t d = i ? given(i) : dma_map_single(dev, va, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  s->dma = d;
  return 0;
}
void empty(struct device *dev, struct slot *s) {
  if (s->as_page)
    // CHECK: others.c:[[@LINE+1]]:{{.*}}: warning: 's->dma' is released as DMA_FROM_DEVICE, but was mapped as DMA_TO_DEVICE; release it with the same direction [dma-release-mismatch, medium]
    dma_unmap_page(dev, s->dma, 64, DMA_FROM_DEVICE);
  else
    dma_unmap_single(dev, s->dma, 64, DMA_TO_DEVICE);
}
// Silent: two uses of the record, with a direction each.
int fill_twin(struct device *dev, struct twin *t, void *va, int i) {
  dma_addr_t d = i ? given(i) : dma_map_single(dev, va, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  t->dma = d;
  return 0;
}
void sent(struct device *dev, struct twin *t) { dma_unmap_single(dev, t->dma, 64, DMA_TO_DEVICE); }
void received(struct device *dev, struct twin *t) { dma_unmap_single(dev, t->dma, 64, DMA_FROM_DEVICE); }
void dropped(struct device *dev, struct twin *t) { dma_unmap_single(dev, t->dma, 64, DMA_FROM_DEVICE); }
// CHECK: 2 findings in 1 of 1 units
