// RUN: %check %s --checks=-*,dma-subpage-exposure --min-confidence=low | %FileCheck %s
#include <kernel.h>
struct ops2 { void (*start)(void *); void (*stop)(void *); };
struct req { u8 buf[64]; void (*done)(struct req *); };
struct dev_state { const struct ops2 *ops; u32 status[16]; };
struct out { u8 *out; u8 buf[64]; void (*done)(struct out *); };
struct plain { u8 buf[64]; int count; void *next; };
struct mixed { int id; void (*cb)(void); };
struct holder { struct mixed *m; u8 buf[8]; };
struct holding { void (*cb)(void); u8 buf[8]; };
struct inner { u8 data[32]; int (*cb)(int); };

dma_addr_t beside(struct device *dev, struct req *r) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'r->buf' is mapped for the device to write, and 'done' beside it; allocate the buffer by itself [dma-subpage-exposure, low]
  return dma_map_single(dev, r->buf, 64, DMA_FROM_DEVICE);
  // CHECK: note: 'done' decides what the kernel calls
  // CHECK: note: assuming that the device may turn against its driver
}
dma_addr_t table(struct device *dev, struct dev_state *s) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: '&s->status' is mapped for the device to write, and 'ops' beside it
  return dma_map_single(dev, &s->status, 64, DMA_FROM_DEVICE);
}
dma_addr_t both_ways(struct device *dev, struct req *r) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: '&r->buf' is mapped for the device to write, and 'done' beside it
  return dma_map_single(dev, &r->buf, 64, DMA_BIDIRECTIONAL);
}
dma_addr_t within(struct device *dev, struct req *r) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'r' is mapped for the device to write, and 'done' lies within; allocate the buffer by itself
  return dma_map_single(dev, r, sizeof(*r), DMA_FROM_DEVICE);
}
dma_addr_t whole_state(struct device *dev, struct dev_state *s) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 's' is mapped for the device to write, and 'ops' lies within
  return dma_map_single(dev, s, sizeof(*s), DMA_BIDIRECTIONAL);
}
dma_addr_t cast(struct device *dev, struct inner *i) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: '(void *)i->data' is mapped for the device to write, and 'cb' beside it
  return dma_map_single(dev, (void *)i->data, 32, DMA_FROM_DEVICE);
}
// Silent: the device only reads; the direction is not known. Its twin is beside().
dma_addr_t sent(struct device *dev, struct req *r) { return dma_map_single(dev, r->buf, 64, DMA_TO_DEVICE); }
dma_addr_t any(struct device *dev, struct req *r, enum dma_data_direction dir) { return dma_map_single(dev, r->buf, 64, dir); }
// Silent: the buffer is elsewhere, wherever that is. Their twin: it is in the record.
dma_addr_t pointed(struct device *dev, struct out *o) { return dma_map_single(dev, o->out, 64, DMA_FROM_DEVICE); }
dma_addr_t bytes(struct device *dev, u8 *buf) { return dma_map_single(dev, buf, 64, DMA_FROM_DEVICE); }
// CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'o->buf' is mapped for the device to write, and 'done' beside it{{.*}} [dma-subpage-exposure, low]
dma_addr_t embedded(struct device *dev, struct out *o) { return dma_map_single(dev, o->buf, 64, DMA_FROM_DEVICE); }
// Silent: nothing there is called; a pointer to data. Their twin: what is called is beside it.
dma_addr_t plain(struct device *dev, struct plain *p) { return dma_map_single(dev, p->buf, 64, DMA_FROM_DEVICE); }
dma_addr_t data(struct device *dev, struct holder *h) { return dma_map_single(dev, h->buf, 8, DMA_FROM_DEVICE); }
// CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'h->buf' is mapped for the device to write, and 'cb' beside it{{.*}} [dma-subpage-exposure, low]
dma_addr_t callback(struct device *dev, struct holding *h) { return dma_map_single(dev, h->buf, 8, DMA_FROM_DEVICE); }
// CHECK: 8 findings in 1 of 1 units
