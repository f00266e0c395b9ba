// RUN: %check %s | %FileCheck %s
#include <kernel.h>

// What a release is told is read from memory that was freed before it.
struct buf { struct device *dev; dma_addr_t dma; unsigned size; char data[64]; };
struct work { struct buf *buf; };
int ready(struct buf *b);
void done(struct work *w) {
  struct buf *buf = w->buf;
  struct device *dev = buf->dev;
  if (!ready(buf))
    goto out;
  ready(buf);
out:
  // CHECK: freed-first.c:[[@LINE+3]]:{{.*}}: warning: 'buf->dma' is read for the release after its memory was freed; free the memory after the release [dma-use-after-release, high]
  // CHECK: freed-first.c:[[@LINE+1]]:{{.*}}: note: the memory is freed here
  kfree(buf);
  dma_unmap_single(dev, buf->dma, 64, DMA_FROM_DEVICE);
}
void sent(struct device *dev, struct sk_buff *skb, dma_addr_t dma) {
  dev_kfree_skb(skb);
  // CHECK: freed-first.c:[[@LINE+1]]:{{.*}}: warning: 'skb->len' is read for the release after its memory was freed; free the memory after the release [dma-use-after-release, high]
  dma_unmap_single(dev, dma, skb->len, DMA_TO_DEVICE);
}
// Silent: read before; another record; the next one of a list.
void done_well(struct work *w, struct work *next) {
  struct buf *buf = w->buf;
  struct device *dev = buf->dev;
  dma_addr_t dma = buf->dma;
  unsigned size = buf->size;
  kfree(buf);
  dma_unmap_single(dev, dma, size, DMA_FROM_DEVICE);
  buf = next->buf;
  dma_unmap_single(dev, buf->dma, buf->size, DMA_FROM_DEVICE);
}

// A buffer of a packet, whose handle is kept beside the packet or in it.
struct desc { dma_addr_t phys, next; };
struct ring {
  struct device *dev;
  struct sk_buff *skb[16];
  struct desc bd[16];
  struct sk_buff *sent[16];
  struct desc tx[16];
  int n;
};
int fill(struct ring *r) {
  for (int i = 0; i < r->n; i++) {
    struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);
    dma_addr_t dma;
    if (!skb)
      return -ENOMEM;
    dma = dma_map_single(r->dev, skb->data, 64, DMA_FROM_DEVICE);
    if (dma_mapping_error(r->dev, dma)) {
      dev_kfree_skb(skb);
      return -ENOMEM;
    }
    r->bd[i].phys = dma;
    r->skb[i] = skb;
  }
  return 0;
}
int send(struct ring *r, struct sk_buff *skb, int i) {
  dma_addr_t dma = dma_map_single(r->dev, skb->data, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(r->dev, dma))
    return -ENOMEM;
  r->tx[i].phys = dma;
  r->sent[i] = skb;
  return 0;
}
void drain(struct ring *r) {
  for (int i = 0; i < r->n; i++) {
    if (!r->skb[i])
      break;
    dev_kfree_skb(r->skb[i]);
    // CHECK: freed-first.c:[[@LINE+2]]:{{.*}}: warning: the buffer of 'r->bd[i].phys' was freed while it was still mapped; free it after the release [dma-use-after-release, medium]
    // CHECK: freed-first.c:[[@LINE-2]]:{{.*}}: note: 'r->skb[i]', which is mapped, is freed here
    dma_unmap_single(r->dev, r->bd[i].phys, 64, DMA_FROM_DEVICE);
  }
}
// Silent: after the unmap; a device that only reads; another index; another handle.
void drain_well(struct ring *r) {
  for (int i = 0; i < r->n; i++) {
    if (!r->skb[i])
      break;
    dma_unmap_single(r->dev, r->bd[i].phys, 64, DMA_FROM_DEVICE);
    dev_kfree_skb(r->skb[i]);
  }
}
void drain_sent(struct ring *r, int i) {
  dev_kfree_skb(r->sent[i]);
  dma_unmap_single(r->dev, r->tx[i].phys, 64, DMA_TO_DEVICE);
}
void drain_next(struct ring *r, int i) {
  dev_kfree_skb(r->skb[i]);
  dma_unmap_single(r->dev, r->bd[i + 1].phys, 64, DMA_FROM_DEVICE);
}
void drain_other(struct ring *r, int i) {
  dev_kfree_skb(r->skb[i]);
  dma_unmap_single(r->dev, r->bd[i].next, 64, DMA_FROM_DEVICE);
}

// A packet that keeps the handle of its own mapping.
struct cb { dma_addr_t dma; };
static inline struct cb *cb_of(struct sk_buff *skb) { return (struct cb *)skb->cb; }
void drop(struct ring *r, int i) {
  struct sk_buff *skb = r->skb[i];
  dma_addr_t dma = *(dma_addr_t *)skb->cb;
  dev_kfree_skb(skb);
  // CHECK: freed-first.c:[[@LINE+1]]:{{.*}}: warning: the buffer of 'dma' was freed while it was still mapped; free it after the release [dma-use-after-release, medium]
  dma_unmap_single(r->dev, dma, 64, DMA_FROM_DEVICE);
}
void drop_record(struct ring *r, struct sk_buff *skb) {
  struct cb *cb = cb_of(skb);
  dma_addr_t dma = cb->dma;
  dev_kfree_skb(skb);
  // CHECK: freed-first.c:[[@LINE+1]]:{{.*}}: warning: the buffer of 'dma' was freed while it was still mapped; free it after the release [dma-use-after-release, medium]
  dma_unmap_single(r->dev, dma, 64, DMA_FROM_DEVICE);
}
// Silent: the other way round; a handle that the packet only leads to.
void drop_well(struct ring *r, struct sk_buff *skb) {
  dma_addr_t dma = *(dma_addr_t *)skb->cb;
  dma_unmap_single(r->dev, dma, 64, DMA_FROM_DEVICE);
  dev_kfree_skb(skb);
}
void drop_others(struct sk_buff *skb) {
  struct ring *r = (struct ring *)skb->sk;
  dma_addr_t dma = r->bd[0].phys;
  dev_kfree_skb(skb);
  dma_unmap_single(r->dev, dma, 64, DMA_FROM_DEVICE);
}
// CHECK: 5 findings in 1 of 1 units
