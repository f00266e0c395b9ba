// RUN: %check %s | FileCheck --allow-empty %s
// What is handed over in one of the kernel's own records is the kernel's.
#include <kernel.h>
#include <urb.h>

struct ep { struct device *dev; struct urb *urb; };
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
