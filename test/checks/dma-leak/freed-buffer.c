// RUN: %check %s | %FileCheck %s
#include <kernel.h>

struct slot { dma_addr_t dma; struct sk_buff *skb; };
struct queue { struct device *dev; struct slot slots[16]; u32 next; };

// A transmit path that drops the packet when the second mapping fails: the
// function succeeds, the first mapping stays.
int xmit(struct queue *q, struct sk_buff *skb, void *tail) {
  struct slot *first = &q->slots[0], *second = &q->slots[1];
  first->dma = dma_map_single(q->dev, skb->data, skb->len, DMA_TO_DEVICE);
  if (dma_mapping_error(q->dev, first->dma))
    goto drop;
  second->dma = dma_map_single(q->dev, tail, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(q->dev, second->dma))
    goto drop;
  first->skb = skb;
  return 0;
drop:
  dev_kfree_skb(skb);
  // CHECK: freed-buffer.c:[[@LINE+1]]:{{.*}}: warning: 'first->dma' is left behind although its buffer is freed; call dma_unmap_single() before freeing the buffer [dma-leak, medium]
  return 0;
  // CHECK: freed-buffer.c:20:{{.*}}: note: its buffer is freed here
}

// Silent: its twin, unwound.
int xmit2(struct queue *q, struct sk_buff *skb, void *tail) {
  struct slot *first = &q->slots[0], *second = &q->slots[1];
  first->dma = dma_map_single(q->dev, skb->data, skb->len, DMA_TO_DEVICE);
  if (dma_mapping_error(q->dev, first->dma))
    goto drop;
  second->dma = dma_map_single(q->dev, tail, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(q->dev, second->dma))
    goto unmap;
  first->skb = skb;
  return 0;
unmap:
  dma_unmap_single(q->dev, first->dma, skb->len, DMA_TO_DEVICE);
drop:
  dev_kfree_skb(skb);
  return 0;
}
// Silent: nobody has looked yet whether the first mapping worked.
int xmit3(struct queue *q, struct sk_buff *skb, void *tail) {
  struct slot *first = &q->slots[0], *second = &q->slots[1];
  first->dma = dma_map_single(q->dev, skb->data, skb->len, DMA_TO_DEVICE);
  second->dma = dma_map_single(q->dev, tail, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(q->dev, second->dma))
    goto drop;
  if (dma_mapping_error(q->dev, first->dma)) {
    dma_unmap_single(q->dev, second->dma, 64, DMA_TO_DEVICE);
    goto drop;
  }
  first->skb = skb;
  return 0;
drop:
  dev_kfree_skb(skb);
  return 0;
}
// Silent: the cleanup it calls goes past the release.
static void clean(struct queue *q, struct slot *slot) {
  if (slot->skb)
    dma_unmap_single(q->dev, slot->dma, slot->skb->len, DMA_TO_DEVICE);
}
int xmit4(struct queue *q, struct sk_buff *skb, void *tail) {
  struct slot *first = &q->slots[0], *second = &q->slots[1];
  first->dma = dma_map_single(q->dev, skb->data, skb->len, DMA_TO_DEVICE);
  if (dma_mapping_error(q->dev, first->dma))
    goto drop;
  second->dma = dma_map_single(q->dev, tail, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(q->dev, second->dma)) {
    clean(q, first);
    goto drop;
  }
  first->skb = skb;
  return 0;
drop:
  dev_kfree_skb(skb);
  return 0;
}
// Said once: what one path loses, another leaves behind without its buffer.
int xmit5(struct queue *q, struct sk_buff *skb) {
  dma_addr_t dma = dma_map_single(q->dev, skb->data, skb->len, DMA_TO_DEVICE);
  if (dma_mapping_error(q->dev, dma))
    return -ENOMEM;
  if (q->next > 15)
    // CHECK: freed-buffer.c:[[@LINE+1]]:{{.*}}: warning: 'dma' is never released on this path and nothing refers to it any more{{.*}} [dma-leak, high]
    return 0;
  q->slots[q->next].dma = dma;
  dev_kfree_skb(skb);
  return 0;
}
// CHECK: 2 findings in 1 of 1 units
