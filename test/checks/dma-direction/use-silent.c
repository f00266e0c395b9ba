// RUN: %check %s | %FileCheck %s
// CHECK: 0 findings
#include <locks.h>

void *dmaengine_prep_slave_single(struct dma_chan *chan, dma_addr_t buf, size_t len, enum dma_transfer_direction dir, unsigned long flags);
void submit(void *tx);

int transfer(struct device *dev, struct dma_chan *chan, void *buf) {
  dma_addr_t d = dma_map_single(dev, buf, 64, DMA_FROM_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  submit(dmaengine_prep_slave_single(chan, d, 64, DMA_DEV_TO_MEM, 0));
  dma_unmap_single(dev, d, 64, DMA_FROM_DEVICE);
  return 0;
}
// Both ways, and a direction that only the caller knows.
int both(struct device *dev, struct dma_chan *chan, void *buf) {
  dma_addr_t d = dma_map_single(dev, buf, 64, DMA_BIDIRECTIONAL);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  submit(dmaengine_prep_slave_single(chan, d, 64, DMA_MEM_TO_DEV, 0));
  dma_unmap_single(dev, d, 64, DMA_BIDIRECTIONAL);
  return 0;
}
int some(struct device *dev, struct dma_chan *chan, void *buf, enum dma_transfer_direction dir) {
  dma_addr_t d = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  submit(dmaengine_prep_slave_single(chan, d, 64, dir, 0));
  dma_unmap_single(dev, d, 64, DMA_TO_DEVICE);
  return 0;
}
int filled(struct device *dev, void *buf, const void *data) {
  memcpy(buf, data, 64);
  dma_addr_t d = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  dma_unmap_single(dev, d, 64, DMA_TO_DEVICE);
  return 0;
}
// Cleared, so that nothing old is read where the device wrote less.
int cleared(struct device *dev, void *buf) {
  memset(buf, 0, 64);
  dma_addr_t d = dma_map_single(dev, buf, 64, DMA_FROM_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  dma_unmap_single(dev, d, 64, DMA_FROM_DEVICE);
  return 0;
}
// What was sent is compared with something afterwards, and was written before.
int kept(struct device *dev, void *buf, const void *data, void *out) {
  memcpy(buf, data, 64);
  dma_addr_t d = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  dma_unmap_single(dev, d, 64, DMA_TO_DEVICE);
  memcpy(out, buf, 64);
  return 0;
}
// Another buffer.
int other(struct device *dev, void *buf, void *in, const void *data) {
  memcpy(in, data, 64);
  dma_addr_t d = dma_map_single(dev, buf, 64, DMA_FROM_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  dma_unmap_single(dev, d, 64, DMA_FROM_DEVICE);
  return 0;
}
// In the other branch.
int branches(struct device *dev, void *buf, const void *data, bool out) {
  dma_addr_t d;
  if (out) {
    memcpy(buf, data, 64);
    d = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  } else {
    d = dma_map_single(dev, buf, 64, DMA_FROM_DEVICE);
  }
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  dma_unmap_single(dev, d, 64, out ? DMA_TO_DEVICE : DMA_FROM_DEVICE);
  return 0;
}
// Filled by a function that nobody sees, or by whoever calls.
void fill(void *buf);
int filled_elsewhere(struct device *dev, void *out) {
  void *buf = kmalloc(64, GFP_KERNEL);
  if (!buf)
    return -ENOMEM;
  fill(buf);
  dma_addr_t d = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  dma_unmap_single(dev, d, 64, DMA_TO_DEVICE);
  memcpy(out, buf, 64);
  return 0;
}
int given(struct device *dev, void *buf, void *out) {
  dma_addr_t d = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  dma_unmap_single(dev, d, 64, DMA_TO_DEVICE);
  memcpy(out, buf, 64);
  return 0;
}
