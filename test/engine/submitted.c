// RUN: %check %s | %FileCheck %s
// What is handed over in one of the kernel's own records is the kernel's.
#include <kernel.h>
#include <urb.h>

struct ep { struct device *dev; struct urb *urb; };
// Silent: the kernel gives it back.
static int probe(struct platform_device *pdev) {
  struct ep *ep = (struct ep *)pdev->dev.driver_data;
  ep->urb->transfer_buffer =
      dma_alloc_coherent(ep->dev, 64, &ep->urb->transfer_dma, GFP_KERNEL);
  if (!ep->urb->transfer_buffer)
    return -ENOMEM;
  int err = usb_submit_urb(ep->urb, GFP_KERNEL);
  if (err)
    return err;
  return 0;
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
// CHECK: 1 finding in 1 of 1 units
