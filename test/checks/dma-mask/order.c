// RUN: %check %s --min-confidence=low | %FileCheck %s
#include <locks.h>
struct pci_device_id { int vendor; };
struct ring { void *v; dma_addr_t d; };
int pci_enable(struct pci_dev *pdev);
int elsewhere(struct pci_dev *pdev);

// Memory is chosen before the device says what it can address.
int late(struct device *dev, struct ring *r) {
  r->v = dmam_alloc_coherent(dev, 64, &r->d, GFP_KERNEL);
  if (!r->v)
    return -ENOMEM;
  // CHECK: order.c:[[@LINE+1]]:{{.*}}: warning: the mask is set after dmam_alloc_coherent() has chosen memory for 'dev'; set it first [dma-mask, medium]
  return dma_set_mask_and_coherent(dev, DMA_BIT_MASK(28));
}
// Silent: the other way round.
int first(struct device *dev, struct ring *r) {
  if (dma_set_mask_and_coherent(dev, DMA_BIT_MASK(28)))
    return -EIO;
  r->v = dmam_alloc_coherent(dev, 64, &r->d, GFP_KERNEL);
  return r->v ? 0 : -ENOMEM;
}
// Silent: set before, and again for the second part.
int again(struct device *dev, struct ring *r) {
  if (dma_set_mask(dev, DMA_BIT_MASK(28)))
    return -EIO;
  r->v = dmam_alloc_coherent(dev, 64, &r->d, GFP_KERNEL);
  if (!r->v)
    return -ENOMEM;
  return dma_set_coherent_mask(dev, DMA_BIT_MASK(28));
}
// Its twin: not set before.
int once(struct device *dev, struct ring *r) {
  r->v = dmam_alloc_coherent(dev, 64, &r->d, GFP_KERNEL);
  if (!r->v)
    return -ENOMEM;
  // CHECK: order.c:[[@LINE+1]]:{{.*}}: warning: the mask is set after dmam_alloc_coherent() has chosen memory for 'dev'{{.*}} [dma-mask, medium]
  return dma_set_coherent_mask(dev, DMA_BIT_MASK(28));
}
// Silent: another device.
int other(struct device *dev, struct device *child, struct ring *r) {
  r->v = dmam_alloc_coherent(dev, 64, &r->d, GFP_KERNEL);
  if (!r->v)
    return -ENOMEM;
  return dma_set_mask(child, DMA_BIT_MASK(28));
}
// Its twin: the same device.
int same(struct device *dev, struct device *child, struct ring *r) {
  r->v = dmam_alloc_coherent(child, 64, &r->d, GFP_KERNEL);
  if (!r->v)
    return -ENOMEM;
  // CHECK: order.c:[[@LINE+1]]:{{.*}}: warning: the mask is set after dmam_alloc_coherent() has chosen memory for 'child'{{.*}} [dma-mask, medium]
  return dma_set_mask(child, DMA_BIT_MASK(28));
}
// Silent: one or the other.
int either(struct device *dev, struct ring *r, bool have) {
  if (have) {
    r->v = dmam_alloc_coherent(dev, 64, &r->d, GFP_KERNEL);
    return r->v ? 0 : -ENOMEM;
  }
  return dma_set_mask(dev, DMA_BIT_MASK(28));
}
// Its twin: the one in any case, and then the other.
int not_either(struct device *dev, struct ring *r, bool have) {
  if (have)
    printk("have\n");
  r->v = dmam_alloc_coherent(dev, 64, &r->d, GFP_KERNEL);
  if (!r->v)
    return -ENOMEM;
  // CHECK: order.c:[[@LINE+1]]:{{.*}}: warning: the mask is set after dmam_alloc_coherent() has chosen memory for 'dev'{{.*}} [dma-mask, medium]
  return dma_set_mask(dev, DMA_BIT_MASK(28));
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
// Silent: a pool keeps the device in mind, and nothing else.
struct dma_pool *pool(struct device *dev) {
  struct dma_pool *p = dma_pool_create("p", dev, 64, 8, 0);
  if (dma_set_mask(dev, DMA_BIT_MASK(28)))
    printk("no mask\n");
  return p;
}
// Its twin: memory, and not a pool.
void *no_pool(struct device *dev, dma_addr_t *d) {
  void *p = dma_alloc_coherent(dev, 64, d, GFP_KERNEL);
  // CHECK: order.c:[[@LINE+1]]:{{.*}}: warning: the mask is set after dma_alloc_coherent() has chosen memory for 'dev'{{.*}} [dma-mask, medium]
  if (dma_set_mask(dev, DMA_BIT_MASK(28)))
    printk("no mask\n");
  return p;
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
// Silent: in a helper.
static int enable(struct pci_dev *pdev) { return dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(28)); }
static int probe_well(struct pci_dev *pdev, const struct pci_device_id *id) {
  struct ring *r = kmalloc(sizeof(*r), GFP_KERNEL);
  if (!r || enable(pdev))
    return -ENOMEM;
  r->v = dmam_alloc_coherent(&pdev->dev, 64, &r->d, GFP_KERNEL);
  return r->v ? 0 : -ENOMEM;
}
int (*const p_well)(struct pci_dev *, const struct pci_device_id *) = probe_well;
// Its twin: the helper does something else.
static int look(struct pci_dev *pdev) { return pdev->dev.dma_mask ? 0 : -EIO; }
static int probe_badly(struct pci_dev *pdev, const struct pci_device_id *id) {
  struct ring *r = kmalloc(sizeof(*r), GFP_KERNEL);
  if (!r || look(pdev))
    return -ENOMEM;
  // CHECK: order.c:[[@LINE+1]]:{{.*}}: warning: dmam_alloc_coherent() is called in a probe function that sets no mask{{.*}} [dma-mask, low]
  r->v = dmam_alloc_coherent(&pdev->dev, 64, &r->d, GFP_KERNEL);
  return r->v ? 0 : -ENOMEM;
}
int (*const p_badly)(struct pci_dev *, const struct pci_device_id *) = probe_badly;
// Silent: in another file, maybe. Its twins: probe(), and probe_badly(), whose helper is known.
static int probe_too(struct pci_dev *pdev, const struct pci_device_id *id) {
  struct ring *r = kmalloc(sizeof(*r), GFP_KERNEL);
  if (!r || elsewhere(pdev))
    return -ENOMEM;
  r->v = dmam_alloc_coherent(&pdev->dev, 64, &r->d, GFP_KERNEL);
  return r->v ? 0 : -ENOMEM;
}
int (*const q)(struct pci_dev *, const struct pci_device_id *) = probe_too;
// CHECK: 9 findings in 1 of 1 units
