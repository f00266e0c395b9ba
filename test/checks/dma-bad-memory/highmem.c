// RUN: %check %s | %FileCheck %s
// Pages of high memory have no lasting address.
#include <transfers.h>
void *kmap_local_page(struct page *);
void kunmap_local(const void *);
void *kmap(struct page *);
int mapped(struct device *dev, struct page *page) {
  void *v = kmap_local_page(page);
  // CHECK: highmem.c:[[@LINE+1]]:{{.*}}: warning: 'v' comes from kmap_local_page() and is used for DMA by dma_map_single(); allocate it with kmalloc() [dma-bad-memory, high]
  dma_addr_t d = dma_map_single(dev, v, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  dma_unmap_single(dev, d, 64, DMA_TO_DEVICE);
  kunmap_local(v);
  return 0;
}
int with_offset(struct device *dev, struct page *page, unsigned off) {
  u8 *v = kmap(page);
  // CHECK: highmem.c:[[@LINE+1]]:{{.*}}: warning: 'v + off' comes from kmap() and is used for DMA by dma_map_single()
  dma_addr_t d = dma_map_single(dev, v + off, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  dma_unmap_single(dev, d, 64, DMA_TO_DEVICE);
  return 0;
}
// Silent: the page itself, without an address.
int page(struct device *dev, struct page *page) {
  dma_addr_t d = dma_map_page(dev, page, 0, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  dma_unmap_page(dev, d, 64, DMA_TO_DEVICE);
  return 0;
}
// CHECK: 2 findings in 1 of 1 units
