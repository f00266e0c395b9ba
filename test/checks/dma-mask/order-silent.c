// RUN: %check %s --min-confidence=low | %FileCheck %s
// CHECK: 0 findings
#include <locks.h>
struct pci_device_id { int vendor; };
struct ring { void *v; dma_addr_t d; };
int pci_enable(struct pci_dev *pdev);
int elsewhere(struct pci_dev *pdev);

int first(struct device *dev, struct ring *r) {
  if (dma_set_mask_and_coherent(dev, DMA_BIT_MASK(28)))
    return -EIO;
  r->v = dmam_alloc_coherent(dev, 64, &r->d, GFP_KERNEL);
  return r->v ? 0 : -ENOMEM;
}
// Set before, and again for the second part.
int again(struct device *dev, struct ring *r) {
  if (dma_set_mask(dev, DMA_BIT_MASK(28)))
    return -EIO;
  r->v = dmam_alloc_coherent(dev, 64, &r->d, GFP_KERNEL);
  if (!r->v)
    return -ENOMEM;
  return dma_set_coherent_mask(dev, DMA_BIT_MASK(28));
}
// Another device.
int other(struct device *dev, struct device *child, struct ring *r) {
  r->v = dmam_alloc_coherent(dev, 64, &r->d, GFP_KERNEL);
  if (!r->v)
    return -ENOMEM;
  return dma_set_mask(child, DMA_BIT_MASK(28));
}
// One or the other.
int either(struct device *dev, struct ring *r, bool have) {
  if (have) {
    r->v = dmam_alloc_coherent(dev, 64, &r->d, GFP_KERNEL);
    return r->v ? 0 : -ENOMEM;
  }
  return dma_set_mask(dev, DMA_BIT_MASK(28));
}
// In a helper.
static int enable(struct pci_dev *pdev) { return dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(28)); }
static int probe(struct pci_dev *pdev, const struct pci_device_id *id) {
  struct ring *r = kmalloc(sizeof(*r), GFP_KERNEL);
  if (!r || enable(pdev))
    return -ENOMEM;
  r->v = dmam_alloc_coherent(&pdev->dev, 64, &r->d, GFP_KERNEL);
  return r->v ? 0 : -ENOMEM;
}
int (*const p)(struct pci_dev *, const struct pci_device_id *) = probe;
// In another file, maybe.
static int probe_too(struct pci_dev *pdev, const struct pci_device_id *id) {
  struct ring *r = kmalloc(sizeof(*r), GFP_KERNEL);
  if (!r || elsewhere(pdev))
    return -ENOMEM;
  r->v = dmam_alloc_coherent(&pdev->dev, 64, &r->d, GFP_KERNEL);
  return r->v ? 0 : -ENOMEM;
}
int (*const q)(struct pci_dev *, const struct pci_device_id *) = probe_too;
// A pool keeps the device in mind, and nothing else.
struct dma_pool *pool(struct device *dev) {
  struct dma_pool *p = dma_pool_create("p", dev, 64, 8, 0);
  if (dma_set_mask(dev, DMA_BIT_MASK(28)))
    printk("no mask\n");
  return p;
}
