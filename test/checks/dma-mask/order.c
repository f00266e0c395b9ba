// RUN: %check %s --min-confidence=low | %FileCheck %s
#include <locks.h>
struct pci_device_id { int vendor; };
struct ring { void *v; dma_addr_t d; };
int pci_enable(struct pci_dev *pdev);

// Memory is chosen before the device says what it can address.
int late(struct device *dev, struct ring *r) {
  r->v = dmam_alloc_coherent(dev, 64, &r->d, GFP_KERNEL);
  if (!r->v)
    return -ENOMEM;
  // CHECK: order.c:[[@LINE+1]]:{{.*}}: warning: the mask is set after dmam_alloc_coherent() has chosen memory for 'dev'; set it first [dma-mask, medium]
  return dma_set_mask_and_coherent(dev, DMA_BIT_MASK(28));
}
int late_wide(struct device *dev, struct ring *r) {
  r->v = dmam_alloc_coherent(dev, 64, &r->d, GFP_KERNEL);
  if (!r->v)
    return -ENOMEM;
  // CHECK: order.c:[[@LINE+1]]:{{.*}}: warning: the mask is set after dmam_alloc_coherent() has chosen memory for 'dev'; set it first [dma-mask, low]
  if (dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64)))
    return -EIO;
  return 0;
}
int late_of_pci(struct pci_dev *pdev, struct ring *r) {
  if (!(r->v = dmam_alloc_coherent(&pdev->dev, 64, &r->d, GFP_KERNEL)))
    return -ENOMEM;
  if (pci_enable(pdev)) {
    // CHECK: order.c:[[@LINE+1]]:{{.*}}: warning: the mask is set after dmam_alloc_coherent() has chosen memory for '&pdev->dev'; set it first [dma-mask, medium]
    if (dma_set_coherent_mask(&pdev->dev, DMA_BIT_MASK(30)))
      return -EIO;
  }
  return 0;
}

// Never said at all.
static int probe(struct pci_dev *pdev, const struct pci_device_id *id) {
  struct ring *r = kmalloc(sizeof(*r), GFP_KERNEL);
  if (!r)
    return -ENOMEM;
  // CHECK: order.c:[[@LINE+1]]:{{.*}}: warning: dmam_alloc_coherent() is called in a probe function that sets no mask; say what the device can address with dma_set_mask_and_coherent() first [dma-mask, low]
  r->v = dmam_alloc_coherent(&pdev->dev, 64, &r->d, GFP_KERNEL);
  return r->v ? 0 : -ENOMEM;
}
int (*const p)(struct pci_dev *, const struct pci_device_id *) = probe;
