// RUN: %check %s | %FileCheck %s
// CHECK: 0 findings
#include <transfers.h>

// Allocated with kmalloc(), by whoever.
int allocated(struct usb_device *udev) {
  u8 *buf = kmalloc(8, GFP_KERNEL);
  int err;
  if (!buf)
    return -ENOMEM;
  err = usb_control_msg(udev, 0, 1, 2, 0, 0, buf, 8, 1000);
  kfree(buf);
  return err;
}
struct state { u8 buf[64], *ptr; struct { u8 tx[2]; } xfer; };
int embedded(struct usb_device *udev, struct state *s) { return usb_control_msg(udev, 0, 1, 2, 0, 0, s->buf, 64, 1000); }
int member(struct spi_device *spi, struct state *s) { return spi_write(spi, &s->xfer.tx, 2); }
// A local pointer, a pointer in a local record, the elements behind a pointer.
int pointers(struct usb_device *udev, struct state *s, int *got) {
  struct state copy = *s;
  u8 *at = s->ptr + 4;
  if (usb_bulk_msg(udev, 0, copy.ptr, 4, got, 1000))
    return -EIO;
  return usb_bulk_msg(udev, 0, &at[2], 4, got, 1000);
}
// Functions that copy; a transfer without data.
int copies(struct usb_device *udev, struct spi_device *spi) {
  u8 reg = 1, value;
  if (usb_control_msg_recv(udev, 0, 1, 2, 0, 0, &value, 1, 1000, GFP_KERNEL))
    return -EIO;
  return spi_write_then_read(spi, &reg, 1, &value, 1);
}
int nothing(struct usb_device *udev) {
  u8 none;
  return usb_control_msg(udev, 0, 1, 2, 0, 0, &none, 0, 1000);
}
// Only when there is nothing better.
int fallback(struct usb_device *udev, int n, int *got) {
  u8 small[8];
  u8 *buf = small;
  if (n > 0)
    buf = kmalloc(n, GFP_KERNEL);
  return usb_bulk_msg(udev, 0, buf, n, got, 1000);
}
// It asks what it has got.
static int careful(struct usb_device *udev, void *data, int n, int *got) {
  if (object_is_on_stack(data))
    return -EINVAL;
  return usb_bulk_msg(udev, 0, data, n, got, 1000);
}
int asks(struct usb_device *udev, int *got) {
  u8 byte;
  return careful(udev, &byte, 1, got);
}
// The helper copies.
static int bounced(struct usb_device *udev, const void *data, int n, int *got) {
  void *copy = kmalloc(n, GFP_KERNEL);
  int err;
  if (!copy)
    return -ENOMEM;
  memcpy(copy, data, n);
  err = usb_bulk_msg(udev, 0, copy, n, got, 1000);
  kfree(copy);
  return err;
}
int helped(struct usb_device *udev, int *got) {
  u8 byte = 1;
  return bounced(udev, &byte, 1, got);
}
// Coherent memory in a transfer that has its DMA address.
int urb(struct usb_device *udev, struct urb *urb, struct device *dev, struct state *s) {
  s->ptr = dma_alloc_coherent(dev, 64, &urb->transfer_dma, GFP_KERNEL);
  if (!s->ptr)
    return -ENOMEM;
  usb_fill_bulk_urb(urb, udev, 0, s->ptr, 64, NULL, s);
  return 0;
}
void urb_done(struct urb *urb, struct device *dev, struct state *s) {
  dma_free_coherent(dev, 64, s->ptr, urb->transfer_dma);
}
// Either kind, and the driver asks which.
struct fw { struct device *dev; void *img; dma_addr_t d; };
int load(struct fw *f, size_t n) {
  f->img = kvmalloc_node(n, GFP_KERNEL, -1);
  return f->img ? 0 : -ENOMEM;
}
static int map_flat(struct fw *f, size_t n) {
  f->d = dma_map_single(f->dev, f->img, n, DMA_TO_DEVICE);
  if (dma_mapping_error(f->dev, f->d))
    return -ENOMEM;
  dma_unmap_single(f->dev, f->d, n, DMA_TO_DEVICE);
  return 0;
}
int map(struct fw *f, size_t n) { return is_vmalloc_addr(f->img) ? -EINVAL : map_flat(f, n); }
