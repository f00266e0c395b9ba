// RUN: %check %s | %FileCheck %s
// An attempt that fails leaves a state that dma_use_iova() tells: it is as good as the result, and gives the same answer
// each time.
#include <iova.h>
static inline bool dma_use_iova(struct dma_iova_state *state) { return state->size != 0; }
struct map { struct dma_iova_state state; dma_addr_t addr; };
void keep(struct map *map, dma_addr_t addr);

int map_it(struct device *dev, struct map *map, u64 phys, size_t size) {
  dma_addr_t addr;
  int err;
  dma_iova_try_alloc(dev, &map->state, phys, size);
  if (dma_use_iova(&map->state)) {
    err = dma_iova_link(dev, &map->state, phys, 0, size, DMA_TO_DEVICE, 0);
    if (err)
      return err;
  } else {
    addr = dma_map_phys(dev, phys, size, DMA_TO_DEVICE, 0);
    if (dma_mapping_error(dev, addr))
      return -EIO;
  }
  if (!dma_use_iova(&map->state))
    map->addr = addr;
  return dma_use_iova(&map->state) ? dma_iova_sync(dev, &map->state, 0, size) : 0;
}
void unmap_it(struct device *dev, struct map *map, size_t size) {
  if (dma_use_iova(&map->state))
    dma_iova_destroy(dev, &map->state, size, DMA_TO_DEVICE, 0);
  else
    // CHECK: :[[#@LINE+1]]:5: warning: 'map->addr' is released as DMA_FROM_DEVICE, but was mapped as DMA_TO_DEVICE
    dma_unmap_phys(dev, map->addr, size, DMA_FROM_DEVICE, 0);
}
// CHECK: 1 finding in 1 of 1 units
