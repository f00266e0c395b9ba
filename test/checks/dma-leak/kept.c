// RUN: %check %s | %FileCheck %s
// Released when probe fails, and never again once it has worked.
#include <kernel.h>

struct priv { void *ring, *stat, *log; dma_addr_t dma, stat_dma, log_dma; };
struct priv *alloc_priv(struct device *);

static int probe(struct platform_device *pdev) {
  struct priv *p = alloc_priv(&pdev->dev);
  if (!p)
    return -ENOMEM;
  // CHECK: kept.c:{{.*}}: warning: 'p->ring' is released when probe() fails, but by nothing that runs once it has worked; call dma_free_coherent() when the driver is removed, too [dma-leak, medium]
  p->ring = dma_alloc_coherent(&pdev->dev, 64, &p->dma, GFP_KERNEL);
  if (!p->ring)
    return -ENOMEM;
  p->stat = dma_alloc_coherent(&pdev->dev, 64, &p->stat_dma, GFP_KERNEL);
  if (!p->stat)
    goto free_ring;
  pdev->dev.driver_data = p;
  if (*(u32 *)p->stat)
    goto free_stat;
  return 0;
free_stat:
  dma_free_coherent(&pdev->dev, 64, p->stat, p->stat_dma);
free_ring:
  dma_free_coherent(&pdev->dev, 64, p->ring, p->dma);
  return -EIO;
}
static void remove(struct platform_device *pdev) {
  struct priv *p = (struct priv *)pdev->dev.driver_data;
  dma_free_coherent(&pdev->dev, 64, p->stat, p->stat_dma);
}
struct platform_driver driver = {.probe = probe, .remove = remove};

// Silent: remove reaches the release through a function that probe's error path calls, too.
struct one { void *v; dma_addr_t d; };
struct one *alloc_one(struct device *);
static void teardown(struct device *dev, struct one *o) { dma_free_coherent(dev, 64, o->v, o->d); }
static int probe_one(struct platform_device *pdev) {
  struct one *o = alloc_one(&pdev->dev);
  if (!o)
    return -ENOMEM;
  o->v = dma_alloc_coherent(&pdev->dev, 64, &o->d, GFP_KERNEL);
  if (!o->v)
    return -ENOMEM;
  pdev->dev.driver_data = o;
  if (*(u32 *)o->v) {
    teardown(&pdev->dev, o);
    return -EIO;
  }
  return 0;
}
static void remove_one(struct platform_device *pdev) {
  teardown(&pdev->dev, (struct one *)pdev->dev.driver_data);
}
struct platform_driver driver_one = {.probe = probe_one, .remove = remove_one};
// Its twin: remove does not.
struct rest { void *v; dma_addr_t d; };
struct rest *alloc_rest(struct device *);
static void teardown_rest(struct device *dev, struct rest *r) { dma_free_coherent(dev, 64, r->v, r->d); }
static int probe_rest(struct platform_device *pdev) {
  struct rest *r = alloc_rest(&pdev->dev);
  if (!r)
    return -ENOMEM;
  r->v = dma_alloc_coherent(&pdev->dev, 64, &r->d, GFP_KERNEL);
  if (!r->v)
    return -ENOMEM;
  pdev->dev.driver_data = r;
  if (*(u32 *)r->v) {
    teardown_rest(&pdev->dev, r);
    return -EIO;
  }
  // CHECK: kept.c:[[@LINE+1]]:{{.*}}: warning: 'r->v' is released when probe_rest() fails, but by nothing that runs once it has worked; call dma_free_coherent() when the driver is removed, too [dma-leak, medium]
  return 0;
}
static void remove_rest(struct platform_device *pdev) { pdev->dev.driver_data = NULL; }
struct platform_driver driver_rest = {.probe = probe_rest, .remove = remove_rest};

// Silent: freed before probe has succeeded.
struct tmp { void *v; dma_addr_t d; };
struct tmp *alloc_tmp(struct device *);
static int probe_tmp(struct platform_device *pdev) {
  struct tmp *t = alloc_tmp(&pdev->dev);
  if (!t)
    return -ENOMEM;
  t->v = dma_alloc_coherent(&pdev->dev, 64, &t->d, GFP_KERNEL);
  if (!t->v)
    return -ENOMEM;
  printk("%d\n", *(u32 *)t->v);
  dma_free_coherent(&pdev->dev, 64, t->v, t->d);
  return 0;
}
struct platform_driver driver_tmp = {.probe = probe_tmp, .remove = remove_one};
// Its twin: freed only when it fails.
struct perm { void *v; dma_addr_t d; };
struct perm *alloc_perm(struct device *);
static int probe_perm(struct platform_device *pdev) {
  struct perm *t = alloc_perm(&pdev->dev);
  if (!t)
    return -ENOMEM;
  t->v = dma_alloc_coherent(&pdev->dev, 64, &t->d, GFP_KERNEL);
  if (!t->v)
    return -ENOMEM;
  if (printk("%d\n", *(u32 *)t->v) < 0) {
    dma_free_coherent(&pdev->dev, 64, t->v, t->d);
    return -EIO;
  }
  // CHECK: kept.c:[[@LINE+1]]:{{.*}}: warning: 't->v' is released when probe_perm() fails, but by nothing that runs once it has worked; call dma_free_coherent() when the driver is removed, too [dma-leak, medium]
  return 0;
}
struct platform_driver driver_perm = {.probe = probe_perm, .remove = remove_one};

// What probe keeps and what it leaves behind when it fails are two things: the second is said.
struct late { void *v; dma_addr_t d; };
struct late *alloc_late(struct device *);
static int create(struct device *dev, struct late *l) {
  l->v = dma_alloc_coherent(dev, 64, &l->d, GFP_KERNEL);
  if (!l->v)
    return -ENOMEM;
  return 0;
}
static int probe_late(struct platform_device *pdev) {
  struct late *l = alloc_late(&pdev->dev);
  if (!l)
    return -ENOMEM;
  if (create(&pdev->dev, l))
    return -ENOMEM;
  pdev->dev.driver_data = l;
  if (*(u32 *)l->v)
    // CHECK: kept.c:[[@LINE+1]]:{{.*}}: warning: {{.*}} is left behind when the function gives up here
    return -EIO;
  return 0;
}
static void remove_late(struct platform_device *pdev) {
  struct late *l = (struct late *)pdev->dev.driver_data;
  dma_free_coherent(&pdev->dev, 64, l->v, l->d);
}
struct platform_driver driver_late = {.probe = probe_late, .remove = remove_late};
// CHECK: 4 findings in 1 of 1 units
