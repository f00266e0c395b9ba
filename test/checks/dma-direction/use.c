// RUN: %check %s | %FileCheck %s
#include <locks.h>

void *dmaengine_prep_slave_single(struct dma_chan *chan, dma_addr_t buf, size_t len, enum dma_transfer_direction dir, unsigned long flags);
void submit(void *tx);

// The transfer goes the other way.
int transfer(struct device *dev, struct dma_chan *chan, void *buf) {
  dma_addr_t d = dma_map_single(dev, buf, 64, DMA_FROM_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  // CHECK: use.c:[[@LINE+1]]:{{.*}}: warning: 'd' is mapped DMA_FROM_DEVICE, but dmaengine_prep_slave_single() is asked to move the data the other way; map it DMA_TO_DEVICE [dma-direction, high]
  submit(dmaengine_prep_slave_single(chan, d, 64, DMA_MEM_TO_DEV, 0));
  dma_unmap_single(dev, d, 64, DMA_FROM_DEVICE);
  return 0;
}
// Silent: its twins with a transfer that goes the same way, and with a mapping for both.
int same(struct device *dev, struct dma_chan *chan, void *buf) {
  dma_addr_t d = dma_map_single(dev, buf, 64, DMA_FROM_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  submit(dmaengine_prep_slave_single(chan, d, 64, DMA_DEV_TO_MEM, 0));
  dma_unmap_single(dev, d, 64, DMA_FROM_DEVICE);
  return 0;
}
int both(struct device *dev, struct dma_chan *chan, void *buf) {
  dma_addr_t d = dma_map_single(dev, buf, 64, DMA_BIDIRECTIONAL);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  submit(dmaengine_prep_slave_single(chan, d, 64, DMA_MEM_TO_DEV, 0));
  dma_unmap_single(dev, d, 64, DMA_BIDIRECTIONAL);
  return 0;
}
// Silent: a direction that only the caller knows.
int some(struct device *dev, struct dma_chan *chan, void *buf, enum dma_transfer_direction dir) {
  dma_addr_t d = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  submit(dmaengine_prep_slave_single(chan, d, 64, dir, 0));
  dma_unmap_single(dev, d, 64, DMA_TO_DEVICE);
  return 0;
}
// Its twin: this function knows it.
int one(struct device *dev, struct dma_chan *chan, void *buf) {
  enum dma_transfer_direction dir = DMA_DEV_TO_MEM;
  dma_addr_t d = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  // CHECK: use.c:[[@LINE+1]]:{{.*}}: warning: 'd' is mapped DMA_TO_DEVICE, but dmaengine_prep_slave_single() is asked to move the data the other way; map it DMA_FROM_DEVICE [dma-direction, high]
  submit(dmaengine_prep_slave_single(chan, d, 64, dir, 0));
  dma_unmap_single(dev, d, 64, DMA_TO_DEVICE);
  return 0;
}
int transfer_list(struct device *dev, struct dma_chan *chan, struct scatterlist *sg, int n) {
  int mapped = dma_map_sg(dev, sg, n, DMA_TO_DEVICE);
  if (!mapped)
    return -ENOMEM;
  // CHECK: use.c:[[@LINE+1]]:{{.*}}: warning: 'sg' is mapped DMA_TO_DEVICE, but dmaengine_prep_slave_sg() is asked to move the data the other way; map it DMA_FROM_DEVICE [dma-direction, high]
  submit(dmaengine_prep_slave_sg(chan, sg, mapped, DMA_DEV_TO_MEM, 0));
  dma_unmap_sg(dev, sg, n, DMA_TO_DEVICE);
  return 0;
}

// The CPU's side of it goes the other way.
int filled(struct device *dev, void *buf, const void *data) {
  memcpy(buf, data, 64);
  // CHECK: use.c:[[@LINE+1]]:{{.*}}: warning: 'buf' is filled for the device, but mapped DMA_FROM_DEVICE, which does not show it the data; map it DMA_TO_DEVICE [dma-direction, medium]
  dma_addr_t d = dma_map_single(dev, buf, 64, DMA_FROM_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  dma_unmap_single(dev, d, 64, DMA_FROM_DEVICE);
  return 0;
}
// Silent: its twin mapped that way.
int filled_well(struct device *dev, void *buf, const void *data) {
  memcpy(buf, data, 64);
  dma_addr_t d = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  dma_unmap_single(dev, d, 64, DMA_TO_DEVICE);
  return 0;
}
// Silent: its twins with the buffer cleared, so that nothing old is read where the device wrote less, and with another
// buffer filled.
int cleared(struct device *dev, void *buf) {
  memset(buf, 0, 64);
  dma_addr_t d = dma_map_single(dev, buf, 64, DMA_FROM_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  dma_unmap_single(dev, d, 64, DMA_FROM_DEVICE);
  return 0;
}
int other(struct device *dev, void *buf, void *in, const void *data) {
  memcpy(in, data, 64);
  dma_addr_t d = dma_map_single(dev, buf, 64, DMA_FROM_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  dma_unmap_single(dev, d, 64, DMA_FROM_DEVICE);
  return 0;
}
// Silent: in the other branch.
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
// Its twin: in the same branch.
int same_branch(struct device *dev, void *buf, const void *data, bool out) {
  dma_addr_t d;
  if (out) {
    d = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  } else {
    memcpy(buf, data, 64);
    // CHECK: use.c:[[@LINE+1]]:{{.*}}: warning: 'buf' is filled for the device, but mapped DMA_FROM_DEVICE, which does not show it the data; map it DMA_TO_DEVICE [dma-direction, medium]
    d = dma_map_single(dev, buf, 64, DMA_FROM_DEVICE);
  }
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  dma_unmap_single(dev, d, 64, out ? DMA_TO_DEVICE : DMA_FROM_DEVICE);
  return 0;
}
int read_back(struct device *dev, void *out) {
  void *buf = kmalloc(64, GFP_KERNEL);
  if (!buf)
    return -ENOMEM;
  // CHECK: use.c:[[@LINE+1]]:{{.*}}: warning: 'buf' is mapped DMA_TO_DEVICE, but only read after that; map it DMA_FROM_DEVICE [dma-direction, medium]
  dma_addr_t d = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  dma_unmap_single(dev, d, 64, DMA_TO_DEVICE);
  memcpy(out, buf, 64);
  return 0;
}
// Silent: its twins whose buffer was written before, and is compared with something afterwards; by this function, by one
// that nobody sees, or by whoever calls.
int kept(struct device *dev, const void *data, void *out) {
  void *buf = kmalloc(64, GFP_KERNEL);
  if (!buf)
    return -ENOMEM;
  memcpy(buf, data, 64);
  dma_addr_t d = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  dma_unmap_single(dev, d, 64, DMA_TO_DEVICE);
  memcpy(out, buf, 64);
  return 0;
}
int kept_given(struct device *dev, void *buf, const void *data, void *out) {
  memcpy(buf, data, 64);
  dma_addr_t d = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  dma_unmap_single(dev, d, 64, DMA_TO_DEVICE);
  memcpy(out, buf, 64);
  return 0;
}
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
// CHECK: 6 findings in 1 of 1 units
