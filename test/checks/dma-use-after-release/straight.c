// RUN: %check %s | %FileCheck %s
// What follows a release, or a free, for certain.
#include <kernel.h>
struct block { u32 status; struct block *next; };
struct job { struct device *dev; struct block *b; dma_addr_t d; };
void note(u32 value);

void read_late(struct job *j) {
  dma_free_coherent(j->dev, 64, j->b, j->d);
  // CHECK: straight.c:[[@LINE+1]]:{{.*}}: warning: 'j->b->status' is read after its release; move the release behind the last use [dma-use-after-release, medium]
  note(j->b->status);
}
// An address that a path does not know again, being computed from several.
void read_element(struct job *j, int n, int m) {
  dma_free_coherent(j->dev, 64, j->b + n * m, j->d);
  // CHECK: straight.c:[[@LINE+1]]:{{.*}}: warning: 'j->b + n * m' is read after its release; move the release behind the last use [dma-use-after-release, high]
  note((j->b + n * m)->status);
}
// Silent: read before; its address only; and another block.
void read_well(struct job *j, struct block *other) {
  u32 status = j->b->status;
  dma_free_coherent(j->dev, 64, j->b, j->d);
  j->b = other;
  note(j->b->status + status);
}

struct slot { struct sk_buff *skb; dma_addr_t d; struct sk_buff *copy; };
struct ring { struct device *dev; struct slot slot[8]; };
void clean(struct ring *r, int i) {
  dma_unmap_single(r->dev, r->slot[i].d, 64, DMA_FROM_DEVICE);
  dev_kfree_skb(r->slot[i].skb);
}
void drain(struct ring *r, int i) {
  struct slot *s = &r->slot[i];
  struct sk_buff *skb = s->skb;
  dev_kfree_skb(skb);
  // CHECK: straight.c:[[@LINE+1]]:{{.*}}: warning: the buffer of 's->d' was freed while it was still mapped; free it after the release [dma-use-after-release, medium]
  dma_unmap_single(r->dev, s->d, 64, DMA_FROM_DEVICE);
  // CHECK: note: elsewhere it is freed after the release
}
// Silent: a buffer that nobody frees after the release, and one of another slot.
void drop_copy(struct ring *r, int i) {
  dev_kfree_skb(r->slot[i].copy);
  dma_unmap_single(r->dev, r->slot[i].d, 64, DMA_FROM_DEVICE);
}
// Nor a device that only reads, which is done with it: low, and not shown.
struct sent { struct sk_buff *skb; dma_addr_t d; };
void clean_sent(struct ring *r, struct sent *s) {
  dma_unmap_single(r->dev, s->d, 64, DMA_TO_DEVICE);
  dev_kfree_skb(s->skb);
}
void drop_sent(struct ring *r, struct sent *s) {
  dev_kfree_skb(s->skb);
  dma_unmap_single(r->dev, s->d, 64, DMA_TO_DEVICE);
}
void next(struct ring *r, struct slot *a, struct slot *b) {
  dev_kfree_skb(a->skb);
  dma_unmap_single(r->dev, b->d, 64, DMA_FROM_DEVICE);
}

// Without a sibling: the only buffer there is, at the same index, which the device may write.
struct rx { struct page *page; };
struct rx_ring { struct device *dev; struct rx *rx; dma_addr_t dma[8]; struct sk_buff *skb[8]; struct sk_buff *tx_skb[4]; };
void free_rx(struct rx_ring *r, int i) {
  put_page(r->rx[i].page);
  // CHECK: straight.c:[[@LINE+1]]:{{.*}}: warning: the buffer of 'r->dma[i]' was freed while it was still mapped; free it after the release [dma-use-after-release, medium]
  dma_unmap_page(r->dev, r->dma[i], 64, DMA_FROM_DEVICE);
}
// What the release is given is read from the buffer.
void free_skb(struct rx_ring *r, int i) {
  dev_kfree_skb(r->skb[i]);
  // CHECK: straight.c:[[@LINE+1]]:{{.*}}: warning: 'r->skb[i]->len' is read for the release after its memory was freed; free the memory after the release [dma-use-after-release, high]
  dma_unmap_single(r->dev, r->dma[i], r->skb[i]->len, DMA_TO_DEVICE);
}
// Silent: another index.
void free_other(struct rx_ring *r, int i, int j) {
  put_page(r->rx[i].page);
  dma_unmap_page(r->dev, r->dma[j], 64, DMA_FROM_DEVICE);
}
// Silent: an skb beside a page, whose mapping it is.
struct both { struct sk_buff *skb; struct page *page; dma_addr_t dma; };
void free_both(struct rx_ring *r, struct both *b) {
  dev_kfree_skb(b->skb);
  dma_unmap_page(r->dev, b->dma, 64, DMA_FROM_DEVICE);
}
// CHECK: 5 findings in 1 of 1 units
