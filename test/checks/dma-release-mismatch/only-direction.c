// RUN: %check %s --checks=dma-release-mismatch | %FileCheck %s
// Which mapping of a list is meant is not seen, but the module maps lists for one direction only.
#include <kernel.h>
struct ring { struct device *dev; u64 *desc; void *tables; };
struct sg_table *table(struct ring *r, int at);
struct scatterlist *list(struct ring *r, int at);
u64 packed(dma_addr_t dma);
dma_addr_t unpacked(u64 word);
int post(struct ring *r, struct sg_table *t, void *va, int at) {
  dma_addr_t dma;
  t->nents = dma_map_sg(r->dev, t->sgl, t->orig_nents, DMA_TO_DEVICE);
  if (!t->nents)
    return -ENOMEM;
  dma = dma_map_single(r->dev, va, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(r->dev, dma)) {
    dma_unmap_sg(r->dev, t->sgl, t->orig_nents, DMA_TO_DEVICE);
    return -ENOMEM;
  }
  r->desc[at] = packed(dma);
  return 0;
}
void done(struct ring *r, int at) {
  // CHECK: only-direction.c:[[@LINE+1]]:{{.*}}: warning: 'list(r, at)' is released as DMA_FROM_DEVICE, but was mapped as DMA_TO_DEVICE; release it with the same direction [dma-release-mismatch, medium]
  dma_unmap_sg(r->dev, list(r, at), 4, DMA_FROM_DEVICE);
  // CHECK: only-direction.c:11:{{.*}}: note: mapping is made here with dma_map_sg()
  // CHECK: only-direction.c:[[@LINE-2]]:{{.*}}: note: assuming that this module has mapped it, which maps nothing of the kind in another direction
}
// Silent: the direction that is mapped; a handle, which another module may have made; another kind of mapping.
void done_well(struct ring *r, int at) { dma_unmap_sg(r->dev, list(r, at), 4, DMA_TO_DEVICE); }
void handle(struct ring *r, int at) { dma_unmap_single(r->dev, unpacked(r->desc[at]), 64, DMA_FROM_DEVICE); }
void given(struct device *dev, struct sg_table *t) { dma_unmap_sgtable(dev, t, DMA_TO_DEVICE, 0); }
// CHECK: 1 finding in 1 of 1 units
