// RUN: %check %s --checks=dma-unsynced-access | %FileCheck %s
// What the device has written is given back to it, and then read.
#include <kernel.h>
#include <buffers.h>
struct napi_struct;
struct sk_buff *build_skb(void *data, unsigned size);
void napi_gro_receive(struct napi_struct *n, struct sk_buff *skb);
struct slot { void *data; dma_addr_t dma; };
struct desc { u32 addr; int len; };
struct ring { struct device *dev; struct napi_struct *napi; struct slot slots[16]; struct desc *descs; };
int check_frame(const u8 *frame, int len);

void receive(struct ring *r, int i, int len) {
  struct slot *s = &r->slots[i];
  struct sk_buff *skb;
  // CHECK: after-given.c:[[@LINE+1]]:3: warning: 's->dma' is synchronised for the device, which writes its buffer, and that is read here; synchronise it for the CPU [dma-unsynced-access, medium]
  dma_sync_single_for_device(r->dev, s->dma, len, DMA_FROM_DEVICE);
  // CHECK: after-given.c:[[@LINE+1]]:19: note: what the device has written is read here
  skb = build_skb(s->data, 2048);
  napi_gro_receive(r->napi, skb);
}
void receive_right(struct ring *r, int i, int len) {
  struct slot *s = &r->slots[i];
  struct sk_buff *skb;
  dma_sync_single_for_cpu(r->dev, s->dma, len, DMA_FROM_DEVICE);
  skb = build_skb(s->data, 2048);
  napi_gro_receive(r->napi, skb);
}
// Mapped for both: a packet is made of it all the same.
void receive_both(struct ring *r, int i, int len) {
  // CHECK: after-given.c:[[@LINE+1]]:3: warning: 'r->slots[i].dma' is synchronised for the device
  dma_sync_single_for_device(r->dev, r->slots[i].dma, len, DMA_BIDIRECTIONAL);
  napi_gro_receive(r->napi, build_skb(r->slots[i].data, 2048));
}
// A function of the driver's looks at it.
int test(struct ring *r, int i) {
  // CHECK: after-given.c:[[@LINE+1]]:3: warning: 'r->slots[i].dma' is synchronised for the device
  dma_sync_single_for_device(r->dev, r->slots[i].dma, 64, DMA_FROM_DEVICE);
  return check_frame(r->slots[i].data, 64);
}
// The handle is told to the device once the packet is there.
void late(struct ring *r, int i, u8 *to) {
  struct slot *s = &r->slots[i];
  // CHECK: after-given.c:[[@LINE+1]]:3: warning: 's->dma' is synchronised for the device
  dma_sync_single_for_device(r->dev, s->dma, 64, DMA_FROM_DEVICE);
  memcpy(to, s->data, 64);
  r->descs[i].addr = s->dma;
}
// Silent: something was copied before; the device is told where it is; a caller has taken it; nothing is read; what is read is
// another one's.
void copied(struct ring *r, int i, u8 *to, u8 *from, struct sk_buff *skb) {
  struct slot *s = &r->slots[i];
  memcpy(to, from, 64);
  dma_sync_single_for_device(r->dev, s->dma, 64, DMA_FROM_DEVICE);
  napi_gro_receive(r->napi, skb);
}
void refilled(struct ring *r, int i, struct sk_buff *skb) {
  struct slot *s = &r->slots[i];
  dma_sync_single_for_device(r->dev, s->dma, 64, DMA_FROM_DEVICE);
  r->descs[i].addr = s->dma;
  napi_gro_receive(r->napi, skb);
}
struct taken { struct device *dev; dma_addr_t dma; u8 *data; };
static void give(struct taken *t, u8 *to) {
  dma_sync_single_for_device(t->dev, t->dma, 64, DMA_FROM_DEVICE);
  memcpy(to, to + 64, 64);
}
void take(struct taken *t, u8 *to) {
  dma_sync_single_for_cpu(t->dev, t->dma, 64, DMA_FROM_DEVICE);
  give(t, to);
}
void reused(struct ring *r, int i) {
  dma_sync_single_for_device(r->dev, r->slots[i].dma, 64, DMA_FROM_DEVICE);
}
void other(struct ring *r, int i, int j, u8 *to) {
  dma_sync_single_for_device(r->dev, r->slots[i].dma, 64, DMA_FROM_DEVICE);
  memcpy(to, r->slots[j].data, 64);
}
// CHECK: 4 findings in 1 of 1 units
