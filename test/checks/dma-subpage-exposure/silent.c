// RUN: %check %s --checks=-*,dma-subpage-exposure --min-confidence=low | %FileCheck %s
// CHECK: 0 findings
#include <kernel.h>
struct req { u8 buf[64], *out; void (*done)(struct req *); };
struct plain { u8 buf[64]; int count; void *next; };
struct mixed { int id; void (*cb)(void); };
struct holder { struct mixed *m; u8 buf[8]; };
// The device only reads.
dma_addr_t sent(struct device *dev, struct req *r) { return dma_map_single(dev, r->buf, 64, DMA_TO_DEVICE); }
// The buffer is elsewhere.
dma_addr_t pointed(struct device *dev, struct req *r) { return dma_map_single(dev, r->out, 64, DMA_FROM_DEVICE); }
// Nothing there is called; a pointer to data.
dma_addr_t plain(struct device *dev, struct plain *p) { return dma_map_single(dev, p->buf, 64, DMA_FROM_DEVICE); }
dma_addr_t data(struct device *dev, struct holder *h) { return dma_map_single(dev, h->buf, 8, DMA_FROM_DEVICE); }
dma_addr_t bytes(struct device *dev, u8 *buf) { return dma_map_single(dev, buf, 8, DMA_FROM_DEVICE); }
dma_addr_t any(struct device *dev, struct req *r, enum dma_data_direction dir) { return dma_map_single(dev, r->buf, 64, dir); }
