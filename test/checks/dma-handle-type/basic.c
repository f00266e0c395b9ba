// RUN: %check %s | %FileCheck %s
#include <locks.h>
struct nic { struct device *dev; u32 rx; u32 ring_dma; void *p; void *ring; dma_addr_t tx; };

int probe(struct nic *n) { return dma_set_mask_and_coherent(n->dev, DMA_BIT_MASK(64)); }
// Cut off.
int in_u32(struct nic *n, void *buf) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: the DMA address that dma_map_single() gives is kept in a 'u32', which is too small for it; make it a dma_addr_t [dma-handle-type, medium]
  u32 d = dma_map_single(n->dev, buf, 64, DMA_TO_DEVICE);
  // CHECK: basic.c:5:{{.*}}: note: the device is said to address more than 4 GiB here
  if (dma_mapping_error(n->dev, d))
    return -ENOMEM;
  dma_unmap_single(n->dev, d, 64, DMA_TO_DEVICE);
  return 0;
}
int in_field(struct nic *n, void *buf) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: the DMA address that dma_map_single() gives is kept in a 'u32'
  n->rx = (u32)dma_map_single(n->dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(n->dev, n->rx))
    return -ENOMEM;
  return 0;
}
void unmap(struct nic *n) { dma_unmap_single(n->dev, n->rx, 64, DMA_TO_DEVICE); }
int through_pointer(struct nic *n) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: dma_alloc_coherent() writes a whole dma_addr_t through '(dma_addr_t *)&n->ring_dma', which has only 32 bits; make it a dma_addr_t [dma-handle-type, high]
  n->ring = dma_alloc_coherent(n->dev, 64, (dma_addr_t *)&n->ring_dma, GFP_KERNEL);
  return n->ring ? 0 : -ENOMEM;
}
void close(struct nic *n) { dma_free_coherent(n->dev, 64, n->ring, n->ring_dma); }
// Used by the CPU.
int followed(struct nic *n) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'n->tx' is a DMA address, and is followed as if it were the CPU's; use the CPU address [dma-handle-type, high]
  return *(int *)n->tx;
}
struct desc { u32 flags; };
int arrow(struct nic *n) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'n->tx' is a DMA address, and is followed as if it were the CPU's
  return ((struct desc *)(unsigned long)n->tx)->flags;
}
int element(dma_addr_t at) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'at' is a DMA address, and is followed as if it were the CPU's
  return ((u32 *)at)[1];
}
void *back(struct nic *n) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'n->tx' is a DMA address, which phys_to_virt() does not know; keep the CPU address beside it [dma-handle-type, medium]
  return phys_to_virt(n->tx);
}
