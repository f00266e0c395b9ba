// RUN: %check %s | %FileCheck %s
#include <kernel.h>
#include <urb.h>

// Memory that a request of the kernel's names stays the driver's: probe() keeps it, and disconnect() leaves it.
struct dev { void *buf; dma_addr_t dma; struct urb *urb; };
struct dev *alloc_dev(struct device *);
static int probe(struct platform_device *pdev) {
  struct dev *d = alloc_dev(&pdev->dev);
  int err = -ENOMEM;
  if (!d)
    return err;
  d->buf = dma_alloc_coherent(&pdev->dev, 64, &d->dma, GFP_KERNEL);
  if (!d->buf)
    return err;
  d->urb->transfer_buffer = d->buf;
  d->urb->transfer_dma = d->dma;
  err = usb_submit_urb(d->urb, GFP_KERNEL);
  if (err)
    goto fail;
  // CHECK: kept-urb.c:[[@LINE+1]]:{{.*}}: warning: 'd->buf' is released when probe() fails, but by nothing that runs once it has worked; call dma_free_coherent() when the driver is removed, too [dma-leak, medium]
  return 0;
fail:
  dma_free_coherent(&pdev->dev, 64, d->buf, d->dma);
  return err;
}
static void unbind(struct platform_device *pdev) { set_flag(1, pdev->dev.driver_data); }
struct platform_driver driver = {.probe = probe, .remove = unbind};

// Silent: its twin frees it there, too.
struct good { void *buf; dma_addr_t dma; struct urb *urb; };
struct good *alloc_good(struct device *);
static int probe_good(struct platform_device *pdev) {
  struct good *d = alloc_good(&pdev->dev);
  int err = -ENOMEM;
  if (!d)
    return err;
  d->buf = dma_alloc_coherent(&pdev->dev, 64, &d->dma, GFP_KERNEL);
  if (!d->buf)
    return err;
  d->urb->transfer_buffer = d->buf;
  d->urb->transfer_dma = d->dma;
  err = usb_submit_urb(d->urb, GFP_KERNEL);
  if (err)
    goto fail;
  pdev->dev.driver_data = d;
  return 0;
fail:
  dma_free_coherent(&pdev->dev, 64, d->buf, d->dma);
  return err;
}
static void unbind_good(struct platform_device *pdev) {
  struct good *d = pdev->dev.driver_data;
  dma_free_coherent(&pdev->dev, 64, d->buf, d->dma);
}
struct platform_driver driver_good = {.probe = probe_good, .remove = unbind_good};
// CHECK: 1 finding in 1 of 1 units
