// RUN: %check %s | %FileCheck %s
// A teardown has found in front of it that there is something, by another field, or frees what else the record holds; and only
// clears the field.
#include <kernel.h>
struct part { struct device *dev; void *v, *w; dma_addr_t d, e; unsigned size; void *names; };
void note(struct part *);
int fill(struct part *p) {
  void *v = dma_alloc_coherent(p->dev, p->size, &p->d, GFP_KERNEL);
  if (!v)
    return -ENOMEM;
  p->v = v;
  p->w = dma_alloc_coherent(p->dev, 64, &p->e, GFP_KERNEL);
  if (!p->w) {
    dma_free_coherent(p->dev, p->size, p->v, p->d);
    return -ENOMEM;
  }
  return 0;
}
void empty(struct part *p) {
  dma_free_coherent(p->dev, p->size, p->v, p->d);
  dma_free_coherent(p->dev, 64, p->w, p->e);
}
void early(struct part *p) {
  if (!p->v || !p->dev)
    return;
  // CHECK: cleared-teardown.c:[[@LINE+1]]:{{.*}}: warning: 'p->v' is cleared without releasing what it holds; release that first [dma-leak, medium]
  p->v = NULL;
  p->d = 0;
  note(p);
}
void each(struct part *list) {
  for (int i = 0; i < 4; i++) {
    if (list[i].w == NULL)
      continue;
    // CHECK: cleared-teardown.c:[[@LINE+1]]:{{.*}}: warning: 'list[i].w' is cleared without releasing what it holds; release that first [dma-leak, medium]
    list[i].w = NULL;
  }
}
void by_size(struct part *p) {
  if (p->size)
    // CHECK: cleared-teardown.c:[[@LINE+1]]:{{.*}}: warning: 'p->v' is cleared without releasing what it holds; release that first [dma-leak, medium]
    p->v = NULL;
}
void beside(struct part *p) {
  kfree(p->names);
  // CHECK: cleared-teardown.c:[[@LINE+1]]:{{.*}}: warning: 'p->w' is cleared without releasing what it holds; release that first [dma-leak, medium]
  p->w = NULL;
}
struct set { struct device *dev; struct dma_pool *pool; void *x; dma_addr_t f; struct part *part; };
static void other(struct part *p) { dma_free_coherent(p->dev, 64, p->w, p->e); }
int open_set(struct set *s) {
  s->x = dma_alloc_coherent(s->dev, 64, &s->f, GFP_KERNEL);
  return s->x ? 0 : -ENOMEM;
}
void stop_set(struct set *s) { dma_free_coherent(s->dev, 64, s->x, s->f); }
// What it releases of the record shows it as well, and a helper that releases something else does not take it back.
void close_set(struct set *s) {
  other(s->part);
  dma_pool_destroy(s->pool);
  s->pool = NULL;
  // CHECK: cleared-teardown.c:[[@LINE+1]]:{{.*}}: warning: 's->x' is cleared without releasing what it holds; release that first [dma-leak, medium]
  s->x = NULL;
}
// Silent: it is empty there, found so, of another record, or given to somebody that nobody sees.
void none(struct part *p) {
  if (p->v)
    return;
  p->v = NULL;
}
void both(struct part *p, struct part *other) {
  if (other->size)
    p->v = NULL;
}
void told(struct part *p) {
  if (!p->v)
    return;
  note(p);
  p->v = NULL;
}
// Silent: it starts anew, or does not free anything of this record.
int again(struct part *p) {
  kfree(p->names);
  p->v = NULL;
  return fill(p);
}
void apart(struct part *p, struct part *other) {
  kfree(other->names);
  p->v = NULL;
}
// Silent: it is released by what a function gives.
static void *v_of(struct part *p) { return p->v; }
void by_getter(struct part *p) {
  if (p->size) {
    dma_free_coherent(p->dev, p->size, v_of(p), p->d);
    p->v = NULL;
  }
}
// CHECK: 5 findings in 1 of 1 units
