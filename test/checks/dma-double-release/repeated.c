// RUN: %check %s | %FileCheck %s
// The same release of the same expression, with nothing in between.
#include <kernel.h>
struct desc { __le64 addr; };
struct ring { struct device *dev; struct desc *desc; dma_addr_t map[8]; void *v; dma_addr_t d; int tail; };
void look(struct ring *r);
int printk(const char *, ...);

void twice(struct ring *r) {
  dma_unmap_single(r->dev, le64_to_cpu(r->desc->addr), 64, DMA_TO_DEVICE);
  printk("once\n");
  // CHECK: repeated.c:[[@LINE+1]]:{{.*}}: warning: '(u64)(__le64)(r->desc->addr)' has already been released on this path; release it once, and clear it after the first release if another may follow [dma-double-release, medium]
  dma_unmap_single(r->dev, le64_to_cpu(r->desc->addr), 64, DMA_TO_DEVICE);
  // CHECK: note: it is released here with dma_unmap_single()
}
// Silent: another element, another value, and what a function of the driver's may have set.
void others(struct ring *r) {
  dma_unmap_single(r->dev, r->map[r->tail], 64, DMA_TO_DEVICE);
  r->tail++;
  dma_unmap_single(r->dev, r->map[r->tail], 64, DMA_TO_DEVICE);
  dma_unmap_single(r->dev, r->map[0], 64, DMA_TO_DEVICE);
  dma_unmap_single(r->dev, r->map[1], 64, DMA_TO_DEVICE);
  dma_unmap_single(r->dev, r->d, 64, DMA_TO_DEVICE);
  look(r);
  dma_unmap_single(r->dev, r->d, 64, DMA_TO_DEVICE);
}
// A jump is no branch.
int jumps(struct ring *r) {
  if (regs_read(r->dev, r, 4)) {
    dma_free_coherent(r->dev, 64, r->v, r->d);
    goto out;
  }
  return 0;
out:
  // CHECK: repeated.c:[[@LINE+1]]:{{.*}}: warning: 'r->v' has already been released on this path{{.*}} [dma-double-release, medium]
  dma_free_coherent(r->dev, 64, r->v, r->d);
  return -EIO;
}
// A value that a path does not know again, being computed from several.
void computed(struct ring *r, int n) {
  dma_unmap_single(r->dev, r->d + n * r->tail, 64, DMA_TO_DEVICE);
  // CHECK: repeated.c:[[@LINE+1]]:{{.*}}: warning: 'r->d + n * r->tail' has already been released; release it once, and clear it after the first release if another may follow [dma-double-release, high]
  dma_unmap_single(r->dev, r->d + n * r->tail, 64, DMA_TO_DEVICE);
  // CHECK: repeated.c:[[@LINE-3]]:{{.*}}: note: it is released here with dma_unmap_single()
}
// Silent: one part of it is another.
void computed_anew(struct ring *r, int n) {
  dma_unmap_single(r->dev, r->d + n * r->tail, 64, DMA_TO_DEVICE);
  n++;
  dma_unmap_single(r->dev, r->d + n * r->tail, 64, DMA_TO_DEVICE);
}

// The function fails, having released and not cleared, and its caller releases again: told at both places where the
// caller's own path can be followed.
struct card { struct device *dev; void *v; dma_addr_t d; };
static void drop(struct card *c) {
  if (c->v)
    // CHECK: repeated.c:[[@LINE+1]]:{{.*}}: warning: 'c->v' has already been released on this path{{.*}} [dma-double-release, high]
    dma_free_coherent(c->dev, 64, c->v, c->d);
}
static int prepare(struct card *c, void *deep) {
  c->v = dma_alloc_coherent(c->dev, 64, &c->d, GFP_KERNEL);
  if (!c->v)
    return -ENOMEM;
  if (regs_read(c->dev, deep, 4)) {
    dma_free_coherent(c->dev, 64, c->v, c->d);
    // CHECK: repeated.c:[[@LINE+1]]:{{.*}}: warning: 'v' is released and not cleared before the function fails, and its caller releases it again; clear it [dma-double-release, medium]
    return -EIO;
  }
  return 0;
}
// CHECK: note: a caller releases it here when the function fails
int use_it(struct card *c) {
  int err = prepare(c, c);
  if (err)
    drop(c);
  return err;
}
// Silent: cleared; and a caller that cleans up where it has worked.
struct box { struct device *dev; void *v; dma_addr_t d; };
static void drop_box(struct box *b) {
  if (b->v)
    dma_free_coherent(b->dev, 64, b->v, b->d);
}
static int prepare_box(struct box *b) {
  b->v = dma_alloc_coherent(b->dev, 64, &b->d, GFP_KERNEL);
  if (!b->v)
    return -ENOMEM;
  if (regs_read(b->dev, b, 4)) {
    dma_free_coherent(b->dev, 64, b->v, b->d);
    b->v = NULL;
    return -EIO;
  }
  return 0;
}
int use_box(struct box *b) {
  int err = prepare_box(b);
  if (err)
    drop_box(b);
  return err;
}
// CHECK: 5 findings in 1 of 1 units
