// RUN: %check %s --checks=dma-unsynced-access | %FileCheck %s
// In the text of a function: a buffer is read in front of the call that shows what the device has written there.
#include <kernel.h>
#include <buffers.h>
void skb_put_data(struct sk_buff *skb, const void *data, unsigned len);
struct info { struct sk_buff *skb; dma_addr_t mapping; };
struct desc { u32 cookie; u64 phys; };
struct dev { struct device *dev; struct sk_buff *skbs[8]; dma_addr_t dmas[8]; void *vbuf[8]; dma_addr_t pbuf[8]; };
struct two { void *a, *b; dma_addr_t a_dma, b_dma; };
void up(struct sk_buff *skb);

void received(struct device *dev, struct info *i) {
  struct sk_buff *skb = i->skb;
  i->skb = NULL;
  // CHECK: around.c:[[@LINE+2]]:{{.*}}: warning: 'skb' is read before 'i->mapping', the mapping of its buffer, is released; unmap it, or synchronise it for the CPU, first [dma-unsynced-access, medium]
  eth_type_trans(skb, dev);
  dma_unmap_single(dev, i->mapping, 64, DMA_FROM_DEVICE);
  up(skb);
}
void copied(struct dev *d, struct sk_buff *skb, int i) {
  // CHECK: around.c:[[@LINE+2]]:{{.*}}: warning: 'd->skbs[i]->data' is read before 'd->dmas[i]', the mapping of its buffer, is synchronised for the CPU; synchronise it first [dma-unsynced-access, medium]
  skb_put_data(skb, d->skbs[i]->data, 64);
  dma_sync_single_for_cpu(d->dev, d->dmas[i], 64, DMA_FROM_DEVICE);
}
void recycled(struct dev *d, struct sk_buff *skb, int i) {
  skb_put_data(skb, d->vbuf[i] + 2, 62);
  // CHECK: around.c:[[@LINE+1]]:{{.*}}: warning: 'd->vbuf[i] + 2' is read before 'd->pbuf[i]', the mapping of its buffer, is given back to the device, and was not taken from it; synchronise it for the CPU first [dma-unsynced-access, medium]
  dma_sync_single_for_device(d->dev, d->pbuf[i], 64, DMA_FROM_DEVICE);
}

// The buffer is a parameter, which the caller takes from the same element; a field of it is read; the handle is packed away.
struct rx { char *data; dma_addr_t dma; };
int rx_map(struct device *dev, struct rx *r) {
  r->dma = dma_map_single(dev, r->data, 64, DMA_FROM_DEVICE);
  return dma_mapping_error(dev, r->dma) ? -ENOMEM : 0;
}
static void copybreak(struct device *dev, struct rx *r, const char *data, struct sk_buff *skb) {
  // CHECK: around.c:[[@LINE+2]]:{{.*}}: warning: 'data' is read before 'r->dma', the mapping of its buffer, is synchronised for the CPU; synchronise it first [dma-unsynced-access, medium]
  skb_put_data(skb, data, 64);
  dma_sync_single_for_cpu(dev, r->dma, 64, DMA_FROM_DEVICE);
}
void clean(struct device *dev, struct rx *r, struct sk_buff *skb) {
  char *data = r->data;
  copybreak(dev, r, data, skb);
}
struct hw { u32 status; };
struct list { struct hw *descs; dma_addr_t descs_dma, other_dma; };
u32 status(struct device *dev, struct list *l, int i) {
  struct hw *d = &l->descs[i];
  u32 now = d->status;
  // CHECK: around.c:[[@LINE+1]]:{{.*}}: warning: 'd' is read before 'l->descs_dma + i * 4', the mapping of its buffer, is synchronised for the CPU; synchronise it first [dma-unsynced-access, medium]
  dma_sync_single_for_cpu(dev, l->descs_dma + i * 4, 4, DMA_FROM_DEVICE);
  return now;
}
dma_addr_t unpacked(struct desc *d);
void unpacks(struct device *dev, struct dev *d, struct desc *at, int i) {
  struct sk_buff *skb = d->skbs[i];
  dma_addr_t dma = unpacked(at);
  // CHECK: around.c:[[@LINE+2]]:{{.*}}: warning: 'skb' is read before 'dma', the mapping of its buffer, is released; unmap it, or synchronise it for the CPU, first [dma-unsynced-access, medium]
  eth_type_trans(skb, dev);
  dma_unmap_single(dev, dma, 64, DMA_FROM_DEVICE);
}

// Silent: in the right order.
void received_well(struct device *dev, struct info *i) {
  struct sk_buff *skb = i->skb;
  dma_unmap_single(dev, i->mapping, 64, DMA_FROM_DEVICE);
  eth_type_trans(skb, dev);
  up(skb);
}
void copied_well(struct dev *d, struct sk_buff *skb, int i) {
  dma_sync_single_for_cpu(d->dev, d->dmas[i], 64, DMA_FROM_DEVICE);
  skb_put_data(skb, d->skbs[i]->data, 64);
  dma_sync_single_for_device(d->dev, d->dmas[i], 64, DMA_FROM_DEVICE);
}
// Silent: another element; another buffer of the record; what the device only reads; another packet.
void next(struct dev *d, struct sk_buff *skb, int i, int j) {
  skb_put_data(skb, d->skbs[j]->data, 64);
  dma_sync_single_for_cpu(d->dev, d->dmas[i], 64, DMA_FROM_DEVICE);
}
void other(struct device *dev, struct two *t, struct sk_buff *skb) {
  skb_put_data(skb, t->a, 64);
  dma_unmap_single(dev, t->b_dma, 64, DMA_FROM_DEVICE);
}
void sent(struct device *dev, struct info *i) {
  eth_type_trans(i->skb, dev);
  dma_unmap_single(dev, i->mapping, 64, DMA_TO_DEVICE);
}
// Silent: what leads to a buffer is looked at, not the buffer.
struct info2 { struct sk_buff *skb; dma_addr_t mapping; };
u32 lengths(struct dev *d, struct info2 *in, int i) {
  u32 len = d->skbs[i]->len + in->skb->len;
  void *buf = ((struct sk_buff *)d->vbuf[i])->data;
  dma_sync_single_for_cpu(d->dev, d->pbuf[i], 64, DMA_FROM_DEVICE);
  dma_sync_single_for_cpu(d->dev, in->mapping, 64, DMA_FROM_DEVICE);
  return buf ? len : 0;
}
// CHECK: 6 findings in 1 of 1 units
