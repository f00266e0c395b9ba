// RUN: %check %s | %FileCheck %s
#include <kernel.h>

struct msg { u32 status, length; u8 data[56]; };
struct hw { struct device *dev; struct msg *msg; dma_addr_t dma, rx_dma; void *rx; };
void start(u64 at);
int copy_to_user(void *, const void *, size_t);

int read_reply(struct device *dev, struct msg *m) {
  dma_addr_t d = dma_map_single(dev, m, sizeof(*m), DMA_FROM_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  writel(lower_32_bits(d), (void *)0x100000);
  msleep(1);
  int status = m->status;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'm->status' is read before 'd', the mapping of its buffer, is released; unmap it, or synchronise it for the CPU, first [dma-unsynced-access, high]
  dma_unmap_single(dev, d, sizeof(*m), DMA_FROM_DEVICE);
  return status;
}
// Silent: behind the unmap.
int after(struct device *dev, struct msg *m) {
  dma_addr_t d = dma_map_single(dev, m, sizeof(*m), DMA_FROM_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  msleep(1);
  dma_unmap_single(dev, d, sizeof(*m), DMA_FROM_DEVICE);
  return m->status;
}
int late_write(struct device *dev, struct msg *m) {
  dma_addr_t d = dma_map_single(dev, m, sizeof(*m), DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'm->length' is written while it is mapped DMA_TO_DEVICE and belongs to the device; write it before it is mapped [dma-unsynced-access, high]
  m->length = 56;
  writel(lower_32_bits(d), (void *)0x100000);
  msleep(1);
  dma_unmap_single(dev, d, sizeof(*m), DMA_TO_DEVICE);
  return 0;
}
// Silent: filled first; read while the device reads it, too.
int before(struct device *dev, struct msg *m) {
  m->length = 56;
  dma_addr_t d = dma_map_single(dev, m, sizeof(*m), DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  printk("%u bytes\n", m->length);
  dma_unmap_single(dev, d, sizeof(*m), DMA_TO_DEVICE);
  m->length = 0;
  return 0;
}
int both_ways(struct device *dev, struct msg *m) {
  dma_addr_t d = dma_map_single(dev, m, sizeof(*m), DMA_BIDIRECTIONAL);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'm->data[0]' is read while it is mapped DMA_BIDIRECTIONAL
  int first = m->data[0];
  dma_unmap_single(dev, d, sizeof(*m), DMA_BIDIRECTIONAL);
  return first;
}
// Silent: synchronised, read, and given back.
int synced(struct device *dev, struct msg *m) {
  dma_addr_t d = dma_map_single(dev, m, sizeof(*m), DMA_BIDIRECTIONAL);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  dma_sync_single_for_cpu(dev, d, sizeof(*m), DMA_BIDIRECTIONAL);
  m->length = m->status;
  dma_sync_single_for_device(dev, d, sizeof(*m), DMA_BIDIRECTIONAL);
  dma_unmap_single(dev, d, sizeof(*m), DMA_BIDIRECTIONAL);
  return 0;
}
// Its twin: not synchronised for the CPU.
int unsynced(struct device *dev, struct msg *m) {
  dma_addr_t d = dma_map_single(dev, m, sizeof(*m), DMA_BIDIRECTIONAL);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'm->length' is written while it is mapped DMA_BIDIRECTIONAL and belongs to the device{{.*}} [dma-unsynced-access, high]
  m->length = m->status;
  dma_sync_single_for_device(dev, d, sizeof(*m), DMA_BIDIRECTIONAL);
  dma_unmap_single(dev, d, sizeof(*m), DMA_BIDIRECTIONAL);
  return 0;
}
// Silent: the part that is not mapped.
int header_only(struct device *dev, struct msg *m) {
  dma_addr_t d = dma_map_single(dev, m, 8, DMA_FROM_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  m->data[0] = 1;
  dma_unmap_single(dev, d, 8, DMA_FROM_DEVICE);
  return 0;
}
// Its twin: all of it is.
int not_only_header(struct device *dev, struct msg *m) {
  dma_addr_t d = dma_map_single(dev, m, 64, DMA_FROM_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'm->data[0]' is written while it is mapped DMA_FROM_DEVICE and belongs to the device{{.*}} [dma-unsynced-access, high]
  m->data[0] = 1;
  dma_unmap_single(dev, d, 64, DMA_FROM_DEVICE);
  return 0;
}
// Silent: not mapped after all.
int failed(struct device *dev, struct msg *m) {
  dma_addr_t d = dma_map_single(dev, m, sizeof(*m), DMA_FROM_DEVICE);
  if (dma_mapping_error(dev, d)) {
    m->status = 1;
    return -ENOMEM;
  }
  dma_unmap_single(dev, d, sizeof(*m), DMA_FROM_DEVICE);
  return 0;
}
// Its twin: mapped.
int not_failed(struct device *dev, struct msg *m) {
  dma_addr_t d = dma_map_single(dev, m, sizeof(*m), DMA_FROM_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'm->status' is written while it is mapped DMA_FROM_DEVICE and belongs to the device{{.*}} [dma-unsynced-access, high]
  m->status = 1;
  dma_unmap_single(dev, d, sizeof(*m), DMA_FROM_DEVICE);
  return 0;
}
// Silent: the driver synchronises by hand.
int by_hand(struct device *dev, struct msg *m) {
  dma_addr_t d = dma_map_single_attrs(dev, m, sizeof(*m), DMA_FROM_DEVICE, 1 << 5);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  int status = m->status;
  dma_unmap_single_attrs(dev, d, sizeof(*m), DMA_FROM_DEVICE, 1 << 5);
  return status;
}
// Its twin: without that attribute.
int not_by_hand(struct device *dev, struct msg *m) {
  dma_addr_t d = dma_map_single_attrs(dev, m, sizeof(*m), DMA_FROM_DEVICE, 0);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'm->status' is read while it is mapped DMA_FROM_DEVICE and belongs to the device{{.*}} [dma-unsynced-access, high]
  int status = m->status;
  dma_unmap_single_attrs(dev, d, sizeof(*m), DMA_FROM_DEVICE, 0);
  return status;
}
// Silent: coherent memory is for both at any time.
int ring(struct device *dev) {
  dma_addr_t d;
  struct msg *m = dma_alloc_coherent(dev, sizeof(*m), &d, GFP_KERNEL);
  if (!m)
    return -ENOMEM;
  m->length = 1;
  int status = m->status;
  dma_free_coherent(dev, sizeof(*m), m, d);
  return status;
}
// Its twin: memory that is not coherent.
int noncoherent(struct device *dev) {
  struct msg *m = kmalloc(sizeof(*m), GFP_KERNEL);
  if (!m)
    return -ENOMEM;
  dma_addr_t d = dma_map_single(dev, m, sizeof(*m), DMA_BIDIRECTIONAL);
  if (dma_mapping_error(dev, d)) {
    kfree(m);
    return -ENOMEM;
  }
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'm->length' is written while it is mapped DMA_BIDIRECTIONAL and belongs to the device{{.*}} [dma-unsynced-access, high]
  m->length = 1;
  int status = m->status;
  dma_unmap_single(dev, d, sizeof(*m), DMA_BIDIRECTIONAL);
  kfree(m);
  return status;
}
// Silent: just behind what is mapped.
int behind(struct device *dev, u8 *data, size_t bytes, void *code) {
  dma_addr_t d = dma_map_single(dev, data, bytes, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  memcpy(data + bytes, code, 8);
  dma_unmap_single(dev, d, bytes, DMA_TO_DEVICE);
  return 0;
}
// Its twin: at the beginning of it.
int not_behind(struct device *dev, u8 *data, size_t bytes, void *code) {
  dma_addr_t d = dma_map_single(dev, data, bytes, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'data' is written while it is mapped DMA_TO_DEVICE and belongs to the device{{.*}} [dma-unsynced-access, high]
  memcpy(data, code, 8);
  dma_unmap_single(dev, d, bytes, DMA_TO_DEVICE);
  return 0;
}
int with_memcpy(struct device *dev, void *buf, void *to) {
  dma_addr_t d = dma_map_single(dev, buf, 64, DMA_FROM_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  msleep(1);
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'buf' is read while it is mapped DMA_FROM_DEVICE
  memcpy(to, buf, 64);
  dma_unmap_single(dev, d, 64, DMA_FROM_DEVICE);
  return 0;
}
// Given back to the device too early.
int again(struct device *dev, struct msg *m) {
  dma_addr_t d = dma_map_single(dev, m, sizeof(*m), DMA_FROM_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  dma_sync_single_for_cpu(dev, d, sizeof(*m), DMA_FROM_DEVICE);
  int status = m->status;
  dma_sync_single_for_device(dev, d, sizeof(*m), DMA_FROM_DEVICE);
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'm->length' is read while it is mapped DMA_FROM_DEVICE
  status += m->length;
  dma_unmap_single(dev, d, sizeof(*m), DMA_FROM_DEVICE);
  return status;
}
// Mapped in one function, read and unmapped in another.
int queue(struct hw *hw) {
  hw->dma = dma_map_single(hw->dev, hw->msg, sizeof(*hw->msg), DMA_FROM_DEVICE);
  if (dma_mapping_error(hw->dev, hw->dma))
    return -ENOMEM;
  return 0;
}
int done(struct hw *hw) {
  int status = hw->msg->status;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'hw->msg->status' is read before 'hw->dma', the mapping of its buffer, is released; unmap it, or synchronise it for the CPU, first [dma-unsynced-access, medium]
  dma_unmap_single(hw->dev, hw->dma, sizeof(*hw->msg), DMA_FROM_DEVICE);
  return status;
}
// Silent: unmapped, or synchronised, and then read; the other buffer of the record. The twin is done().
struct two { struct device *dev; struct msg *msg, *out; dma_addr_t dma, out_dma; u32 count; };
int queue_two(struct two *hw) {
  hw->dma = dma_map_single(hw->dev, hw->msg, sizeof(*hw->msg), DMA_FROM_DEVICE);
  hw->out_dma = dma_map_single(hw->dev, hw->out, sizeof(*hw->out), DMA_TO_DEVICE);
  if (dma_mapping_error(hw->dev, hw->dma) || dma_mapping_error(hw->dev, hw->out_dma))
    return -ENOMEM;
  return 0;
}
int done_well(struct two *hw) {
  dma_unmap_single(hw->dev, hw->dma, sizeof(*hw->msg), DMA_FROM_DEVICE);
  return hw->msg->status;
}
int peek(struct two *hw) {
  dma_sync_single_for_cpu(hw->dev, hw->dma, sizeof(*hw->msg), DMA_FROM_DEVICE);
  int status = hw->msg->status;
  dma_unmap_single(hw->dev, hw->dma, sizeof(*hw->msg), DMA_FROM_DEVICE);
  return status;
}
int sent(struct two *hw) {
  int length = hw->out->length;
  dma_unmap_single(hw->dev, hw->out_dma, sizeof(*hw->out), DMA_TO_DEVICE);
  return length;
}
int other(struct two *hw) {
  hw->count += hw->out->length;
  dma_unmap_single(hw->dev, hw->dma, sizeof(*hw->msg), DMA_FROM_DEVICE);
  return 0;
}
// Silent: synchronised in another function: for the device before each use, for the CPU before it is read.
struct late { struct device *dev; struct msg *cmd, *rsp; dma_addr_t cmd_dma, rsp_dma; };
int prepare(struct late *l) {
  l->rsp_dma = dma_map_single(l->dev, l->rsp, sizeof(*l->rsp), DMA_FROM_DEVICE);
  l->cmd_dma = dma_map_single(l->dev, l->cmd, sizeof(*l->cmd), DMA_TO_DEVICE);
  if (dma_mapping_error(l->dev, l->cmd_dma) || dma_mapping_error(l->dev, l->rsp_dma))
    return -ENOMEM;
  l->cmd->length = 1;
  return 0;
}
void submit(struct late *l) { dma_sync_single_for_device(l->dev, l->cmd_dma, sizeof(*l->cmd), DMA_TO_DEVICE); }
void arrived(struct late *l) { dma_sync_single_for_cpu(l->dev, l->rsp_dma, sizeof(*l->rsp), DMA_FROM_DEVICE); }
int finish(struct late *l) {
  int status = l->rsp->status;
  dma_unmap_single(l->dev, l->rsp_dma, sizeof(*l->rsp), DMA_FROM_DEVICE);
  dma_unmap_single(l->dev, l->cmd_dma, sizeof(*l->cmd), DMA_TO_DEVICE);
  return status;
}
// Its twin: nobody synchronises it.
struct never { struct device *dev; struct msg *cmd, *rsp; dma_addr_t cmd_dma, rsp_dma; };
int prepare_never(struct never *l) {
  l->rsp_dma = dma_map_single(l->dev, l->rsp, sizeof(*l->rsp), DMA_FROM_DEVICE);
  l->cmd_dma = dma_map_single(l->dev, l->cmd, sizeof(*l->cmd), DMA_TO_DEVICE);
  if (dma_mapping_error(l->dev, l->cmd_dma) || dma_mapping_error(l->dev, l->rsp_dma))
    return -ENOMEM;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'l->cmd->length' is written while it is mapped DMA_TO_DEVICE and belongs to the device{{.*}} [dma-unsynced-access, high]
  l->cmd->length = 1;
  return 0;
}
int finish_never(struct never *l) {
  int status = l->rsp->status;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'l->rsp->status' is read before 'l->rsp_dma', the mapping of its buffer, is released{{.*}} [dma-unsynced-access, medium]
  dma_unmap_single(l->dev, l->rsp_dma, sizeof(*l->rsp), DMA_FROM_DEVICE);
  dma_unmap_single(l->dev, l->cmd_dma, sizeof(*l->cmd), DMA_TO_DEVICE);
  return status;
}
// CHECK: 14 findings in 1 of 1 units
