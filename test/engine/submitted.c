// RUN: %check %s | %FileCheck %s
// What is handed over in one of the kernel's own records is the kernel's.
#include <kernel.h>
#include <urb.h>

struct ep { struct device *dev; struct urb *urb; };
// Silent: the kernel gives it back, whatever fails afterwards.
static int probe(struct platform_device *pdev) {
  struct ep *ep = (struct ep *)pdev->dev.driver_data;
  ep->urb->transfer_buffer =
      dma_alloc_coherent(ep->dev, 64, &ep->urb->transfer_dma, GFP_KERNEL);
  if (!ep->urb->transfer_buffer)
    return -ENOMEM;
  int err = usb_submit_urb(ep->urb, GFP_KERNEL);
  if (err)
    goto unsent;
  return regs_read(ep->dev, ep, 4);
unsent:
  dma_free_coherent(ep->dev, 64, ep->urb->transfer_buffer, ep->urb->transfer_dma);
  return err;
}
struct platform_driver driver = {.probe = probe};
// CHECK-NOT: warning

// Its twin: nothing is handed over.
static int probe_only(struct platform_device *pdev) {
  struct ep *ep = (struct ep *)pdev->dev.driver_data;
  ep->urb->transfer_buffer =
      dma_alloc_coherent(ep->dev, 64, &ep->urb->transfer_dma, GFP_KERNEL);
  if (!ep->urb->transfer_buffer)
    return -ENOMEM;
  int err = regs_read(ep->dev, ep, 4);
  if (err)
    // CHECK: submitted.c:[[@LINE+1]]:{{.*}}: warning: 'ep->urb->transfer_buffer' is left behind when the function gives up here{{.*}} [dma-leak, medium]
    return err;
  return 0;
}
struct platform_driver driver_only = {.probe = probe_only};

// What the kernel refuses it does not take.
static int probe_refused(struct platform_device *pdev) {
  struct ep *ep = (struct ep *)pdev->dev.driver_data;
  ep->urb->transfer_buffer =
      dma_alloc_coherent(ep->dev, 64, &ep->urb->transfer_dma, GFP_KERNEL);
  if (!ep->urb->transfer_buffer)
    return -ENOMEM;
  int err = usb_submit_urb(ep->urb, GFP_KERNEL);
  if (err)
    // CHECK: submitted.c:[[@LINE+1]]:{{.*}}: warning: 'ep->urb->transfer_buffer' is left behind when the function gives up here{{.*}} [dma-leak, medium]
    return err;
  // CHECK: note: assuming that nothing releases it after this function has failed, and 'usb_submit_urb' keeps nothing of it when it fails
  return 0;
}
struct platform_driver driver_refused = {.probe = probe_refused};
// CHECK: 2 findings in 1 of 1 units
