// RUN: %fixes %s --min-confidence=low | %FileCheck %s
#include <kernel.h>

// What the release has to repeat is written at the acquisition; the text is the edit where it still
// means the same.
#define RING_BYTES 4096
struct priv { struct device *dev; dma_addr_t d; void *v; int count; };

int twin(struct device *dev, struct page *page) {
  dma_addr_t d = dma_map_page(dev, page, 0, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  // CHECK: [[@LINE+1]]:3-[[@LINE+1]]:19 'dma_unmap_page'
  dma_unmap_single(dev, d, 64, DMA_TO_DEVICE);
  return 0;
}

int direction(struct priv *p, void *buf) {
  p->d = dma_map_single(p->dev, buf, 64, DMA_FROM_DEVICE);
  if (dma_mapping_error(p->dev, p->d))
    return -ENOMEM;
  // CHECK: [[@LINE+1]]:38-[[@LINE+1]]:51 'DMA_FROM_DEVICE'
  dma_unmap_single(p->dev, p->d, 64, DMA_TO_DEVICE);
  return 0;
}

int size(struct priv *p) {
  p->v = dma_alloc_coherent(p->dev, RING_BYTES, &p->d, GFP_KERNEL);
  if (!p->v)
    return -ENOMEM;
  // CHECK: [[@LINE+1]]:29-[[@LINE+1]]:33 'RING_BYTES'
  dma_free_coherent(p->dev, 4000, p->v, p->d);
  return 0;
}

// The text of the acquisition means something else by now: no edit.
// CHECK-NOT: fix
int changed(struct priv *p) {
  int bytes = 4096;
  p->v = dma_alloc_coherent(p->dev, bytes, &p->d, GFP_KERNEL);
  if (!p->v)
    return -ENOMEM;
  bytes = 64;
  dma_free_coherent(p->dev, bytes, p->v, p->d);
  return 0;
}

// The other function takes other arguments: no edit.
int other(struct device *dev, struct page *page, void *v) {
  dma_addr_t d = dma_map_page(dev, page, 0, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  dma_free_coherent(dev, 64, v, d);
  return 0;
}
