// RUN: %check %s --checks=-*,dma-shared-cacheline --min-confidence=low | %FileCheck %s
// CHECK: 0 findings
#include <kernel.h>
#define aligned __attribute__((aligned(64)))
struct lines { int lock; u8 buf[64] aligned; int count aligned; };
struct last { int lock; u8 buf[64] aligned; };
struct out { int lock; u8 buf[16]; };
struct ptr { int lock; u8 *buf; };
struct only { u8 buf[16]; };
dma_addr_t own_lines(struct device *dev, struct lines *l) { return dma_map_single(dev, l->buf, 64, DMA_FROM_DEVICE); }
dma_addr_t at_end(struct device *dev, struct last *l) { return dma_map_single(dev, l->buf, 64, DMA_FROM_DEVICE); }
// The device only reads it.
dma_addr_t sent(struct device *dev, struct out *o) { return dma_map_single(dev, o->buf, 16, DMA_TO_DEVICE); }
// It is elsewhere, or is the whole record.
dma_addr_t pointed(struct device *dev, struct ptr *p) { return dma_map_single(dev, p->buf, 16, DMA_FROM_DEVICE); }
dma_addr_t alone(struct device *dev, struct only *o) { return dma_map_single(dev, o->buf, 16, DMA_FROM_DEVICE); }
dma_addr_t whole(struct device *dev, struct out *o) { return dma_map_single(dev, o, sizeof(*o), DMA_FROM_DEVICE); }
dma_addr_t any(struct device *dev, void *p, enum dma_data_direction dir) { return dma_map_single(dev, p, 16, dir); }
