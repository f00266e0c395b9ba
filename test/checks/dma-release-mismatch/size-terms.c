// RUN: %check %s | %FileCheck %s
// Sizes that nobody can follow leave out a part, or are fields of the kernel's.
#include <kernel.h>
struct geometry { unsigned page, spare; };
struct slot { struct sk_buff *skb; dma_addr_t paddr, other; };
struct hw { struct device *dev; struct slot ring[8]; int n; void *rest; };
int post(struct hw *hw, struct sk_buff *skb);
int map_one(struct hw *hw, struct sk_buff *skb) {
  dma_addr_t paddr = dma_map_single(hw->dev, skb->data, skb->len + skb_tailroom(skb), DMA_FROM_DEVICE);
  if (dma_mapping_error(hw->dev, paddr))
    return -ENOMEM;
  hw->ring[hw->n].paddr = paddr;
  if (post(hw, skb)) {
    // CHECK: size-terms.c:[[@LINE+1]]:{{.*}}: warning: 'paddr' is released with another size than it was acquired with; {{.*}} [dma-release-mismatch, medium]
    dma_unmap_single(hw->dev, paddr, skb->len, DMA_FROM_DEVICE);
    return -EIO;
  }
  return 0;
}
// Silent: the same the other way round.
int map_other(struct hw *hw, struct sk_buff *skb) {
  dma_addr_t paddr = dma_map_single(hw->dev, skb->data, skb->len + skb_tailroom(skb), DMA_FROM_DEVICE);
  if (dma_mapping_error(hw->dev, paddr))
    return -ENOMEM;
  hw->ring[hw->n].other = paddr;
  if (post(hw, skb)) {
    dma_unmap_single(hw->dev, paddr, skb_tailroom(skb) + skb->len, DMA_FROM_DEVICE);
    return -EIO;
  }
  return 0;
}
// Who fills the slots is not seen; what most do is.
struct cb { dma_addr_t paddr, other; };
struct cb *cb_of(struct sk_buff *skb);
void first(struct hw *hw, struct sk_buff *skb) {
  dma_unmap_single(hw->dev, cb_of(skb)->paddr, skb->len + skb_tailroom(skb), DMA_FROM_DEVICE);
  dma_unmap_single(hw->dev, cb_of(skb)->other, skb->len + skb_tailroom(skb), DMA_FROM_DEVICE);
}
void second(struct hw *hw, struct sk_buff *skb) {
  dma_unmap_single(hw->dev, cb_of(skb)->paddr, skb->len + skb_tailroom(skb), DMA_FROM_DEVICE);
  dma_unmap_single(hw->dev, cb_of(skb)->other, skb->len + skb_tailroom(skb), DMA_FROM_DEVICE);
}
void third(struct hw *hw, struct sk_buff *p) {
  dma_unmap_single(hw->dev, cb_of(p)->paddr, p->len + skb_tailroom(p), DMA_FROM_DEVICE);
}
void fourth(struct hw *hw, struct sk_buff *skb) {
  // CHECK: size-terms.c:[[@LINE+1]]:{{.*}}: warning: 'cb_of(skb)->paddr' is released with another size than elsewhere; {{.*}} [dma-release-mismatch, medium]
  dma_unmap_single(hw->dev, cb_of(skb)->paddr, skb->len, DMA_FROM_DEVICE);
  // Silent: only two do otherwise.
  dma_unmap_single(hw->dev, cb_of(skb)->other, skb->len, DMA_FROM_DEVICE);
}
// Within one function nobody writes the kernel's fields between.
int transfer(struct hw *hw, struct sk_buff *skb, void *spare) {
  dma_addr_t addr = 0, spare_addr = 0;
  int err = 0;
  if (skb) {
    addr = dma_map_single(hw->dev, skb->data, skb->len, DMA_TO_DEVICE);
    if (dma_mapping_error(hw->dev, addr))
      return -ENOMEM;
  }
  if (spare) {
    spare_addr = dma_map_single(hw->dev, spare, skb->nr_frags, DMA_TO_DEVICE);
    if (dma_mapping_error(hw->dev, spare_addr)) {
      err = -ENOMEM;
      goto unmap;
    }
    post(hw, skb);
    dma_unmap_single(hw->dev, spare_addr, skb->nr_frags, DMA_TO_DEVICE);
  }
unmap:
  if (skb)
    // CHECK: size-terms.c:[[@LINE+1]]:{{.*}}: warning: 'addr' is released with the size of 'spare_addr'; {{.*}} [dma-release-mismatch, medium]
    dma_unmap_single(hw->dev, addr, skb->nr_frags, DMA_TO_DEVICE);
  return err;
}
// Silent: no other mapping is of that size.
int alone(struct hw *hw, struct sk_buff *skb) {
  dma_addr_t addr = dma_map_single(hw->dev, skb->data, skb->len, DMA_TO_DEVICE);
  if (dma_mapping_error(hw->dev, addr))
    return -ENOMEM;
  post(hw, skb);
  dma_unmap_single(hw->dev, addr, skb->data_len, DMA_TO_DEVICE);
  return 0;
}
// CHECK: 3 findings in 1 of 1 units
