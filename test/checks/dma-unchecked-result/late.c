// RUN: %check %s | %FileCheck %s
// A test that comes too late, and one that is somebody else's.
#include <kernel.h>
struct head { u32 a, b; };
struct hw { struct device *dev; dma_addr_t frag, head; void *buf; };

int late(struct hw *hw) {
  dma_addr_t d;
  // CHECK: late.c:[[@LINE+1]]:{{.*}}: warning: 'h' is used without a test whether dma_alloc_coherent() failed; test the returned pointer for NULL [dma-unchecked-result, high]
  struct head *h = dma_alloc_coherent(hw->dev, 64, &d, GFP_KERNEL);
  // CHECK: late.c:[[@LINE+1]]:{{.*}}: note: it is used here
  h->a = 1;
  if (regs_read(hw->dev, h, 4) && !h)
    return -EIO;
  if (h)
    dma_free_coherent(hw->dev, 64, h, d);
  return 0;
}
// Silent: asked before.
int early(struct hw *hw) {
  dma_addr_t d;
  struct head *h = dma_alloc_coherent(hw->dev, 64, &d, GFP_KERNEL);
  if (!h)
    return -ENOMEM;
  h->a = 1;
  if (h)
    dma_free_coherent(hw->dev, 64, h, d);
  return 0;
}

// The other function asks for what it has mapped itself.
void refill(struct hw *hw) {
  // CHECK: late.c:[[@LINE+1]]:{{.*}}: warning: 'hw->frag' is used without a test whether dma_map_single() failed{{.*}} [dma-unchecked-result, high]
  hw->frag = dma_map_single(hw->dev, hw->buf, 64, DMA_FROM_DEVICE);
}
int fill(struct hw *hw) {
  hw->frag = dma_map_single(hw->dev, hw->buf, 64, DMA_FROM_DEVICE);
  return dma_mapping_error(hw->dev, hw->frag) ? -ENOMEM : 0;
}
// Silent: one who asks for it without having mapped it.
void send(struct hw *hw) {
  hw->head = dma_map_single(hw->dev, hw->buf, 64, DMA_TO_DEVICE);
}
int send_asked(struct hw *hw) {
  send(hw);
  return dma_mapping_error(hw->dev, hw->head) ? -ENOMEM : 0;
}

// Silent: a function of the driver's that prints is shown the handle before the test, and changes nothing.
__attribute__((format(printf, 2, 3))) void card_dbg(struct device *dev, const char *fmt, ...);
void tell(struct device *dev, void *b, dma_addr_t *out) {
  dma_addr_t d = dma_map_single(dev, b, 64, DMA_TO_DEVICE);
  card_dbg(dev, "%p", (void *)&d);
  if (dma_mapping_error(dev, d))
    return;
  *out = d;
}
// Its twin: nobody asks.
void tell_only(struct device *dev, void *b, dma_addr_t *out) {
  // CHECK: late.c:[[@LINE+1]]:{{.*}}: warning: {{.*}} [dma-unchecked-result, {{.*}}]
  dma_addr_t d = dma_map_single(dev, b, 64, DMA_TO_DEVICE);
  card_dbg(dev, "%p", (void *)&d);
  writel(d, b);
  dma_unmap_single(dev, d, 64, DMA_TO_DEVICE);
}
// CHECK: 3 findings in 1 of 1 units
