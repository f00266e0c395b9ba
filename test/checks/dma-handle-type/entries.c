// RUN: %check %s | %FileCheck %s
// A physical address goes into the descriptor of a device that gets DMA addresses.
#include <kernel.h>
typedef unsigned long long phys_addr_t;
phys_addr_t sg_phys(struct scatterlist *);
struct hw_desc { __le32 len; __le64 addr; };
struct eng { struct device *dev; struct hw_desc *ring; phys_addr_t last; };
int build(struct eng *e, struct scatterlist *sgl, int n) {
  struct scatterlist *s;
  int i, m = dma_map_sg(e->dev, sgl, n, DMA_TO_DEVICE);
  if (!m)
    return -ENOMEM;
  for_each_sg(sgl, s, m, i) {
    e->ring[i].len = cpu_to_le32(sg_dma_len(s));
    // CHECK: entries.c:[[@LINE+1]]:{{.*}}: warning: 's' is an entry of a mapped list, and its physical address is stored; use sg_dma_address() instead of sg_phys() [dma-handle-type, medium]
    e->ring[i].addr = cpu_to_le64(sg_phys(s));
  }
  return 0;
}
void finish(struct eng *e, struct scatterlist *sgl, int n) { dma_unmap_sg(e->dev, sgl, n, DMA_TO_DEVICE); }
// Silent: the DMA address; and the physical one where nothing is asked that mapping has set.
void fill(struct eng *e, struct scatterlist *s) {
  e->ring[0].len = cpu_to_le32(sg_dma_len(s));
  e->ring[0].addr = cpu_to_le64(sg_dma_address(s));
}
void note(struct eng *e, struct scatterlist *s) { e->last = sg_phys(s); }
// Silent: who asks for both knows the difference.
void choose(struct eng *e, struct scatterlist *s, int mapped) {
  e->ring[0].len = cpu_to_le32(sg_dma_len(s));
  if (mapped)
    e->ring[0].addr = cpu_to_le64(sg_dma_address(s));
  else
    e->ring[0].addr = cpu_to_le64(sg_phys(s));
}
// CHECK: 1 finding in 1 of 1 units
