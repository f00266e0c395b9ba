// RUN: %fixes %s | %FileCheck %s
#include <kernel.h>

struct priv { struct device *dev; dma_addr_t d; };

int not(struct device *dev, void *buf) {
  dma_addr_t d = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  // CHECK: fix: [[@LINE+1]]:7-[[@LINE+1]]:9 'dma_mapping_error(dev, d)' [dma-wrong-result-test]
  if (!d)
    return -ENOMEM;
  dma_unmap_single(dev, d, 64, DMA_TO_DEVICE);
  return 0;
}

int zero(struct priv *p, void *buf) {
  p->d = dma_map_single(p->dev, buf, 64, DMA_TO_DEVICE);
  // CHECK: fix: [[@LINE+1]]:7-[[@LINE+1]]:16 'dma_mapping_error(p->dev, p->d)' [dma-wrong-result-test]
  if (p->d == 0)
    return -ENOMEM;
  dma_unmap_single(p->dev, p->d, 64, DMA_TO_DEVICE);
  return 0;
}

void truth(struct platform_device *pdev, struct page *page) {
  dma_addr_t d = dma_map_page(&pdev->dev, page, 0, 64, DMA_TO_DEVICE);
  // CHECK: fix: [[@LINE+1]]:7-[[@LINE+1]]:8 '!dma_mapping_error(&pdev->dev, d)' [dma-wrong-result-test]
  if (d)
    dma_unmap_page(&pdev->dev, d, 64, DMA_TO_DEVICE);
}

// The device has no name that is still good, or the handle none: no edit.
// CHECK-NOT: fix
struct device *device_of(struct priv *p);
int called(struct priv *p, void *buf) {
  dma_addr_t d = dma_map_single(device_of(p), buf, 64, DMA_TO_DEVICE);
  if (!d)
    return -ENOMEM;
  dma_unmap_single(device_of(p), d, 64, DMA_TO_DEVICE);
  return 0;
}
int count(struct device *dev, struct scatterlist *sg, int n) {
  int mapped = dma_map_sg(dev, sg, n, DMA_TO_DEVICE);
  if (mapped < 0)
    return -ENOMEM;
  dma_unmap_sg(dev, sg, n, DMA_TO_DEVICE);
  return 0;
}
