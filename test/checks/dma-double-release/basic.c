// RUN: %check %s | %FileCheck %s
#include <kernel.h>

struct priv { struct device *dev; void *v; dma_addr_t d, e; int n; };

// Freed in the branch and again at the label it jumps to.
int twice(struct priv *p) {
  dma_addr_t d;
  void *v = dma_alloc_coherent(p->dev, 64, &d, GFP_KERNEL);
  if (!v)
    return -ENOMEM;
  if (p->n) {
    dma_free_coherent(p->dev, 64, v, d);
    goto out;
  }
  p->n = 1;
out:
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'v' has already been released on this path; release it once, and clear it after the first release if another may follow [dma-double-release, high]
  dma_free_coherent(p->dev, 64, v, d);
  // CHECK: basic.c:9:{{.*}}: note: coherent memory is acquired here with dma_alloc_coherent()
  // CHECK: basic.c:13:{{.*}}: note: it is released here with dma_free_coherent()
  return 0;
}

// What was acquired elsewhere.
static void drop(struct priv *p) {
  dma_unmap_single(p->dev, p->d, 64, DMA_TO_DEVICE);
}
void twice_found(struct priv *p) {
  dma_unmap_single(p->dev, p->d, 64, DMA_TO_DEVICE);
  if (p->n)
    drop(p);
  // CHECK: basic.c:27:{{.*}}: warning: 'p->d' has already been released {{.*}} [dma-double-release, medium]
  // CHECK: note: assuming that no function called in between gives it a new value
}

// Silent: cleared in between.
static void drop_and_clear(struct priv *p) {
  if (!p->v)
    return;
  dma_free_coherent(p->dev, 64, p->v, p->d);
  p->v = NULL;
}
void cleared(struct priv *p) {
  drop_and_clear(p);
  drop_and_clear(p);
}
// Its twin: not cleared.
static void drop_only(struct priv *p) {
  if (!p->v)
    return;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'p->v' has already been released on this path; release it once, and clear it after the first release if another may follow [dma-double-release, medium]
  dma_free_coherent(p->dev, 64, p->v, p->d);
}
void not_cleared(struct priv *p) {
  drop_only(p);
  drop_only(p);
}
// Silent: mapped anew.
int again(struct priv *p, void *buf) {
  dma_unmap_single(p->dev, p->d, 64, DMA_TO_DEVICE);
  p->d = dma_map_single(p->dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(p->dev, p->d))
    return -ENOMEM;
  dma_unmap_single(p->dev, p->d, 64, DMA_TO_DEVICE);
  return 0;
}
// Its twin: something else is mapped.
int other(struct priv *p, void *buf) {
  dma_unmap_single(p->dev, p->d, 64, DMA_TO_DEVICE);
  p->e = dma_map_single(p->dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(p->dev, p->e))
    return -ENOMEM;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'p->d' has already been released on this path; release it once, and clear it after the first release if another may follow [dma-double-release, medium]
  dma_unmap_single(p->dev, p->d, 64, DMA_TO_DEVICE);
  dma_unmap_single(p->dev, p->e, 64, DMA_TO_DEVICE);
  return 0;
}
// Silent: somebody unseen may have mapped it anew.
void refill(struct priv *);
void refilled(struct priv *p) {
  dma_unmap_single(p->dev, p->d, 64, DMA_TO_DEVICE);
  refill(p);
  dma_unmap_single(p->dev, p->d, 64, DMA_TO_DEVICE);
}
// Its twin: somebody seen has not.
static void count(struct priv *p) { p->n++; }
void counted(struct priv *p) {
  dma_unmap_single(p->dev, p->d, 64, DMA_TO_DEVICE);
  count(p);
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'p->d' has already been released on this path; release it once, and clear it after the first release if another may follow [dma-double-release, medium]
  dma_unmap_single(p->dev, p->d, 64, DMA_TO_DEVICE);
}
// Silent: a ring of which the engine thinks it may have one slot only.
struct ring { struct device *dev; struct priv *slots; u32 head, tail, size; };
void clean(struct ring *r) {
  while (r->tail != r->head) {
    dma_unmap_single(r->dev, r->slots[r->tail].d, 64, DMA_TO_DEVICE);
    if (++r->tail == r->size)
      r->tail = 0;
  }
}
// Its twin: it is one slot, which this function has mapped.
int clean_one(struct ring *r, void *buf) {
  u32 at = r->tail;
  r->slots[at].d = dma_map_single(r->dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(r->dev, r->slots[at].d))
    return -ENOMEM;
  while (r->tail != r->head) {
    // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'r->slots[at].d' has already been released on this path; release it once, and clear it after the first release if another may follow [dma-double-release, high]
    dma_unmap_single(r->dev, r->slots[at].d, 64, DMA_TO_DEVICE);
    if (++r->tail == r->size)
      r->tail = 0;
  }
  return 0;
}
// Silent: NULL is ignored, as by kfree().
void ignores_null(struct device *dev) {
  dma_free_coherent(dev, 64, NULL, 0);
  dma_free_coherent(dev, 64, NULL, 0);
}
// Its twin: not NULL.
void not_null(struct device *dev, void *v) {
  dma_free_coherent(dev, 64, v, 0);
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'v' has already been released on this path; release it once, and clear it after the first release if another may follow [dma-double-release, medium]
  dma_free_coherent(dev, 64, v, 0);
}
// Silent: a list whose first entry changes with every list_del().
struct desc { struct list_head node; dma_addr_t d; };
void list(struct device *dev, struct list_head *head) {
  while (head->next != head) {
    struct desc *e = list_entry(head->next, struct desc, node);
    list_del(&e->node);
    dma_unmap_single(dev, e->d, 64, DMA_TO_DEVICE);
  }
}
void first_two(struct device *dev, struct list_head *head) {
  struct desc *e = list_entry(head->next, struct desc, node);
  list_del(&e->node);
  dma_unmap_single(dev, e->d, 64, DMA_TO_DEVICE);
  e = list_entry(head->next, struct desc, node);
  list_del(&e->node);
  dma_unmap_single(dev, e->d, 64, DMA_TO_DEVICE);
}
// Its twin: without list_del().
void first_twice(struct device *dev, struct list_head *head) {
  struct desc *e = list_entry(head->next, struct desc, node);
  dma_unmap_single(dev, e->d, 64, DMA_TO_DEVICE);
  e = list_entry(head->next, struct desc, node);
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'e->d' has already been released on this path; release it once, and clear it after the first release if another may follow [dma-double-release, medium]
  dma_unmap_single(dev, e->d, 64, DMA_TO_DEVICE);
}
// The same helper twice, in no loop: said once, above, where drop() releases.
void helper_twice(struct priv *p) {
  drop(p);
  drop(p);
}
// CHECK: 8 findings in 1 of 1 units
