// RUN: %check %s | %FileCheck %s
#include <iova.h>
struct map { struct dma_iova_state state, other; struct device *dev; };
// Neither synchronised nor given back anywhere in this file.
void ignored(struct map *m, u64 phys) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: nobody looks whether dma_iova_try_alloc() gave a range; map each piece by itself where it did not [dma-iova, high]
  dma_iova_try_alloc(m->dev, &m->state, phys, 4096);
}
int link(struct map *m, u64 phys) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: the range of DMA addresses that dma_iova_try_alloc() gives is never given back; call dma_iova_destroy(), or unlink it and call dma_iova_free() [dma-iova, medium]
  if (!dma_iova_try_alloc(m->dev, &m->other, phys, 8192))
    return -ENOMEM;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: what dma_iova_link() links does not take effect, as nothing synchronises it; call dma_iova_sync() behind the last one [dma-iova, medium]
  return dma_iova_link(m->dev, &m->other, phys, 0, 4096, DMA_TO_DEVICE, 0);
}
int link_second(struct map *m, u64 phys) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: what dma_iova_link() links does not take effect
  int err = dma_iova_link(m->dev, &m->other, phys, 4096, 4096, DMA_TO_DEVICE, 0);
  return err;
}
void in_branch(struct map *m, u64 phys, bool large) {
  if (large) {
    // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: nobody looks whether dma_iova_try_alloc() gave a range
    dma_iova_try_alloc(m->dev, &m->state, phys, 4096);
  }
}
void twice(struct map *m, u64 phys) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: the range of DMA addresses that dma_iova_try_alloc() gives is never given back
  if (dma_iova_try_alloc(m->dev, &m->state, phys, 4096))
    // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: what dma_iova_link() links does not take effect
    dma_iova_link(m->dev, &m->state, phys, 0, 4096, DMA_FROM_DEVICE, 0);
}
// CHECK: 7 findings in 1 of 1 units
