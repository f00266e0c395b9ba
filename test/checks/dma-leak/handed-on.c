// RUN: %check %s | %FileCheck --allow-empty %s
// Ownership that moves: to a list, a callback, another object. Nothing is reported.
#include <kernel.h>

struct desc { struct list_head node; void *v; dma_addr_t d; };
struct chan { struct device *dev; struct list_head free; struct dma_pool *pool; };

static int fill(struct chan *c) {
  for (int i = 0; i < 4; i++) {
    struct desc *desc = (struct desc *)kmalloc(sizeof(*desc), GFP_KERNEL);
    if (!desc)
      return -ENOMEM;
    desc->v = dma_pool_alloc(c->pool, GFP_KERNEL, &desc->d);
    if (!desc->v) {
      kfree(desc);
      return -ENOMEM;
    }
    list_add_tail(&desc->node, &c->free);
  }
  return 0;
}
static void drain(struct chan *c) {
  while (c->free.next != &c->free) {
    struct desc *desc = list_entry(c->free.next, struct desc, node);
    list_del(&desc->node);
    dma_pool_free(c->pool, desc->v, desc->d);
    kfree(desc);
  }
}
static int probe(struct platform_device *pdev) {
  struct chan *c = (struct chan *)pdev->dev.driver_data;
  int err = fill(c);
  if (err)
    drain(c);
  return err;
}
struct platform_driver driver = {.probe = probe};

// Kept by a function of the driver's that another file defines.
struct req { void *v; dma_addr_t d; };
int submit(struct req *);
static int send(struct device *dev, struct req *r) {
  r->v = dma_alloc_coherent(dev, 64, &r->d, GFP_KERNEL);
  if (!r->v)
    return -ENOMEM;
  if (submit(r))
    return -EIO;
  return 0;
}
static int probe2(struct platform_device *pdev) {
  return send(&pdev->dev, (struct req *)pdev->dev.driver_data);
}
struct platform_driver driver2 = {.probe = probe2};
// CHECK-NOT: warning
