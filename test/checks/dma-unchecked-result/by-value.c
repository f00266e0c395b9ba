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
// CHECK: 1 finding in 1 of 1 units
