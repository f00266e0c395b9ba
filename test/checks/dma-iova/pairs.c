// RUN: %check %s | %FileCheck %s --check-prefixes=CHECK,WHOLE
// RUN: %check %s --cc=-DBY_HAND | %FileCheck %s --check-prefixes=CHECK,WHOLE
// RUN: %check %s --cc=-DUNSYNCED | %FileCheck %s --check-prefixes=CHECK,UNSYNCED
// RUN: %check %s --cc=-DBY_HAND --cc=-DLOST | %FileCheck %s --check-prefixes=CHECK,LOST
// Silent: a file that does it all; what gives a range back is either call. The twins are the same functions in a file where
// nothing synchronises, and in one where nothing gives the ranges back.
#include <iova.h>
#ifdef UNSYNCED
#define dma_iova_sync(...) 0
#endif
#ifdef BY_HAND
#define dma_iova_destroy(...)
#endif
#ifdef LOST
#define dma_iova_free(...)
#endif
struct map { struct dma_iova_state state; struct device *dev; dma_addr_t single; };
int map(struct map *m, u64 phys) {
  int err;
  // LOST: pairs.c:[[@LINE+1]]:{{.*}}: warning: the range of DMA addresses that dma_iova_try_alloc() gives is never given back; call dma_iova_destroy(), or unlink it and call dma_iova_free() [dma-iova, medium]
  if (!dma_iova_try_alloc(m->dev, &m->state, phys, 8192)) {
    m->single = dma_map_phys(m->dev, phys, 8192, DMA_TO_DEVICE, 0);
    return dma_mapping_error(m->dev, m->single) ? -ENOMEM : 0;
  }
  // UNSYNCED: pairs.c:[[@LINE+1]]:{{.*}}: warning: what dma_iova_link() links does not take effect, as nothing synchronises it; call dma_iova_sync() behind the last one [dma-iova, medium]
  err = dma_iova_link(m->dev, &m->state, phys, 0, 4096, DMA_TO_DEVICE, 0);
  if (!err)
    // UNSYNCED: pairs.c:[[@LINE+1]]:{{.*}}: warning: what dma_iova_link() links does not take effect
    err = dma_iova_link(m->dev, &m->state, phys + 4096, 4096, 4096, DMA_TO_DEVICE, 0);
  if (!err)
    err = dma_iova_sync(m->dev, &m->state, 0, 8192);
  if (err)
    dma_iova_destroy(m->dev, &m->state, 4096, DMA_TO_DEVICE, 0);
  return err;
}
void unmap(struct map *m) {
  if (m->state.size)
    dma_iova_destroy(m->dev, &m->state, 8192, DMA_TO_DEVICE, 0);
  else
    dma_unmap_phys(m->dev, m->single, 8192, DMA_TO_DEVICE, 0);
}
bool kept(struct map *m, u64 phys) {
  // LOST: pairs.c:[[@LINE+1]]:{{.*}}: warning: the range of DMA addresses that dma_iova_try_alloc() gives is never given back
  bool got = dma_iova_try_alloc(m->dev, &m->state, phys, 4096);
  return got;
}
// LOST: pairs.c:[[@LINE+1]]:{{.*}}: warning: the range of DMA addresses that dma_iova_try_alloc() gives is never given back
bool returned(struct map *m, u64 phys) { return dma_iova_try_alloc(m->dev, &m->state, phys, 4096); }
// Their twin: neither kept nor returned.
void ignored(struct map *m, u64 phys) {
  // CHECK: pairs.c:[[@LINE+1]]:{{.*}}: warning: nobody looks whether dma_iova_try_alloc() gave a range; map each piece by itself where it did not [dma-iova, high]
  dma_iova_try_alloc(m->dev, &m->state, phys, 4096);
}
int in_loop(struct map *m, u64 phys, int n) {
  int err = 0;
  for (int i = 0; i < n && !err; i++)
    // UNSYNCED: pairs.c:[[@LINE+1]]:{{.*}}: warning: what dma_iova_link() links does not take effect
    err = dma_iova_link(m->dev, &m->state, phys, i * 4096, 4096, DMA_TO_DEVICE, 0);
  return err ? err : dma_iova_sync(m->dev, &m->state, 0, n * 4096);
}
void by_hand(struct map *m) {
  dma_iova_unlink(m->dev, &m->state, 0, 4096, DMA_TO_DEVICE, 0);
  dma_iova_free(m->dev, &m->state);
}
// WHOLE: 1 finding in 1 of 1 units
// UNSYNCED: 4 findings in 1 of 1 units
// LOST: 4 findings in 1 of 1 units
