// RUN: %check %s | %FileCheck %s
// A record that is given back by value carries what it was made of: whoever has it tests the handle and releases it.
#include <kernel.h>
struct addr { dma_addr_t addr; int kind; };
struct ops { struct addr (*map)(struct device *, struct page *, int); };
static inline struct addr encode(dma_addr_t addr, int kind) {
  return (struct addr){.addr = addr, .kind = kind};
}
void queue(dma_addr_t addr, int kind);

static struct addr map(struct device *dev, struct page *page, int kind) {
  dma_addr_t addr = dma_map_page(dev, page, 0, 4096, DMA_TO_DEVICE);
  return encode(addr, kind);
}
static struct addr map_and_queue(struct device *dev, struct page *page, int kind) {
  // CHECK: :[[#@LINE+1]]:{{[0-9]+}}: warning: 'addr' is used without a test whether dma_map_page() failed
  dma_addr_t addr = dma_map_page(dev, page, 0, 4096, DMA_TO_DEVICE);
  queue(addr, kind);
  return encode(0, kind);
}
struct ops one = {map}, two = {map_and_queue};

// A variable that is given back: who asked for it looks.
struct area { struct device *dev; void *vaddr; dma_addr_t dma; };
static struct area make(struct device *dev) {
  struct area area = {dev};
  area.vaddr = dma_alloc_coherent(dev, 64, &area.dma, GFP_KERNEL);
  return area;
}
int made(struct device *dev) {
  struct area area = make(dev);
  if (!area.vaddr)
    return -ENOMEM;
  dma_free_coherent(dev, 64, area.vaddr, area.dma);
  return 0;
}
int made_here(struct device *dev) {
  struct area area = {dev};
  // CHECK: :[[#@LINE+1]]:{{[0-9]+}}: warning: 'area.vaddr' is used without a test
  area.vaddr = dma_alloc_coherent(dev, 64, &area.dma, GFP_KERNEL);
  dma_free_coherent(dev, 64, area.vaddr, area.dma);
  return 0;
}
// CHECK: 2 findings in 1 of 1 units
