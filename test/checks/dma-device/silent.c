// RUN: %check %s | %FileCheck %s
// CHECK: 0 findings
#include <kernel.h>
struct usb_gadget { struct device dev; };
struct hid_device { struct device dev; };
struct parent { struct device *parent; };
int dma_set_mask_and_coherent(struct device *, u64);
struct nic { struct platform_device *pdev; struct pci_dev *pci; struct net_device *ndev; struct usb_gadget *gadget; struct device *dev, *either, *given; struct parent up; };

static int use(struct device *dev, void *buf) {
  dma_addr_t d = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  dma_unmap_single(dev, d, 64, DMA_TO_DEVICE);
  return 0;
}
// The device on the bus, directly and through a field.
void set(struct nic *n) { n->dev = &n->pdev->dev; }
int bus(struct nic *n, void *buf) { return use(n->dev, buf); }
int pci(struct nic *n, void *buf) {
  dma_addr_t d = dma_map_single(&n->pci->dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(&n->pci->dev, d))
    return -ENOMEM;
  dma_unmap_single(&n->pci->dev, d, 64, DMA_TO_DEVICE);
  return 0;
}
// The parent of the interface's.
int parent(struct nic *n, void *buf) {
  dma_addr_t d = dma_map_single(n->up.parent, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(n->up.parent, d))
    return -ENOMEM;
  dma_unmap_single(n->up.parent, d, 64, DMA_TO_DEVICE);
  return 0;
}
// It can be another one.
void choose(struct nic *n, bool old) { n->either = old ? &n->ndev->dev : &n->pdev->dev; }
int chosen(struct nic *n, void *buf) {
  dma_addr_t d = dma_map_single(n->either, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(n->either, d))
    return -ENOMEM;
  dma_unmap_single(n->either, d, 64, DMA_TO_DEVICE);
  return 0;
}
// Somebody else's.
struct device *find_device(struct nic *n);
int found(struct nic *n, void *buf) { return use(find_device(n), buf); }
// Meant to do DMA: it has been given a mask.
int gadget(struct nic *n, void *buf) {
  if (dma_set_mask_and_coherent(&n->gadget->dev, 0xffffffff))
    return -EIO;
  dma_addr_t d = dma_map_single(&n->gadget->dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(&n->gadget->dev, d))
    return -ENOMEM;
  dma_unmap_single(&n->gadget->dev, d, 64, DMA_TO_DEVICE);
  return 0;
}
// Its mask is assigned.
struct hid { struct hid_device *hid; };
void setup(struct hid *h) { h->hid->dev.dma_mask = (u64 *)0x1000; }
int hid(struct hid *h, void *buf) { return use(&h->hid->dev, buf); }
