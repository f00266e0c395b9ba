// RUN: %check %s --checks=dma-leak | %FileCheck %s
// What a field keeps is unmapped wherever it is freed, but for one place.
#include <kernel.h>
struct desc { u32 addr, len; };
struct ring { struct device *dev; struct sk_buff *skb[16]; struct desc desc[16]; struct sk_buff *old; int n; };
int is_done(struct ring *r, int i);

void done(struct ring *r) {
  for (int i = 0; i < 16; i++) {
    struct sk_buff *skb = r->skb[i];
    if (is_done(r, i)) {
      dma_unmap_single(r->dev, r->desc[i].addr, 64, DMA_TO_DEVICE);
      dev_kfree_skb(skb);
    } else {
      // CHECK: freed-unmapped.c:[[@LINE+1]]:7: warning: 'r->skb[i]' is freed here, and its mapping is left behind; call dma_unmap_single() first [dma-leak, medium]
      dev_kfree_skb(skb);
    }
    // CHECK: freed-unmapped.c:12:7: note: elsewhere it is unmapped where it is freed
    r->skb[i] = NULL;
  }
}
void stop(struct ring *r) {
  for (int i = 0; i < 16; i++)
    if (r->skb[i]) {
      dma_unmap_single(r->dev, r->desc[i].addr, 64, DMA_TO_DEVICE);
      dev_kfree_skb(r->skb[i]);
    }
}

// Silent: unmapped in a loop before, behind, or by a helper.
struct other { struct device *dev; struct sk_buff *skb[16]; struct desc desc[16]; };
static void unmap(struct other *o, int i) {
  dma_unmap_single(o->dev, o->desc[i].addr, 64, DMA_TO_DEVICE);
}
void loops(struct other *o) {
  for (int i = 0; i < 16; i++)
    unmap(o, i);
  for (int i = 0; i < 16; i++)
    dev_kfree_skb(o->skb[i]);
}
void helper(struct other *o, int i) {
  unmap(o, i);
  dev_kfree_skb(o->skb[i]);
}
void last(struct other *o, int i) {
  dma_unmap_single(o->dev, o->desc[i].addr, 64, DMA_TO_DEVICE);
  dev_kfree_skb(o->skb[i]);
}
void behind(struct other *o, int i) {
  if (o->skb[i]) {
    dev_kfree_skb(o->skb[i]);
    o->skb[i] = NULL;
  }
  unmap(o, i);
}
// Silent: two places free without.
struct third { struct device *dev; struct sk_buff *skb[16]; struct desc desc[16]; };
void third_done(struct third *t, int i) {
  dma_unmap_single(t->dev, t->desc[i].addr, 64, DMA_TO_DEVICE);
  dev_kfree_skb(t->skb[i]);
}
void third_stop(struct third *t, int i) {
  dma_unmap_single(t->dev, t->desc[i].addr, 64, DMA_TO_DEVICE);
  dev_kfree_skb(t->skb[i]);
}
void third_drop(struct third *t, int i) { dev_kfree_skb(t->skb[i]); }
void third_lose(struct third *t, int i) { dev_kfree_skb(t->skb[i]); }
