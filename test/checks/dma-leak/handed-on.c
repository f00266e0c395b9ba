// RUN: %check %s | %FileCheck %s
// Ownership that moves: to a list, a callback, another object. Only the twins are reported.
#include <kernel.h>

struct desc { struct list_head node; void *v; dma_addr_t d; };
struct chan { struct device *dev; struct list_head free; struct dma_pool *pool; };

// Silent: linked into a list.
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
// Its twin: freed instead.
static int fill_nothing(struct chan *c) {
  // CHECK: handed-on.c:[[@LINE+1]]:{{.*}}: warning: 'desc->v' is never released on this path and nothing refers to it any more; call dma_pool_free() before leaving [dma-leak, high]
  for (int i = 0; i < 4; i++) {
    struct desc *desc = (struct desc *)kmalloc(sizeof(*desc), GFP_KERNEL);
    if (!desc)
      return -ENOMEM;
    desc->v = dma_pool_alloc(c->pool, GFP_KERNEL, &desc->d);
    if (!desc->v) {
      kfree(desc);
      return -ENOMEM;
    }
    kfree(desc);
  }
  return 0;
}
static int probe_nothing(struct platform_device *pdev) {
  struct chan *c = (struct chan *)pdev->dev.driver_data;
  int err = fill_nothing(c);
  if (err)
    drain(c);
  return err;
}
struct platform_driver driver_nothing = {.probe = probe_nothing};

// Silent: kept by a function of the driver's that another file defines.
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
// Its twin: a function of this file, which does not keep it.
static int count(struct req *r) { return r->d == 7; }
static int send_nothing(struct device *dev, struct req *r) {
  r->v = dma_alloc_coherent(dev, 64, &r->d, GFP_KERNEL);
  if (!r->v)
    return -ENOMEM;
  if (count(r))
    // CHECK: handed-on.c:[[@LINE+1]]:{{.*}}: warning: 'r->v' is left behind when the function gives up here; call dma_free_coherent() first [dma-leak, medium]
    return -EIO;
  return 0;
}
static int probe3(struct platform_device *pdev) {
  return send_nothing(&pdev->dev, (struct req *)pdev->dev.driver_data);
}
struct platform_driver driver3 = {.probe = probe3};

// Silent: who drops the last reference to the record unmaps the list that it points to.
struct request { struct kref ref; struct device *dev; struct scatterlist *sgl; int nents, ready; };
static void end_request(struct kref *ref) {
  struct request *r = container_of(ref, struct request, ref);
  dma_unmap_sg(r->dev, r->sgl, r->nents, DMA_TO_DEVICE);
  kfree(r);
}
static void cancel(struct request *r) { dma_unmap_sg(r->dev, r->sgl, r->nents, DMA_TO_DEVICE); }
int request_put(struct request *r) {
  if (!dma_map_sg(r->dev, r->sgl, r->nents, DMA_TO_DEVICE))
    return -ENOMEM;
  if (!r->ready) {
    kref_put(&r->ref, end_request);
    return -EIO;
  }
  if (regs_read(r->dev, r, 4)) {
    cancel(r);
    return -EIO;
  }
  return 0;
}
// Its twin: there is nobody to drop it.
int request_left(struct request *r) {
  if (!dma_map_sg(r->dev, r->sgl, r->nents, DMA_TO_DEVICE))
    return -ENOMEM;
  if (!r->ready)
    // CHECK: handed-on.c:[[@LINE+1]]:{{.*}}: warning: 'r->sgl' is left behind when the function gives up here; {{.*}} [dma-leak, {{.*}}]
    return -EIO;
  if (regs_read(r->dev, r, 4)) {
    cancel(r);
    return -EIO;
  }
  return 0;
}
// CHECK: 3 findings in 1 of 1 units
