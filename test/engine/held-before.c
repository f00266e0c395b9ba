// RUN: %check %s | %FileCheck %s
// A release of what is read from a place that held an object before a function of another file could get there is its
// release: so it is known that the function leaves it alone when it fails.
#include <kernel.h>
struct cb { dma_addr_t paddr; u8 eid; };
struct packet { struct cb cb; void *data; unsigned int len; };
struct chan { struct device *dev; void *buf; };
int ce_send(struct chan *c, struct packet *skb);
int check(struct chan *c);
static struct cb *cb_of(struct packet *skb) { return &skb->cb; }
int send(struct chan *c, struct packet *skb) {
  struct cb *cb = cb_of(skb);
  int err;
  cb->paddr = dma_map_single(c->dev, skb->data, skb->len, DMA_TO_DEVICE);
  if (dma_mapping_error(c->dev, cb->paddr))
    return -EIO;
  err = ce_send(c, skb);
  if (err)
    goto unmap;
  return 0;
unmap:
  dma_unmap_single(c->dev, cb->paddr, skb->len, DMA_TO_DEVICE);
  return err;
}
int send_checked(struct chan *c, struct packet *skb) {
  struct cb *cb = cb_of(skb);
  int err;
  cb->paddr = dma_map_single(c->dev, skb->data, skb->len, DMA_TO_DEVICE);
  if (dma_mapping_error(c->dev, cb->paddr))
    return -EIO;
  err = ce_send(c, skb);
  if (err)
    goto unmap;
  err = check(c);
  if (err) {
    dma_unmap_single(c->dev, cb->paddr, skb->len, DMA_TO_DEVICE);
    // CHECK: held-before.c:[[@LINE+5]]:{{.*}}: warning: {{.*}} has already been released on this path{{.*}} [dma-double-release, high]
    goto unmap;
  }
  return 0;
unmap:
  dma_unmap_single(c->dev, cb->paddr, skb->len, DMA_TO_DEVICE);
  return err;
}
int send_lossy(struct chan *c, struct packet *skb) {
  struct cb *cb = cb_of(skb);
  int err;
  cb->paddr = dma_map_single(c->dev, skb->data, skb->len, DMA_TO_DEVICE);
  if (dma_mapping_error(c->dev, cb->paddr))
    return -EIO;
  err = ce_send(c, skb);
  if (err && check(c))
    // CHECK: held-before.c:[[@LINE+1]]:{{.*}}: warning: {{.*}} is left behind when the function gives up here; call dma_unmap_single() first [dma-leak
    return err;
  if (err)
    goto unmap;
  return 0;
unmap:
  dma_unmap_single(c->dev, cb->paddr, skb->len, DMA_TO_DEVICE);
  return err;
}
void sent(struct chan *c, struct packet *skb) {
  dma_unmap_single(c->dev, cb_of(skb)->paddr, skb->len, DMA_TO_DEVICE);
}
// CHECK: 2 findings in 1 of 1 units
