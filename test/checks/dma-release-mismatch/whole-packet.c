// RUN: %check %s --checks=dma-release-mismatch | %FileCheck %s
// Silent: some packets are mapped as a whole. The twin is packet.c.
#include <kernel.h>
struct ring { struct device *dev; u64 *desc; };
u64 packed(dma_addr_t dma);
dma_addr_t unpacked(u64 word);
int xmit(struct ring *r, struct sk_buff *skb, int at) {
  dma_addr_t dma;
  if (skb->nr_frags)
    dma = dma_map_single(r->dev, skb->data, skb_headlen(skb), DMA_TO_DEVICE);
  else
    dma = dma_map_single(r->dev, skb->data, skb->len, DMA_TO_DEVICE);
  if (dma_mapping_error(r->dev, dma))
    return -ENOMEM;
  r->desc[at] = packed(dma);
  return 0;
}
void sent(struct ring *r, struct sk_buff *skb, int at) {
  dma_unmap_single(r->dev, unpacked(r->desc[at]), skb->len, DMA_TO_DEVICE);
}
// CHECK: 0 findings in 1 of 1 units
