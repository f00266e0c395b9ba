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
// CHECK: 1 finding in 1 of 1 units
