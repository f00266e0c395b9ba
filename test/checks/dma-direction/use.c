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
