// RUN: %check %s | %FileCheck %s
// What stays silent, each beside its twin that does not.
#include <transfers.h>

// Silent: allocated with kmalloc(), by whoever.
int allocated(struct usb_device *udev) {
  u8 *buf = kmalloc(8, GFP_KERNEL);
  int err;
  if (!buf)
    return -ENOMEM;
  err = usb_control_msg(udev, 0, 1, 2, 0, 0, buf, 8, 1000);
  kfree(buf);
  return err;
}
// Its twin: with vmalloc().
int allocated_large(struct usb_device *udev) {
  u8 *buf = vmalloc(8);
  int err;
  if (!buf)
    return -ENOMEM;
  // CHECK: limits.c:[[@LINE+1]]:{{.*}}: warning: 'buf' comes from vmalloc() and is used for DMA by usb_control_msg(); allocate it with kmalloc() [dma-bad-memory, medium]
  err = usb_control_msg(udev, 0, 1, 2, 0, 0, buf, 8, 1000);
  vfree(buf);
  return err;
}
struct state { u8 buf[64], *ptr, *large; struct { u8 tx[2]; } xfer; };
int embedded(struct usb_device *udev, struct state *s) { return usb_control_msg(udev, 0, 1, 2, 0, 0, s->buf, 64, 1000); }
int member(struct spi_device *spi, struct state *s) { return spi_write(spi, &s->xfer.tx, 2); }
// Their twins: the record is a local variable.
int embedded_local(struct usb_device *udev, struct state s) {
  // CHECK: limits.c:[[@LINE+1]]:{{.*}}: warning: 's' is on the stack and is used for DMA by usb_control_msg(); copy it into kmalloc() memory [dma-bad-memory, high]
  return usb_control_msg(udev, 0, 1, 2, 0, 0, s.buf, 64, 1000);
}
int member_local(struct spi_device *spi) {
  struct state s = {{0}};
  // CHECK: limits.c:[[@LINE+1]]:{{.*}}: warning: 's' is on the stack and is used for DMA by spi_write(); copy it into kmalloc() memory [dma-bad-memory, high]
  return spi_write(spi, &s.xfer.tx, 2);
}
// Silent: a local pointer, a pointer in a local record, the elements behind a pointer.
int pointers(struct usb_device *udev, struct state *s, int *got) {
  struct state copy = *s;
  u8 *at = s->ptr + 4;
  if (usb_bulk_msg(udev, 0, copy.ptr, 4, got, 1000))
    return -EIO;
  return usb_bulk_msg(udev, 0, &at[2], 4, got, 1000);
}
// Its twin: an array in the record, the elements of an array.
int arrays(struct usb_device *udev, struct state *s, int *got) {
  struct state copy = *s;
  u8 at[4];
  // CHECK: limits.c:[[@LINE+1]]:{{.*}}: warning: 'copy' is on the stack and is used for DMA by usb_bulk_msg(); copy it into kmalloc() memory [dma-bad-memory, high]
  if (usb_bulk_msg(udev, 0, copy.buf, 4, got, 1000))
    return -EIO;
  // CHECK: limits.c:[[@LINE+1]]:{{.*}}: warning: 'at' is on the stack and is used for DMA by usb_bulk_msg(); copy it into kmalloc() memory [dma-bad-memory, high]
  return usb_bulk_msg(udev, 0, &at[2], 4, got, 1000);
}
// Silent: functions that copy.
int copies(struct usb_device *udev, struct spi_device *spi) {
  u8 reg = 1, value;
  if (usb_control_msg_recv(udev, 0, 1, 2, 0, 0, &value, 1, 1000, GFP_KERNEL))
    return -EIO;
  return spi_write_then_read(spi, &reg, 1, &value, 1);
}
// Its twin: their sisters that do not.
int in_place(struct usb_device *udev, struct spi_device *spi) {
  u8 reg = 1, value;
  // CHECK: limits.c:[[@LINE+1]]:{{.*}}: warning: 'value' is on the stack and is used for DMA by usb_control_msg(); copy it into kmalloc() memory [dma-bad-memory, high]
  if (usb_control_msg(udev, 0, 1, 2, 0, 0, &value, 1, 1000))
    return -EIO;
  // CHECK: limits.c:[[@LINE+1]]:{{.*}}: warning: 'reg' is on the stack and is used for DMA by spi_write(); copy it into kmalloc() memory [dma-bad-memory, high]
  return spi_write(spi, &reg, 1);
}
// Silent: a transfer without data.
int nothing(struct usb_device *udev) {
  u8 none;
  return usb_control_msg(udev, 0, 1, 2, 0, 0, &none, 0, 1000);
}
// Its twin: of one byte.
int something(struct usb_device *udev) {
  u8 one;
  // CHECK: limits.c:[[@LINE+1]]:{{.*}}: warning: 'one' is on the stack and is used for DMA by usb_control_msg(); copy it into kmalloc() memory [dma-bad-memory, high]
  return usb_control_msg(udev, 0, 1, 2, 0, 0, &one, 1, 1000);
}
// Silent: only when there is nothing better.
int fallback(struct usb_device *udev, int n, int *got) {
  u8 small[8];
  u8 *buf = small;
  if (n > 0)
    buf = kmalloc(n, GFP_KERNEL);
  return usb_bulk_msg(udev, 0, buf, n, got, 1000);
}
// Its twin: the other one is no better.
int no_fallback(struct usb_device *udev, int n, int *got) {
  u8 small[8], smaller[4];
  u8 *buf = small;
  if (n > 0)
    buf = smaller;
  // CHECK: limits.c:[[@LINE+1]]:{{.*}}: warning: 'small' is on the stack and is used for DMA by usb_bulk_msg(); copy it into kmalloc() memory [dma-bad-memory, high]
  return usb_bulk_msg(udev, 0, buf, n, got, 1000);
}
// Silent: it asks what it has got.
static int careful(struct usb_device *udev, void *data, int n, int *got) {
  if (object_is_on_stack(data))
    return -EINVAL;
  return usb_bulk_msg(udev, 0, data, n, got, 1000);
}
int asks(struct usb_device *udev, int *got) {
  u8 byte;
  return careful(udev, &byte, 1, got);
}
// Its twin: it does not.
static int careless(struct usb_device *udev, void *data, int n, int *got) {
  return usb_bulk_msg(udev, 0, data, n, got, 1000);
}
int asks_not(struct usb_device *udev, int *got) {
  u8 byte;
  // CHECK: limits.c:[[@LINE+1]]:{{.*}}: warning: 'byte' is on the stack and is used for DMA by careless(); copy it into kmalloc() memory [dma-bad-memory, high]
  return careless(udev, &byte, 1, got);
}
// Silent: the helper copies.
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
// Its twin: it sends the original.
static int copied_in_vain(struct usb_device *udev, void *data, int n, int *got) {
  void *copy = kmalloc(n, GFP_KERNEL);
  int err;
  if (!copy)
    return -ENOMEM;
  memcpy(copy, data, n);
  err = usb_bulk_msg(udev, 0, data, n, got, 1000);
  kfree(copy);
  return err;
}
int not_helped(struct usb_device *udev, int *got) {
  u8 byte = 1;
  // CHECK: limits.c:[[@LINE+1]]:{{.*}}: warning: 'byte' is on the stack and is used for DMA by copied_in_vain(); copy it into kmalloc() memory [dma-bad-memory, high]
  return copied_in_vain(udev, &byte, 1, got);
}
// Silent: coherent memory in a transfer that has its DMA address.
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
// Its twin: memory that has none.
int urb_large(struct usb_device *udev, struct urb *urb, struct state *s) {
  s->large = vmalloc(64);
  if (!s->large)
    return -ENOMEM;
  // CHECK: limits.c:[[@LINE+1]]:{{.*}}: warning: 's->large' comes from vmalloc() and is used for DMA by usb_fill_bulk_urb(); allocate it with kmalloc() [dma-bad-memory, medium]
  usb_fill_bulk_urb(urb, udev, 0, s->large, 64, NULL, s);
  return 0;
}
// CHECK: 12 findings in 1 of 1 units
