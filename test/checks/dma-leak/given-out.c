// RUN: %check %s | %FileCheck %s
// A helper gives the handle to a variable of its caller's, and fails afterwards: no caller releases what that holds.
#include <kernel.h>
struct ids { dma_addr_t *list; int size, last; };
struct card { struct device *dev; struct ids *ids; dma_addr_t kept; };
struct sk_buff *next(struct card *d);
static int alloc_id(struct device *dev, struct ids *ids, struct sk_buff *skb, dma_addr_t *out) {
  *out = dma_map_single(dev, skb->data, skb->len, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, *out))
    return -ENOMEM;
  if (ids->last == ids->size)
    // CHECK: given-out.c:[[@LINE+1]]:{{.*}}: warning: '*out' is left behind when the function gives up here; call dma_unmap_single() first [dma-leak, medium]
    return -ENOMEM;
  ids->list[ids->last++] = *out;
  return 0;
}
void xmit(struct card *d) {
  dma_addr_t handle;
  while (d->dev) {
    struct sk_buff *skb = next(d);
    if (alloc_id(d->dev, d->ids, skb, &handle)) {
      dev_kfree_skb(skb);
      break;
    }
    writel(handle, d);
  }
}
void done(struct card *d, int i) {
  dma_unmap_single(d->dev, d->ids->list[i], 64, DMA_TO_DEVICE);
}
// Silent: a caller releases what its variable holds, or keeps it in a field.
static int map_one(struct device *dev, struct ids *ids, struct sk_buff *skb, dma_addr_t *out) {
  *out = dma_map_single(dev, skb->data, skb->len, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, *out))
    return -ENOMEM;
  if (ids->last == ids->size)
    return -EIO;
  return 0;
}
void send(struct card *d) {
  dma_addr_t handle = 0;
  while (d->dev) {
    struct sk_buff *skb = next(d);
    int err = map_one(d->dev, d->ids, skb, &handle);
    if (err != -ENOMEM)
      dma_unmap_single(d->dev, handle, skb->len, DMA_TO_DEVICE);
    if (err)
      break;
  }
}
static int map_kept(struct device *dev, struct ids *ids, struct sk_buff *skb, dma_addr_t *out) {
  *out = dma_map_single(dev, skb->data, skb->len, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, *out))
    return -ENOMEM;
  if (ids->last == ids->size)
    return -EIO;
  return 0;
}
void start(struct card *d) {
  struct sk_buff *skb;
  while ((skb = next(d)))
    if (map_kept(d->dev, d->ids, skb, &d->kept))
      break;
}
void stop(struct card *d) {
  dma_unmap_single(d->dev, d->kept, 64, DMA_TO_DEVICE);
}
// CHECK: 1 finding in 1 of 1 units
