// RUN: %check %s --checks=-*,dma-shared-cacheline --min-confidence=low | %FileCheck %s
#include <kernel.h>
#define aligned __attribute__((aligned(64)))
struct small { int lock; u8 buf[16]; int count; };
struct tail { u8 buf[64 + 8]; int count; };
struct nested { struct { int state; u8 reply[32]; } in; };
struct word { int busy; u32 status; };
struct lines { int lock; u8 buf[64] aligned; int count aligned; };
struct loose { int lock; u8 buf[64]; int count; };
struct last { int lock; u8 buf[64] aligned; };
struct ptr { int lock; u8 *buf; };
struct only { u8 buf[16]; };
struct half { u8 pad[64]; u8 buf[60]; int last; };

dma_addr_t before(struct device *dev, struct small *s) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 's->buf' is written by the device and shares a cache line with 'lock'; allocate it by itself, or put both ends on a line with __dma_from_device_group_begin() and _end() [dma-shared-cacheline, low]
  return dma_map_single(dev, s->buf, sizeof(s->buf), DMA_FROM_DEVICE);
  // CHECK: basic.c:4:{{.*}}: note: 'lock' is declared here
  // CHECK: note: assuming a cache line of 64 bytes that is not kept coherent, and a write to 'lock' while it is mapped
}
dma_addr_t behind(struct device *dev, struct tail *t) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 't->buf' is written by the device and shares a cache line with 'count'
  return dma_map_single(dev, t->buf, sizeof(t->buf), DMA_FROM_DEVICE);
}
dma_addr_t inner(struct device *dev, struct nested *n) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'w->status' is written by the device and shares a cache line with 'busy'
  struct word *w = (struct word *)n; return dma_map_single(dev, &w->status, 4, DMA_FROM_DEVICE);
}
dma_addr_t both_ways(struct device *dev, struct small *s) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 's->buf' is written by the device and shares a cache line with 'lock'
  return dma_map_single(dev, &s->buf, sizeof(s->buf), DMA_BIDIRECTIONAL);
}
dma_addr_t element(struct device *dev, struct half *h) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'h->buf' is written by the device and shares a cache line with 'last'
  return dma_map_single(dev, h->buf, 60, DMA_FROM_DEVICE);
}
dma_addr_t cast(struct device *dev, struct small *s) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 's->buf' is written by the device and shares a cache line with 'lock'
  return dma_map_single(dev, (void *)s->buf, 16, DMA_FROM_DEVICE);
}
// Silent: on lines of its own.
dma_addr_t own_lines(struct device *dev, struct lines *l) { return dma_map_single(dev, l->buf, 64, DMA_FROM_DEVICE); }
dma_addr_t at_end(struct device *dev, struct last *l) { return dma_map_single(dev, l->buf, 64, DMA_FROM_DEVICE); }
// Their twin: not aligned.
// CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'l->buf' is written by the device and shares a cache line with 'lock'{{.*}} [dma-shared-cacheline, low]
dma_addr_t same_line(struct device *dev, struct loose *l) { return dma_map_single(dev, l->buf, 64, DMA_FROM_DEVICE); }
// Silent: the device only reads it. Its twin: the device writes it.
dma_addr_t sent(struct device *dev, struct small *s) { return dma_map_single(dev, s->buf, 16, DMA_TO_DEVICE); }
// CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 's->buf' is written by the device and shares a cache line with 'lock'{{.*}} [dma-shared-cacheline, low]
dma_addr_t received(struct device *dev, struct small *s) { return dma_map_single(dev, s->buf, 16, DMA_FROM_DEVICE); }
// Silent: it is elsewhere, or is the whole record; where it goes is not known. The twin of all is received().
dma_addr_t pointed(struct device *dev, struct ptr *p) { return dma_map_single(dev, p->buf, 16, DMA_FROM_DEVICE); }
dma_addr_t alone(struct device *dev, struct only *o) { return dma_map_single(dev, o->buf, 16, DMA_FROM_DEVICE); }
dma_addr_t whole(struct device *dev, struct small *s) { return dma_map_single(dev, s, sizeof(*s), DMA_FROM_DEVICE); }
dma_addr_t any(struct device *dev, struct small *s, enum dma_data_direction dir) { return dma_map_single(dev, s->buf, 16, dir); }
// CHECK: 8 findings in 1 of 1 units
