// RUN: %check %s | %FileCheck %s
// Memory of which nothing but the DMA handle is kept is lost: with that alone nobody releases it.
#include <kernel.h>
struct adapter { struct device *dev; u32 mailbox; u64 cookie; void *kept; unsigned long address; };
int send(u32 command);
int ask(struct adapter *a) {
  dma_addr_t h;
  void *p = dma_alloc_coherent(a->dev, 64, &h, GFP_KERNEL);
  if (!p)
    return 0;
  a->mailbox = (u32)h;
  if (send(1))
    goto out;
  send(*(u32 *)p);
  dma_free_coherent(a->dev, 64, p, h);
out:
  // CHECK: by-handle.c:[[@LINE+1]]:{{.*}}: warning: {{.*}} is never released on this path and nothing refers to it any more; {{.*}}[dma-leak, high]
  return 0;
}
// Silent: its address is kept, too, in one form or the other, or returned; a mapping is released by its handle; nobody of
// this function releases it.
int ask_kept(struct adapter *a) {
  dma_addr_t h;
  void *p = dma_alloc_coherent(a->dev, 64, &h, GFP_KERNEL);
  if (!p)
    return 0;
  a->mailbox = (u32)h;
  a->kept = p;
  if (send(1))
    return 0;
  dma_free_coherent(a->dev, 64, p, h);
  return 0;
}
int ask_number(struct adapter *a) {
  dma_addr_t h;
  void *p = dma_alloc_coherent(a->dev, 64, &h, GFP_KERNEL);
  if (!p)
    return 0;
  a->mailbox = (u32)h;
  a->address = (unsigned long)p;
  if (send(1))
    return 0;
  dma_free_coherent(a->dev, 64, p, h);
  return 0;
}
void *ask_returned(struct adapter *a) {
  dma_addr_t h;
  void *p = dma_alloc_coherent(a->dev, 64, &h, GFP_KERNEL);
  if (!p)
    return NULL;
  a->mailbox = (u32)h;
  if (send(1))
    return p;
  dma_free_coherent(a->dev, 64, p, h);
  return NULL;
}
int ask_mapped(struct adapter *a, void *p) {
  dma_addr_t h = dma_map_single(a->dev, p, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(a->dev, h))
    return 0;
  a->cookie = h;
  if (send(1))
    return 0;
  dma_unmap_single(a->dev, h, 64, DMA_TO_DEVICE);
  return 0;
}
int ask_for_good(struct adapter *a) {
  dma_addr_t h;
  void *p = dma_alloc_coherent(a->dev, 64, &h, GFP_KERNEL);
  if (!p)
    return 0;
  a->mailbox = (u32)h;
  return 0;
}
// Silent: an array of pointers keeps it, or an operation that another driver has not got, on other ways that work.
struct shelf { struct device *dev; void *virt[4], *other[4]; dma_addr_t phys[4], other_phys[4]; };
static int fill_shelf(struct shelf *s, int which) {
  dma_addr_t h;
  void *p = dma_alloc_coherent(s->dev, 64, &h, GFP_KERNEL);
  if (!p)
    return 1;
  if ((unsigned long)p % 16) {
    dma_free_coherent(s->dev, 64, p, h);
    return 1;
  }
  for (int i = 0; i < 4; i++) {
    switch (which) {
    case 0:
      s->phys[i] = h + i * 16;
      s->virt[i] = p + i * 16;
      break;
    case 1:
      s->other_phys[i] = h + i * 16;
      s->other[i] = p + i * 16;
      break;
    }
  }
  return 0;
}
static int fill_shelves(struct shelf *s) {
  if (fill_shelf(s, 0))
    return 1;
  if (fill_shelf(s, 1))
    return 1;
  return send(1) ? 1 : 0;
}
static void empty_shelves(struct shelf *s) {
  if (s->virt[0])
    dma_free_coherent(s->dev, 64, s->virt[0], s->phys[0]);
  if (s->other[0])
    dma_free_coherent(s->dev, 64, s->other[0], s->other_phys[0]);
}
int open_shelves(struct shelf *s) {
  int err = fill_shelves(s);
  if (err)
    empty_shelves(s);
  return err;
}
struct htt;
struct htt_ops { void (*keep)(struct htt *, void *); };
struct htt { struct device *dev; const struct htt_ops *ops; dma_addr_t base; };
static void keep(struct htt *h, void *p) {
  if (h->ops->keep)
    h->ops->keep(h, p);
}
int alloc_htt(struct htt *t) {
  dma_addr_t h;
  void *p = dma_alloc_coherent(t->dev, 64, &h, GFP_KERNEL);
  if (!p)
    return -ENOMEM;
  keep(t, p);
  t->base = h;
  if (send(1)) {
    dma_free_coherent(t->dev, 64, p, h);
    return -EIO;
  }
  return 0;
}
// Its twin: no way that works gives it to anybody.
int alloc_lost(struct htt *t) {
  dma_addr_t h;
  void *p = dma_alloc_coherent(t->dev, 64, &h, GFP_KERNEL);
  if (!p)
    return -ENOMEM;
  t->base = h;
  if (send(1)) {
    dma_free_coherent(t->dev, 64, p, h);
    return -EIO;
  }
  // CHECK: by-handle.c:[[@LINE+1]]:{{.*}}: warning: {{.*}} is never released on this path and nothing refers to it any more; {{.*}}[dma-leak, high]
  return 0;
}
// A register got the handle, the function reads what came, and nobody has the address any more.
struct counters { u32 frames, errors; };
void get_counters(struct adapter *a, u32 *out) {
  dma_addr_t h;
  struct counters *c = dma_alloc_coherent(a->dev, sizeof(*c), &h, GFP_KERNEL);
  if (!c)
    return;
  writel((u32)h, a);
  out[0] = c->frames;
  out[1] = c->errors;
  // CHECK: by-handle.c:[[@LINE-1]]:{{.*}}: warning: 'c' is never released on this path and nothing refers to it any more; {{.*}}[dma-leak, high]
}
// Silent: the device keeps it for good; nobody reads it.
void give_scratch(struct adapter *a) {
  dma_addr_t h;
  struct counters *c = dma_alloc_coherent(a->dev, sizeof(*c), &h, GFP_KERNEL);
  if (!c)
    return;
  c->frames = 0;
  writel((u32)h, a);
}
// The caller gets the handle, and nobody the memory.
void *alloc_ring(struct device *dev, size_t n, dma_addr_t *phys, void **info) {
  void *s, *p = dma_alloc_coherent(dev, n * 16, phys, GFP_KERNEL);
  if (!p)
    return NULL;
  s = kmalloc(n * 8, GFP_KERNEL);
  if (!s)
    // CHECK: by-handle.c:[[@LINE+1]]:{{.*}}: warning: 'p' is never released on this path and nothing refers to it any more; call dma_free_coherent() before leaving [dma-leak, high]
    return NULL;
  *info = s;
  return p;
}
void *alloc_ring_right(struct device *dev, size_t n, dma_addr_t *phys, void **info) {
  void *s, *p = dma_alloc_coherent(dev, n * 16, phys, GFP_KERNEL);
  if (!p)
    return NULL;
  s = kmalloc(n * 8, GFP_KERNEL);
  if (!s) {
    dma_free_coherent(dev, n * 16, p, *phys);
    return NULL;
  }
  *info = s;
  return p;
}
// CHECK: 4 findings in 1 of 1 units
