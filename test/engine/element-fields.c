// RUN: %check %s | %FileCheck %s
// Writing one field of an element at an unknown index says nothing about another field.
#include <kernel.h>
struct slot { struct sk_buff *skb; dma_addr_t dma; unsigned used; };
struct ring { struct device *dev; struct slot *slots; unsigned prod; };
unsigned piece(struct sk_buff *skb, int i);
void unmap(struct ring *r, unsigned i) {
  dma_unmap_single(r->dev, r->slots[i].dma, r->slots[i].skb->len, DMA_TO_DEVICE);
}

int send(struct ring *r, struct sk_buff *skb) {
  struct slot *s = &r->slots[r->prod];
  s->dma = dma_map_single(r->dev, skb->data, skb->len, DMA_TO_DEVICE);
  if (dma_mapping_error(r->dev, s->dma)) {
    dev_kfree_skb(skb);
    return 0;
  }
  s->skb = skb;
  s->used++;
  if (piece(skb, 1) == 0) {
    // CHECK: :[[#@LINE+2]]:5: warning: 's->dma' is left behind although its buffer is freed; call dma_unmap_single() before freeing the buffer [dma-leak, medium]
    dev_kfree_skb(skb);
    return 0;
  }
  r->prod++;
  return 0;
}

int send_right(struct ring *r, struct sk_buff *skb) {
  struct slot *s = &r->slots[r->prod];
  s->dma = dma_map_single(r->dev, skb->data, skb->len, DMA_TO_DEVICE);
  if (dma_mapping_error(r->dev, s->dma)) {
    dev_kfree_skb(skb);
    return 0;
  }
  s->skb = skb;
  s->used++;
  if (piece(skb, 1) == 0) {
    dma_unmap_single(r->dev, s->dma, skb->len, DMA_TO_DEVICE);
    dev_kfree_skb(skb);
    return 0;
  }
  r->prod++;
  return 0;
}

// The same field of another element: the element may be the one before, and somebody may have taken it from there.
int send_two(struct ring *r, struct sk_buff *skb, unsigned next) {
  struct slot *s = &r->slots[r->prod];
  s->dma = dma_map_single(r->dev, skb->data, skb->len, DMA_TO_DEVICE);
  if (dma_mapping_error(r->dev, s->dma)) {
    dev_kfree_skb(skb);
    return 0;
  }
  s->skb = skb;
  r->slots[next].dma = 0;
  if (piece(skb, 1) == 0) {
    dev_kfree_skb(skb);
    return 0;
  }
  r->prod++;
  return 0;
}
// CHECK: 1 finding in 1 of 1 units
