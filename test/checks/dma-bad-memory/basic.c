// RUN: %check %s | %FileCheck %s
#include <transfers.h>

// The stack.
int local(struct usb_device *udev) {
  u8 status;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'status' is on the stack and is used for DMA by usb_control_msg(); copy it into kmalloc() memory [dma-bad-memory, high]
  return usb_control_msg(udev, 0, 1, 2, 0, 0, &status, 1, 1000);
  // CHECK: basic.c:6:{{.*}}: note: 'status' is declared here
}
int array(struct hid_device *hdev) {
  u8 buf[3] = {1, 2, 3};
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'buf' is on the stack and is used for DMA by hid_hw_raw_request()
  return hid_hw_raw_request(hdev, buf[0], buf, sizeof(buf), 0, 0);
}
struct reply { u16 head; u8 data[6]; };
int member(struct usb_device *udev, int *got) {
  struct reply r;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'r' is on the stack and is used for DMA by usb_bulk_msg()
  return usb_bulk_msg(udev, 0, r.data + 2, 4, got, 1000);
}
int mapped(struct device *dev) {
  u32 cmd = 1;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'cmd' is on the stack and is used for DMA by dma_map_single()
  dma_addr_t d = dma_map_single(dev, &cmd, sizeof(cmd), DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  dma_unmap_single(dev, d, sizeof(cmd), DMA_TO_DEVICE);
  return 0;
}
int through_pointer(struct hid_device *hdev, bool mt) {
  const u8 a[] = {1, 2}, b[] = {3, 4};
  const u8 *which;
  if (mt)
    which = a;
  else
    which = b;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'a' is on the stack and is used for DMA by hid_hw_raw_request()
  return hid_hw_raw_request(hdev, 1, (u8 *)which, 2, 0, 0);
}
int parameter(struct spi_device *spi, u16 value) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'value' is on the stack and is used for DMA by spi_write()
  return spi_write(spi, &value, sizeof(value));
}
int in_record(struct spi_device *spi) {
  u8 tx[2] = {1, 2}, rx[2];
  struct spi_transfer t = {
      // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'tx' is on the stack and is used for DMA by 'tx_buf' of a struct spi_transfer
      .tx_buf = tx,
      .len = 2,
  };
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'rx' is on the stack and is used for DMA by 'rx_buf' of a struct spi_transfer
  t.rx_buf = rx;
  return spi_sync_transfer(spi, &t, 1);
}

// A helper hands it on.
static int reg_read(struct usb_device *udev, u16 reg, void *data, u16 len) {
  return usb_control_msg(udev, 0, 1, 2, 0, reg, data, len, 1000);
}
static int reg_read_byte(struct usb_device *udev, u16 reg, u8 *data) { return reg_read(udev, reg, data, 1); }
int probe(struct usb_device *udev) {
  u8 version;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'version' is on the stack and is used for DMA by reg_read_byte(); copy it into kmalloc() memory [dma-bad-memory, high]
  int err = reg_read_byte(udev, 7, &version);
  // CHECK: note: it is handed to usb_control_msg() here
  return err < 0 ? err : version;
}

// Data of the module; large allocations.
static u8 shared[64];
int data(struct device *dev) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'shared' is data of the module and is used for DMA by dma_map_single(); copy it into kmalloc() memory [dma-bad-memory, high]
  dma_addr_t d = dma_map_single(dev, shared, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  dma_unmap_single(dev, d, 64, DMA_TO_DEVICE);
  return 0;
}
int constant(struct usb_device *udev) {
  static const u8 init[] = {1, 2, 3};
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'init' is constant data of the module and is used for DMA by usb_control_msg(); copy it into kmalloc() memory [dma-bad-memory, medium]
  return usb_control_msg(udev, 0, 1, 2, 0, 0, (void *)init, 3, 1000);
}
int large(struct device *dev, size_t n) {
  void *v = vmalloc(n);
  if (!v)
    return -ENOMEM;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'v' comes from vmalloc() and is used for DMA by dma_map_single(); allocate it with kmalloc() [dma-bad-memory, high]
  dma_addr_t d = dma_map_single(dev, v, n, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d)) {
    vfree(v);
    return -ENOMEM;
  }
  dma_unmap_single(dev, d, n, DMA_TO_DEVICE);
  vfree(v);
  return 0;
}

// Kept in a field.
struct fw { struct device *dev; void *img, *ring; dma_addr_t dma, ring_dma, ring2_dma; };
int load(struct fw *f) {
  f->img = vmalloc(4096);
  f->ring = dma_alloc_coherent(f->dev, 64, &f->ring_dma, GFP_KERNEL);
  return f->img && f->ring ? 0 : -ENOMEM;
}
void unload(struct fw *f) {
  vfree(f->img);
  dma_free_coherent(f->dev, 64, f->ring, f->ring_dma);
}
int send(struct fw *f) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'f->img' comes from vmalloc() and is used for DMA by dma_map_single(); allocate it with kmalloc() [dma-bad-memory, medium]
  f->dma = dma_map_single(f->dev, f->img, 4096, DMA_TO_DEVICE);
  if (dma_mapping_error(f->dev, f->dma))
    return -EIO;
  dma_unmap_single(f->dev, f->dma, 4096, DMA_TO_DEVICE);
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'f->ring' is coherent memory, which must not be mapped again by dma_map_single(); use the DMA address that dma_alloc_coherent() gave [dma-bad-memory, medium]
  f->ring2_dma = dma_map_single(f->dev, f->ring, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(f->dev, f->ring2_dma))
    return -EIO;
  dma_unmap_single(f->dev, f->ring2_dma, 64, DMA_TO_DEVICE);
  return 0;
}
// CHECK: 14 findings in 1 of 1 units
