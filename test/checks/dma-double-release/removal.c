// RUN: %check %s | %FileCheck %s
// An operation releases and leaves the pointer; what undoes probe releases what it finds there.
#include <kernel.h>
struct card { struct device *d; void *v, *w, *x; dma_addr_t h, i, j; };
struct card *get(struct device *);
static int open(struct card *x) {
  x->v = dma_alloc_coherent(x->d, 4096, &x->h, GFP_KERNEL);
  return x->v ? 0 : -ENOMEM;
}
static int stop(struct card *x) {
  dma_free_coherent(x->d, 4096, x->v, x->h);
  // CHECK: removal.c:[[@LINE+1]]:{{.*}}: warning: 'v' is released and not cleared, and remove() releases what it finds there; clear it [dma-double-release, medium]
  return 0;
}
// Silent: it clears it; and remove does not ask.
static int pause(struct card *x) {
  dma_free_coherent(x->d, 4096, x->w, x->i);
  x->w = NULL;
  return 0;
}
static int close(struct card *x) {
  dma_free_coherent(x->d, 4096, x->x, x->j);
  return 0;
}
static void remove(struct platform_device *pdev) {
  struct card *x = get(&pdev->dev);
  if (x->v)
    dma_free_coherent(x->d, 4096, x->v, x->h);
  if (x->w)
    dma_free_coherent(x->d, 4096, x->w, x->i);
}
struct card_ops { int (*open)(struct card *), (*stop)(struct card *), (*pause)(struct card *), (*close)(struct card *); };
const struct card_ops ops = { open, stop, pause, close };
struct platform_driver driver = { .remove = remove };
int get_w(struct card *x) {
  x->w = dma_alloc_coherent(x->d, 4096, &x->i, GFP_KERNEL);
  x->x = dma_alloc_coherent(x->d, 4096, &x->j, GFP_KERNEL);
  return x->w && x->x ? 0 : -ENOMEM;
}
// CHECK: 1 finding in 1 of 1 units
