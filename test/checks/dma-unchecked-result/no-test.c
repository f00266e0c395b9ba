// RUN: %check %s | %FileCheck %s
// What looks like a test of an acquisition and is none: asked in order to release, by somebody for what they acquire themselves,
// compared with another pointer or with a number that says nothing of failing.
#include <kernel.h>
struct card { struct device *dev; void *a, *b, *c, *end; dma_addr_t d, e, f; };
static void empty(struct card *p) {
  if (p->a)
    dma_free_coherent(p->dev, 64, p->a, p->d);
  if (p->b != NULL)
    dma_free_coherent(p->dev, 64, p->b, p->e);
}
int by_cleanup(struct card *p) {
  // CHECK: no-test.c:[[@LINE+1]]:{{.*}}: warning: 'p->a' is used without a test whether dma_alloc_coherent() failed; {{.*}} [dma-unchecked-result, high]
  p->a = dma_alloc_coherent(p->dev, 64, &p->d, GFP_KERNEL);
  if (regs_read(p->dev, NULL, 4))
    goto out;
  return 0;
out:
  empty(p);
  return -ENOMEM;
}
int by_label(struct card *p) {
  // CHECK: no-test.c:[[@LINE+1]]:{{.*}}: warning: 'p->b' is used without a test whether dma_alloc_coherent() failed; {{.*}} [dma-unchecked-result, high]
  p->b = dma_alloc_coherent(p->dev, 64, &p->e, GFP_KERNEL);
  if (regs_read(p->dev, NULL, 4))
    goto out;
  return 0;
out:
  if (p->b)
    dma_free_coherent(p->dev, 64, p->b, p->e);
  return -ENOMEM;
}
// Silent: it is asked to be used as well.
int by_use(struct card *p) {
  p->c = dma_alloc_coherent(p->dev, 64, &p->f, GFP_KERNEL);
  if (p->c)
    regs_read(p->dev, NULL, 4);
  if (regs_read(p->dev, NULL, 4))
    goto out;
  return 0;
out:
  if (p->c)
    dma_free_coherent(p->dev, 64, p->c, p->f);
  return -ENOMEM;
}
void close_card(struct card *p) {
  empty(p);
  dma_free_coherent(p->dev, 64, p->c, p->f);
}
// Another acquires for the same field, and asks for its own.
struct box { struct device *dev; void *v; dma_addr_t d; };
static int add_box(struct box *x) {
  x->v = dma_alloc_coherent(x->dev, 64, &x->d, GFP_KERNEL);
  if (!x->v)
    return -ENOMEM;
  return 0;
}
int boxes(struct box *x, struct box *y) {
  // CHECK: no-test.c:[[@LINE+1]]:{{.*}}: warning: 'x->v' is used without a test whether dma_alloc_coherent() failed; {{.*}} [dma-unchecked-result, high]
  x->v = dma_alloc_coherent(x->dev, 64, &x->d, GFP_KERNEL);
  regs_read(x->dev, NULL, 4);
  return add_box(y);
}
// Silent: the callee asks for what it is given.
struct chest { struct device *dev; void *v; dma_addr_t d; };
static int fill_chest(struct chest *x) {
  if (!x->v)
    return -ENOMEM;
  return 0;
}
int chests(struct chest *x) {
  x->v = dma_alloc_coherent(x->dev, 64, &x->d, GFP_KERNEL);
  return fill_chest(x);
}
void drop_box(struct box *x, struct chest *c) {
  dma_free_coherent(x->dev, 64, x->v, x->d);
  dma_free_coherent(c->dev, 64, c->v, c->d);
}
// Where it ends says nothing of whether there is any.
struct ring { struct device *dev; char *desc, *last; dma_addr_t d; };
int ring(struct ring *r) {
  // CHECK: no-test.c:[[@LINE+1]]:{{.*}}: warning: 'r->desc' is used without a test whether dma_alloc_coherent() failed; {{.*}} [dma-unchecked-result, high]
  r->desc = dma_alloc_coherent(r->dev, 64, &r->d, GFP_KERNEL);
  while (r->last != r->desc)
    r->last--;
  return 0;
}
void drop_ring(struct ring *r) { dma_free_coherent(r->dev, 64, r->desc, r->d); }
// A test function asked in order to release; and how memory is aligned.
struct lane { struct device *dev; void *buf, *mem; dma_addr_t h, list[4], mem_dma; int aligned; };
int lane_up(struct lane *l) {
  // CHECK: no-test.c:[[@LINE+1]]:{{.*}}: warning: 'l->h' is used without a test whether dma_map_single() failed; {{.*}} [dma-unchecked-result, high]
  l->h = dma_map_single(l->dev, l->buf, 64, DMA_TO_DEVICE);
  writel(l->h, l);
  if (regs_read(l->dev, NULL, 4))
    goto out;
  return 0;
out:
  if (!dma_mapping_error(l->dev, l->h))
    dma_unmap_single(l->dev, l->h, 64, DMA_TO_DEVICE);
  return -EIO;
}
void lane_down(struct lane *l) { dma_unmap_single(l->dev, l->h, 64, DMA_TO_DEVICE); }
int lane_mem(struct lane *l) {
  // CHECK: no-test.c:[[@LINE+1]]:{{.*}}: warning: 'l->mem' is used without a test whether dma_alloc_coherent() failed; {{.*}} [dma-unchecked-result, high]
  l->mem = dma_alloc_coherent(l->dev, 64, &l->mem_dma, GFP_KERNEL);
  if (!((unsigned long)l->mem & 4095))
    l->aligned = 1;
  return 0;
}
void lane_free(struct lane *l) { dma_free_coherent(l->dev, 64, l->mem, l->mem_dma); }
// Silent: one that is asked to go on, too.
struct track { struct device *dev; void *buf; dma_addr_t h; };
int track_up(struct track *t) {
  t->h = dma_map_single(t->dev, t->buf, 64, DMA_TO_DEVICE);
  if (!dma_mapping_error(t->dev, t->h))
    writel(t->h, t);
  if (regs_read(t->dev, NULL, 4))
    goto out;
  return 0;
out:
  if (!dma_mapping_error(t->dev, t->h))
    dma_unmap_single(t->dev, t->h, 64, DMA_TO_DEVICE);
  return -EIO;
}
void track_down(struct track *t) { dma_unmap_single(t->dev, t->h, 64, DMA_TO_DEVICE); }
// Whether there are several leaves open whether there are any; whether there is one, or more than none, does not.
int several(struct device *dev, struct scatterlist *sg, int n) {
  // CHECK: no-test.c:[[@LINE+1]]:{{.*}}: warning: {{.*}} is used without a test whether dma_map_sg() failed; {{.*}} [dma-unchecked-result, high]
  int used = dma_map_sg(dev, sg, n, DMA_TO_DEVICE);
  if (used > 3)
    regs_read(dev, NULL, used);
  regs_read(dev, NULL, 2);
  dma_unmap_sg(dev, sg, n, DMA_TO_DEVICE);
  return 0;
}
int more_than_none(struct device *dev, struct scatterlist *sg, int n) {
  int used = dma_map_sg(dev, sg, n, DMA_TO_DEVICE);
  if (used < 1)
    return -ENOMEM;
  regs_read(dev, NULL, used);
  dma_unmap_sg(dev, sg, n, DMA_TO_DEVICE);
  return 0;
}
// CHECK: 7 findings in 1 of 1 units
