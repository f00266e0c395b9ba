// RUN: %check %s | %FileCheck %s
// CHECK: 0 findings
#include <kernel.h>

struct msg { u32 status, length; u8 data[56]; };
struct hw { struct device *dev; struct msg *msg, *out; dma_addr_t dma, out_dma; u32 count; };

// Behind the unmap.
int after(struct device *dev, struct msg *m) {
  dma_addr_t d = dma_map_single(dev, m, sizeof(*m), DMA_FROM_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  msleep(1);
  dma_unmap_single(dev, d, sizeof(*m), DMA_FROM_DEVICE);
  return m->status;
}
// Filled first; read while the device reads it, too.
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
// Synchronised, read, and given back.
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
// The part that is not mapped.
int header_only(struct device *dev, struct msg *m) {
  dma_addr_t d = dma_map_single(dev, m, 8, DMA_FROM_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  m->data[0] = 1;
  dma_unmap_single(dev, d, 8, DMA_FROM_DEVICE);
  return 0;
}
// Not mapped after all.
int failed(struct device *dev, struct msg *m) {
  dma_addr_t d = dma_map_single(dev, m, sizeof(*m), DMA_FROM_DEVICE);
  if (dma_mapping_error(dev, d)) {
    m->status = 1;
    return -ENOMEM;
  }
  dma_unmap_single(dev, d, sizeof(*m), DMA_FROM_DEVICE);
  return 0;
}
// The driver synchronises by hand.
int by_hand(struct device *dev, struct msg *m) {
  dma_addr_t d = dma_map_single_attrs(dev, m, sizeof(*m), DMA_FROM_DEVICE, 1 << 5);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  int status = m->status;
  dma_unmap_single_attrs(dev, d, sizeof(*m), DMA_FROM_DEVICE, 1 << 5);
  return status;
}
// Coherent memory is for both at any time.
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
// Mapped before: unmapped, or synchronised, and then read; the other buffer of the record.
int queue(struct hw *hw) {
  hw->dma = dma_map_single(hw->dev, hw->msg, sizeof(*hw->msg), DMA_FROM_DEVICE);
  hw->out_dma = dma_map_single(hw->dev, hw->out, sizeof(*hw->out), DMA_TO_DEVICE);
  if (dma_mapping_error(hw->dev, hw->dma) || dma_mapping_error(hw->dev, hw->out_dma))
    return -ENOMEM;
  return 0;
}
int done(struct hw *hw) {
  dma_unmap_single(hw->dev, hw->dma, sizeof(*hw->msg), DMA_FROM_DEVICE);
  return hw->msg->status;
}
int peek(struct hw *hw) {
  dma_sync_single_for_cpu(hw->dev, hw->dma, sizeof(*hw->msg), DMA_FROM_DEVICE);
  int status = hw->msg->status;
  dma_unmap_single(hw->dev, hw->dma, sizeof(*hw->msg), DMA_FROM_DEVICE);
  return status;
}
int sent(struct hw *hw) {
  int length = hw->out->length;
  dma_unmap_single(hw->dev, hw->out_dma, sizeof(*hw->out), DMA_TO_DEVICE);
  return length;
}
int other(struct hw *hw) {
  hw->count += hw->out->length;
  dma_unmap_single(hw->dev, hw->dma, sizeof(*hw->msg), DMA_FROM_DEVICE);
  return 0;
}
// Just behind what is mapped.
int behind(struct device *dev, u8 *data, size_t bytes, void *code) {
  dma_addr_t d = dma_map_single(dev, data, bytes, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  memcpy(data + bytes, code, 8);
  dma_unmap_single(dev, d, bytes, DMA_TO_DEVICE);
  return 0;
}
// Synchronised in another function: for the device before each use, for the CPU before it is read.
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
