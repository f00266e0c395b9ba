// RUN: %check %s --checks=dma-handle-type | %FileCheck %s --check-prefixes=CHECK,MEDIUM
// RUN: %check %s --checks=dma-handle-type --min-confidence=low | %FileCheck %s --check-prefixes=CHECK,LOW
#include <locks.h>
struct nic { struct device *dev; u32 rx; u32 ring_dma; void *p; void *ring; dma_addr_t tx; dma_addr_t full; u64 wide, wide_ring; u32 low, high; void *buf, *ring2; };

int probe(struct nic *n) { return dma_set_mask_and_coherent(n->dev, DMA_BIT_MASK(64)); }
// Cut off.
int in_u32(struct nic *n, void *buf) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: the DMA address that dma_map_single() gives is kept in a 'u32', which is too small for it; make it a dma_addr_t [dma-handle-type, medium]
  u32 d = dma_map_single(n->dev, buf, 64, DMA_TO_DEVICE);
  // CHECK: basic.c:6:{{.*}}: note: the device is said to address more than 4 GiB here
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
// Silent: its twins in a dma_addr_t, of which the hardware gets two halves, and in a u64.
int whole(struct nic *n) {
  n->full = dma_map_single(n->dev, n->buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(n->dev, n->full))
    return -ENOMEM;
  n->low = lower_32_bits(n->full);
  n->high = upper_32_bits(n->full);
  return 0;
}
void unmap_whole(struct nic *n) { dma_unmap_single(n->dev, n->full, 64, DMA_TO_DEVICE); }
int wide(struct nic *n) {
  n->wide = dma_map_single(n->dev, n->buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(n->dev, n->wide))
    return -ENOMEM;
  dma_unmap_single(n->dev, n->wide, 64, DMA_TO_DEVICE);
  return 0;
}
int through_pointer(struct nic *n) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: dma_alloc_coherent() writes a whole dma_addr_t through '(dma_addr_t *)&n->ring_dma', which has only 32 bits; make it a dma_addr_t [dma-handle-type, high]
  n->ring = dma_alloc_coherent(n->dev, 64, (dma_addr_t *)&n->ring_dma, GFP_KERNEL);
  return n->ring ? 0 : -ENOMEM;
}
void close(struct nic *n) { dma_free_coherent(n->dev, 64, n->ring, n->ring_dma); }
// Silent: its twin with 64 bits.
int same_size(struct nic *n) {
  n->ring2 = dma_alloc_coherent(n->dev, 64, (dma_addr_t *)&n->wide_ring, GFP_KERNEL);
  return n->ring2 ? 0 : -ENOMEM;
}
void close_same_size(struct nic *n) { dma_free_coherent(n->dev, 64, n->ring2, n->wide_ring); }
// Used by the CPU.
int followed(struct nic *n) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'n->tx' is a DMA address, and is followed as if it were the CPU's; use the CPU address [dma-handle-type, high]
  return *(int *)n->tx;
}
// Silent: its twins with the CPU's address, with arithmetic, and with nobody who follows it.
int cpu(struct nic *n) { return *(int *)n->ring; }
u64 behind(struct nic *n) { return n->tx + 16; }
void *number(struct nic *n) { return (void *)n->tx; }
struct desc { u32 flags; };
int arrow(struct nic *n) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'n->tx' is a DMA address, and is followed as if it were the CPU's
  return ((struct desc *)(unsigned long)n->tx)->flags;
}
int element(dma_addr_t at) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'at' is a DMA address, and is followed as if it were the CPU's
  return ((u32 *)at)[1];
}
// Silent: only an address is computed.
struct entry { u32 flags, len; };
u64 place(struct nic *n, int i) { return (u64)&((struct entry *)n->tx)[i].len; }
u64 member(struct nic *n) { return (u64)&((struct entry *)n->tx)->len; }
// Their twins: what is there is read.
u64 length(struct nic *n, int i) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'n->tx' is a DMA address, and is followed as if it were the CPU's; use the CPU address [dma-handle-type, high]
  return ((struct entry *)n->tx)[i].len;
}
u64 first_length(struct nic *n) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'n->tx' is a DMA address, and is followed as if it were the CPU's; use the CPU address [dma-handle-type, high]
  return ((struct entry *)n->tx)->len;
}
void *back(struct nic *n) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'n->tx' is a DMA address, which phys_to_virt() does not know; keep the CPU address beside it [dma-handle-type, medium]
  return phys_to_virt(n->tx);
}
// Silent: its twins with a number; a cast makes no DMA address.
void *physical(u64 at) { return phys_to_virt(at); }
#define page_to_phys(p) ((dma_addr_t)(unsigned long)(p) << 12)
void *page(struct page *p) { return phys_to_virt(page_to_phys(p)); }
void *cast(u64 at) { return phys_to_virt((dma_addr_t)at); }
// Only with --min-confidence=low.
dma_addr_t unmapped(void *buf) {
  // LOW: basic.c:[[@LINE+1]]:{{.*}}: warning: a physical address is taken for a DMA address; map the memory with dma_map_single() instead of calling virt_to_phys() [dma-handle-type, low]
  dma_addr_t d = virt_to_phys(buf);
  return d;
}
// MEDIUM: {{^}}9 findings in 1 of 1 units
// LOW: {{^}}10 findings in 1 of 1 units
