// RUN: %check %s | %FileCheck %s
// RUN: %check %s --min-confidence=low | %FileCheck %s --check-prefix=LOW
// CHECK: 0 findings
#include <locks.h>
struct nic { struct device *dev; dma_addr_t rx; unsigned long plain; u64 wide; void *ring, *buf; dma_addr_t ring_dma; u32 low, high; };
int own(struct nic *n) {
  n->rx = dma_map_single(n->dev, n->buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(n->dev, n->rx))
    return -ENOMEM;
  // Split for the hardware.
  n->low = lower_32_bits(n->rx);
  n->high = upper_32_bits(n->rx);
  return 0;
}
void drop(struct nic *n) { dma_unmap_single(n->dev, n->rx, 64, DMA_TO_DEVICE); }
int wide(struct nic *n) {
  n->wide = dma_map_single(n->dev, n->buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(n->dev, n->wide))
    return -ENOMEM;
  dma_unmap_single(n->dev, n->wide, 64, DMA_TO_DEVICE);
  return 0;
}
int same_size(struct nic *n) {
  n->ring = dma_alloc_coherent(n->dev, 64, (dma_addr_t *)&n->wide, GFP_KERNEL);
  return n->ring ? 0 : -ENOMEM;
}
void close(struct nic *n) { dma_free_coherent(n->dev, 64, n->ring, n->wide); }
// The CPU's address, and arithmetic with the device's.
int cpu(struct nic *n) { return *(int *)n->ring; }
u64 behind(struct nic *n) { return n->ring_dma + 16; }
void *number(struct nic *n) { return (void *)n->rx; }
void *physical(u64 at) { return phys_to_virt(at); }
// Only an address is computed; a cast makes no DMA address.
struct desc { u32 flags, len; };
u64 place(struct nic *n, int i) { return (u64)&((struct desc *)n->ring_dma)[i].len; }
u64 member(struct nic *n) { return (u64)&((struct desc *)n->ring_dma)->len; }
#define page_to_phys(p) ((dma_addr_t)(unsigned long)(p) << 12)
void *page(struct page *p) { return phys_to_virt(page_to_phys(p)); }
void *cast(u64 at) { return phys_to_virt((dma_addr_t)at); }
// A device of 32 bits gets addresses that fit.
int small(struct nic *n) {
  n->low = dma_map_single(n->dev, n->buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(n->dev, n->low))
    return -ENOMEM;
  dma_unmap_single(n->dev, n->low, 64, DMA_TO_DEVICE);
  return 0;
}
dma_addr_t unmapped(void *buf) {
  // LOW: silent.c:[[@LINE+1]]:{{.*}}: warning: a physical address is taken for a DMA address; map the memory with dma_map_single() instead of calling virt_to_phys() [dma-handle-type, low]
  dma_addr_t d = virt_to_phys(buf);
  return d;
}
