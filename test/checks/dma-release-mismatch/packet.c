// RUN: %check %s --checks=dma-release-mismatch | %FileCheck %s
// Of a packet the head and the fragments are mapped by their own lengths, and it is unmapped by the whole one's. Whose
// mapping it is need not be seen.
#include <kernel.h>
struct slot { dma_addr_t dma; struct sk_buff *skb; };
struct ring { struct device *dev; u64 *desc; struct slot *slots; };
struct page *frag_page(struct sk_buff *skb, int i);
u32 frag_size(struct sk_buff *skb, int i);
u64 packed(dma_addr_t dma);
dma_addr_t unpacked(u64 word);
int xmit(struct ring *r, struct sk_buff *skb, int at) {
  u32 len = skb_headlen(skb);
  dma_addr_t dma = dma_map_single(r->dev, skb->data, len, DMA_TO_DEVICE);
  if (dma_mapping_error(r->dev, dma))
    return -ENOMEM;
  r->desc[at] = packed(dma);
  dma = dma_map_page(r->dev, frag_page(skb, 0), 0, frag_size(skb, 0), DMA_TO_DEVICE);
  if (dma_mapping_error(r->dev, dma)) {
    dma_unmap_single(r->dev, unpacked(r->desc[at]), skb_headlen(skb), DMA_TO_DEVICE);
    return -ENOMEM;
  }
  r->desc[at + 1] = packed(dma);
  return 0;
}
void sent(struct ring *r, struct sk_buff *skb, int at) {
  // CHECK: packet.c:[[@LINE+1]]:{{.*}}: warning: {{.*}} is released with the length of the whole packet, but only mappings of parts are made; release it with the length that was mapped [dma-release-mismatch, medium]
  dma_unmap_single(r->dev, unpacked(r->desc[at]), skb->len, DMA_TO_DEVICE);
  // CHECK: packet.c:13:{{.*}}: note: mapping is made here
}
// Silent: the head's length; its twin is sent().
void sent_well(struct ring *r, struct sk_buff *skb, int at) {
  dma_unmap_single(r->dev, unpacked(r->desc[at]), skb_headlen(skb), DMA_TO_DEVICE);
}
// CHECK: 1 finding in 1 of 1 units
