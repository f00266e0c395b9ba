// RUN: %check %s | %FileCheck %s
#include <kernel.h>

struct msg { u32 status, length; u8 data[56]; };
struct hw { struct device *dev; struct msg *msg; dma_addr_t dma, rx_dma; void *rx; };
void start(u64 at);
int copy_to_user(void *, const void *, size_t);

int read_reply(struct device *dev, struct msg *m) {
  dma_addr_t d = dma_map_single(dev, m, sizeof(*m), DMA_FROM_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  writel(lower_32_bits(d), (void *)0x100000);
  msleep(1);
  int status = m->status;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'm->status' is read before 'd', the mapping of its buffer, is released; unmap it, or synchronise it for the CPU, first [dma-unsynced-access, high]
  dma_unmap_single(dev, d, sizeof(*m), DMA_FROM_DEVICE);
  return status;
}
int late_write(struct device *dev, struct msg *m) {
  dma_addr_t d = dma_map_single(dev, m, sizeof(*m), DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'm->length' is written while it is mapped DMA_TO_DEVICE and belongs to the device; write it before it is mapped [dma-unsynced-access, high]
  m->length = 56;
  writel(lower_32_bits(d), (void *)0x100000);
  msleep(1);
  dma_unmap_single(dev, d, sizeof(*m), DMA_TO_DEVICE);
  return 0;
}
int both_ways(struct device *dev, struct msg *m) {
  dma_addr_t d = dma_map_single(dev, m, sizeof(*m), DMA_BIDIRECTIONAL);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'm->data[0]' is read while it is mapped DMA_BIDIRECTIONAL
  int first = m->data[0];
  dma_unmap_single(dev, d, sizeof(*m), DMA_BIDIRECTIONAL);
  return first;
}
int with_memcpy(struct device *dev, void *buf, void *to) {
  dma_addr_t d = dma_map_single(dev, buf, 64, DMA_FROM_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  msleep(1);
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'buf' is read while it is mapped DMA_FROM_DEVICE
  memcpy(to, buf, 64);
  dma_unmap_single(dev, d, 64, DMA_FROM_DEVICE);
  return 0;
}
// Given back to the device too early.
int again(struct device *dev, struct msg *m) {
  dma_addr_t d = dma_map_single(dev, m, sizeof(*m), DMA_FROM_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  dma_sync_single_for_cpu(dev, d, sizeof(*m), DMA_FROM_DEVICE);
  int status = m->status;
  dma_sync_single_for_device(dev, d, sizeof(*m), DMA_FROM_DEVICE);
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'm->length' is read while it is mapped DMA_FROM_DEVICE
  status += m->length;
  dma_unmap_single(dev, d, sizeof(*m), DMA_FROM_DEVICE);
  return status;
}
// Mapped in one function, read and unmapped in another.
int queue(struct hw *hw) {
  hw->dma = dma_map_single(hw->dev, hw->msg, sizeof(*hw->msg), DMA_FROM_DEVICE);
  if (dma_mapping_error(hw->dev, hw->dma))
    return -ENOMEM;
  return 0;
}
int done(struct hw *hw) {
  int status = hw->msg->status;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'hw->msg->status' is read before 'hw->dma', the mapping of its buffer, is released; unmap it, or synchronise it for the CPU, first [dma-unsynced-access, medium]
  dma_unmap_single(hw->dev, hw->dma, sizeof(*hw->msg), DMA_FROM_DEVICE);
  return status;
}
// CHECK: 6 findings
