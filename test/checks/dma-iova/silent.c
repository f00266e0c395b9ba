// RUN: %check %s | %FileCheck %s
// CHECK: 0 findings
#include <iova.h>
struct map { struct dma_iova_state state; struct device *dev; dma_addr_t single; };
int map(struct map *m, u64 phys) {
  int err;
  if (!dma_iova_try_alloc(m->dev, &m->state, phys, 8192)) {
    m->single = dma_map_phys(m->dev, phys, 8192, DMA_TO_DEVICE, 0);
    return dma_mapping_error(m->dev, m->single) ? -ENOMEM : 0;
  }
  err = dma_iova_link(m->dev, &m->state, phys, 0, 4096, DMA_TO_DEVICE, 0);
  if (!err)
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
  bool got = dma_iova_try_alloc(m->dev, &m->state, phys, 4096);
  return got;
}
bool returned(struct map *m, u64 phys) { return dma_iova_try_alloc(m->dev, &m->state, phys, 4096); }
int in_loop(struct map *m, u64 phys, int n) {
  int err = 0;
  for (int i = 0; i < n && !err; i++)
    err = dma_iova_link(m->dev, &m->state, phys, i * 4096, 4096, DMA_TO_DEVICE, 0);
  return err ? err : dma_iova_sync(m->dev, &m->state, 0, n * 4096);
}
void by_hand(struct map *m) {
  dma_iova_unlink(m->dev, &m->state, 0, 4096, DMA_TO_DEVICE, 0);
  dma_iova_free(m->dev, &m->state);
}
