// RUN: %check %s --checks=dma-unsynced-access | %FileCheck %s
// Buffers that are read or written on the wrong side of a sync, where the mapping was made before.
#include <kernel.h>
#include <buffers.h>
struct slot { struct sk_buff *skb; dma_addr_t dma; };
struct desc { struct { unsigned addr; } frag; int status; };
struct ring {
  struct device *dev;
  struct slot slots[16];
  struct desc *descs;
  struct sk_buff *skbs[64];
  dma_addr_t dmas[64];
  unsigned next;
};
// The handles go by way of a variable; and what is mapped is handed to a helper.
int map_slot(struct ring *r, void *data, struct slot *s) {
  dma_addr_t d = dma_map_single(r->dev, data, 64, DMA_FROM_DEVICE);
  if (dma_mapping_error(r->dev, d))
    return -ENOMEM;
  s->dma = d;
  return 0;
}
int fill(struct ring *r, int i) {
  dma_addr_t d = dma_map_single(r->dev, r->skbs[i]->data, 64, DMA_FROM_DEVICE);
  if (dma_mapping_error(r->dev, d))
    return -ENOMEM;
  r->descs[i].frag.addr = d;
  r->dmas[i] = d;
  return map_slot(r, r->slots[i].skb->data, &r->slots[i]);
}
void copy(struct ring *r, void *to, int i) {
  struct slot *s = &r->slots[i];
  memcpy(to, s->skb->data, 64);
  // CHECK: before-sync.c:[[@LINE+1]]:{{.*}}: warning: 's->skb->data' is read before 's->dma', the mapping of its buffer, is synchronised for the CPU; synchronise it first [dma-unsynced-access, medium]
  dma_sync_single_for_cpu(r->dev, s->dma, 64, DMA_FROM_DEVICE);
}
void copy_of_ring(struct ring *r, void *to) {
  struct desc *d = &r->descs[r->next];
  memcpy(to, r->skbs[r->next]->data, 64);
  // CHECK: before-sync.c:[[@LINE+1]]:{{.*}}: warning: 'r->skbs[r->next]->data' is read before 'd->frag.addr', the mapping of its buffer, is synchronised for the CPU; synchronise it first [dma-unsynced-access, medium]
  dma_sync_single_for_cpu(r->dev, d->frag.addr, 64, DMA_FROM_DEVICE);
}
int protocol_of(struct ring *r) {
  struct sk_buff *skb = r->skbs[r->next];
  int protocol = eth_type_trans(skb, r->dev);
  // CHECK: before-sync.c:[[@LINE+1]]:{{.*}}: warning: 'skb' is read before 'r->dmas[r->next]', the mapping of its buffer, is released; unmap it, or synchronise it for the CPU, first [dma-unsynced-access, medium]
  dma_unmap_single(r->dev, r->dmas[r->next], 64, DMA_FROM_DEVICE);
  return protocol;
}
void give(struct ring *r, void *to, int i) {
  struct slot *s = &r->slots[i];
  dma_sync_single_for_device(r->dev, s->dma, 64, DMA_FROM_DEVICE);
  // CHECK: before-sync.c:[[@LINE+1]]:{{.*}}: warning: 's->skb->data' is read after 'r->slots[...].dma', the mapping of its buffer, was given to the device; synchronise it for the CPU first [dma-unsynced-access, medium]
  memcpy(to, s->skb->data, 64);
}

// Silent: taken first; another element; the record behind the next pointer; a part that the caller took.
void copy_first(struct ring *r, void *to, int i) {
  struct slot *s = &r->slots[i];
  dma_sync_single_for_cpu(r->dev, s->dma, 64, DMA_FROM_DEVICE);
  memcpy(to, s->skb->data, 64);
  dma_sync_single_for_device(r->dev, s->dma, 64, DMA_FROM_DEVICE);
}
int last_and_next(struct ring *r, unsigned last) {
  int protocol = eth_type_trans(r->skbs[last], r->dev);
  dma_unmap_single(r->dev, r->dmas[r->next], 64, DMA_FROM_DEVICE);
  return protocol;
}
void give_other(struct ring *r, void *to, int i, int j) {
  dma_sync_single_for_device(r->dev, r->slots[i].dma, 64, DMA_FROM_DEVICE);
  memcpy(to, r->slots[j].skb->data, 64);
}
struct node { struct sk_buff *skb; dma_addr_t dma; struct node *next; };
int map_node(struct ring *r, struct node *n) {
  n->dma = dma_map_single(r->dev, n->skb->data, 64, DMA_FROM_DEVICE);
  return dma_mapping_error(r->dev, n->dma) ? -ENOMEM : 0;
}
int walk_nodes(struct ring *r, struct node *n, int count) {
  int sum = 0;
  while (count--) {
    dma_unmap_single(r->dev, n->dma, 64, DMA_FROM_DEVICE);
    sum += eth_type_trans(n->skb, r->dev);
    n = n->next;
  }
  return sum;
}
struct box { struct sk_buff *skb; dma_addr_t dma; };
int map_box(struct ring *r, struct box *b) {
  b->dma = dma_map_single(r->dev, b->skb->data, 64, DMA_FROM_DEVICE);
  return dma_mapping_error(r->dev, b->dma) ? -ENOMEM : 0;
}
static void rest_of_box(struct ring *r, struct box *b, void *to) {
  memcpy(to, b->skb->data, 4);
  dma_sync_single_for_cpu(r->dev, b->dma, 64, DMA_FROM_DEVICE);
}
void read_box(struct ring *r, struct box *b, void *to) {
  dma_sync_single_for_cpu(r->dev, b->dma, 4, DMA_FROM_DEVICE);
  rest_of_box(r, b, to);
}
// What the device reads is written, and taken back instead of given.
struct cmd { char *buf; dma_addr_t dma; };
int map_cmd(struct ring *r, struct cmd *c) {
  c->dma = dma_map_single(r->dev, c->buf, 64, DMA_TO_DEVICE);
  return dma_mapping_error(r->dev, c->dma) ? -ENOMEM : 0;
}
void send(struct ring *r, struct cmd *c) {
  c->buf[0] = 4;
  // CHECK: before-sync.c:[[@LINE+1]]:{{.*}}: warning: 'c->buf[0]' is written before 'c->dma', the mapping of its buffer, is synchronised for the CPU; synchronise it for the device after the write [dma-unsynced-access, medium]
  dma_sync_single_for_cpu(r->dev, c->dma, 64, DMA_TO_DEVICE);
}
// Silent: the three steps in their order.
void send_right(struct ring *r, struct cmd *c) {
  dma_sync_single_for_cpu(r->dev, c->dma, 64, DMA_TO_DEVICE);
  c->buf[0] = 4;
  dma_sync_single_for_device(r->dev, c->dma, 64, DMA_TO_DEVICE);
}
// Silent: two pointers into one ring; a helper for both ways.
struct turn { struct sk_buff *skb; dma_addr_t dma; };
struct wheel { struct device *dev; struct turn *get, *first; char *regs; dma_addr_t regs_dma; int is_new; };
int map_turn(struct wheel *w) {
  w->get->dma = dma_map_single(w->dev, w->get->skb->data, 64, DMA_FROM_DEVICE);
  if (dma_mapping_error(w->dev, w->get->dma))
    return -ENOMEM;
  w->regs_dma = dma_map_single(w->dev, w->regs, 64, DMA_FROM_DEVICE);
  return dma_mapping_error(w->dev, w->regs_dma) ? -ENOMEM : 0;
}
int roll(struct wheel *w) {
  int protocol;
  dma_unmap_single(w->dev, w->get->dma, 64, DMA_FROM_DEVICE);
  protocol = eth_type_trans(w->get->skb, w->dev);
  w->get = w->first;
  dma_unmap_single(w->dev, w->get->dma, 64, DMA_FROM_DEVICE);
  return protocol;
}
static void sync_regs(struct wheel *w, int for_cpu) {
  if (!w->is_new)
    return;
  if (for_cpu)
    dma_sync_single_for_cpu(w->dev, w->regs_dma, 64, DMA_FROM_DEVICE);
  else
    dma_sync_single_for_device(w->dev, w->regs_dma, 64, DMA_FROM_DEVICE);
}
int ready(struct wheel *w) {
  sync_regs(w, 0);
  regs_read(w->dev, w, 4);
  sync_regs(w, 1);
  return w->regs[0];
}
// The CPU writes it, and takes it instead of giving it to the device.
struct frame { u8 *data; dma_addr_t data_dma; struct device *dev; };
void finish(struct frame *f) {
  f->data[0] = 1;
  // CHECK: before-sync.c:[[@LINE+1]]:3: warning: 'f->data' is written before 'f->data_dma', the mapping of its buffer, is synchronised for the CPU; synchronise it for the device after the write [dma-unsynced-access, medium]
  dma_sync_single_for_cpu(f->dev, f->data_dma, 64, DMA_BIDIRECTIONAL);
}
void finish_right(struct frame *f) {
  f->data[0] = 1;
  dma_sync_single_for_device(f->dev, f->data_dma, 64, DMA_BIDIRECTIONAL);
}
// CHECK: 6 findings in 1 of 1 units
