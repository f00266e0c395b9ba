// RUN: %check %s --checks=-*,dma-subpage-exposure --min-confidence=low | %FileCheck %s
#include <kernel.h>
struct ops2 { void (*start)(void *); void (*stop)(void *); };
struct req { u8 buf[64]; void (*done)(struct req *); };
struct dev_state { const struct ops2 *ops; u32 status[16]; };
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
