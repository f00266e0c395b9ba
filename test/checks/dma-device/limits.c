// RUN: %check %s | %FileCheck %s
// What stays silent, each beside its twin that does not.
#include <classes.h>
struct parent { struct device *parent; };
struct nic {
  struct platform_device *pdev; struct pci_dev *pci; struct net_device *ndev, *other; struct parent up;
  struct usb_gadget *gadget; struct input_dev *input; struct hid_device *hid; struct video_device *video;
  struct device *dev, *if_dev, *either, *neither;
};

// Silent: the device on the bus, through a field.
void set(struct nic *n) { n->dev = &n->pdev->dev; }
int bus(struct nic *n, void *buf) {
  dma_addr_t d = dma_map_single(n->dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(n->dev, d))
    return -ENOMEM;
  dma_unmap_single(n->dev, d, 64, DMA_TO_DEVICE);
  return 0;
}
// Its twin: the interface's.
void set_interface(struct nic *n) { n->if_dev = &n->ndev->dev; }
int interface(struct nic *n, void *buf) {
  // CHECK: limits.c:[[@LINE+1]]:{{.*}}: warning: the device passed to dma_map_single() is that of a struct net_device, which does no DMA; pass the device on the bus, usually its parent [dma-device, medium]
  dma_addr_t d = dma_map_single(n->if_dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(n->if_dev, d))
    return -ENOMEM;
  dma_unmap_single(n->if_dev, d, 64, DMA_TO_DEVICE);
  return 0;
}
// Silent: the device on the bus, in the call, and the parent of the interface's.
int pci(struct nic *n, void *buf) {
  dma_addr_t d = dma_map_single(&n->pci->dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(&n->pci->dev, d))
    return -ENOMEM;
  dma_unmap_single(&n->pci->dev, d, 64, DMA_TO_DEVICE);
  return 0;
}
int parent(struct nic *n, void *buf) {
  dma_addr_t d = dma_map_single(n->up.parent, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(n->up.parent, d))
    return -ENOMEM;
  dma_unmap_single(n->up.parent, d, 64, DMA_TO_DEVICE);
  return 0;
}
// Their twin: the interface's.
int net(struct nic *n, void *buf) {
  // CHECK: limits.c:[[@LINE+1]]:{{.*}}: warning: the device passed to dma_map_single() is that of a struct net_device, which does no DMA; pass the device on the bus, usually its parent [dma-device, high]
  dma_addr_t d = dma_map_single(&n->ndev->dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(&n->ndev->dev, d))
    return -ENOMEM;
  dma_unmap_single(&n->ndev->dev, d, 64, DMA_TO_DEVICE);
  return 0;
}
// Silent: it can be another one.
void choose(struct nic *n, bool old) { n->either = old ? &n->ndev->dev : &n->pdev->dev; }
int chosen(struct nic *n, void *buf) {
  dma_addr_t d = dma_map_single(n->either, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(n->either, d))
    return -ENOMEM;
  dma_unmap_single(n->either, d, 64, DMA_TO_DEVICE);
  return 0;
}
// Its twin: the other one is an interface's, too.
void choose_badly(struct nic *n, bool old) { n->neither = old ? &n->ndev->dev : &n->other->dev; }
int badly_chosen(struct nic *n, void *buf) {
  // CHECK: limits.c:[[@LINE+1]]:{{.*}}: warning: the device passed to dma_map_single() is that of a struct net_device, which does no DMA; pass the device on the bus, usually its parent [dma-device, medium]
  dma_addr_t d = dma_map_single(n->neither, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(n->neither, d))
    return -ENOMEM;
  dma_unmap_single(n->neither, d, 64, DMA_TO_DEVICE);
  return 0;
}
// Silent: somebody else's.
struct device *find_device(struct nic *n);
int found(struct nic *n, void *buf) {
  struct device *dev = find_device(n);
  dma_addr_t d = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  dma_unmap_single(dev, d, 64, DMA_TO_DEVICE);
  return 0;
}
// Its twin: the function shows whose.
static struct device *device_of(struct nic *n) { return &n->ndev->dev; }
int found_here(struct nic *n, void *buf) {
  struct device *dev = device_of(n);
  // CHECK: limits.c:[[@LINE+1]]:{{.*}}: warning: the device passed to dma_map_single() is that of a struct net_device, which does no DMA; pass the device on the bus, usually its parent [dma-device, medium]
  dma_addr_t d = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  dma_unmap_single(dev, d, 64, DMA_TO_DEVICE);
  return 0;
}
// Silent: meant to do DMA: it has been given a mask.
int gadget(struct nic *n, void *buf) {
  if (dma_set_mask_and_coherent(&n->gadget->dev, 0xffffffff))
    return -EIO;
  dma_addr_t d = dma_map_single(&n->gadget->dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(&n->gadget->dev, d))
    return -ENOMEM;
  dma_unmap_single(&n->gadget->dev, d, 64, DMA_TO_DEVICE);
  return 0;
}
// Its twin: a device that nobody gives one.
int input(struct nic *n, void *buf) {
  // CHECK: limits.c:[[@LINE+1]]:{{.*}}: warning: the device passed to dma_map_single() is that of a struct input_dev, which does no DMA; pass the device on the bus, usually its parent [dma-device, high]
  dma_addr_t d = dma_map_single(&n->input->dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(&n->input->dev, d))
    return -ENOMEM;
  dma_unmap_single(&n->input->dev, d, 64, DMA_TO_DEVICE);
  return 0;
}
// Silent: its mask is assigned.
void setup(struct nic *n) { n->hid->dev.dma_mask = (u64 *)0x1000; }
int hid(struct nic *n, void *buf) {
  dma_addr_t d = dma_map_single(&n->hid->dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(&n->hid->dev, d))
    return -ENOMEM;
  dma_unmap_single(&n->hid->dev, d, 64, DMA_TO_DEVICE);
  return 0;
}
// Its twin: what is assigned is no mask.
void setup_video(struct nic *n) { n->video->dev.driver_data = n; }
int video(struct nic *n, void *buf) {
  // CHECK: limits.c:[[@LINE+1]]:{{.*}}: warning: the device passed to dma_map_single() is that of a struct video_device, which does no DMA; pass the device on the bus, usually its parent [dma-device, high]
  dma_addr_t d = dma_map_single(&n->video->dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(&n->video->dev, d))
    return -ENOMEM;
  dma_unmap_single(&n->video->dev, d, 64, DMA_TO_DEVICE);
  return 0;
}
// CHECK: 6 findings in 1 of 1 units
