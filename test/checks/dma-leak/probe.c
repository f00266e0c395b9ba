// RUN: %check %s | %FileCheck %s
#include <classes.h>

struct priv { struct device *dev; void *ring; dma_addr_t dma; };
struct priv *alloc_priv(struct device *);
int find_clock(struct device *);

static int probe(struct platform_device *pdev) {
  struct priv *p = alloc_priv(&pdev->dev);
  if (!p)
    return -ENOMEM;
  p->ring = dma_alloc_coherent(&pdev->dev, 64, &p->dma, GFP_KERNEL);
  if (!p->ring)
    return -ENOMEM;
  pdev->dev.driver_data = p;
  if (*(u32 *)p->ring)
    // CHECK: probe.c:[[@LINE+1]]:{{.*}}: warning: 'p->ring' is left behind when the function gives up here; call dma_free_coherent() first [dma-leak, medium]
    return -EIO;
    // CHECK: note: assuming that nothing releases it after this function has failed
  return 0;
}
static void remove(struct platform_device *pdev) {
  struct priv *p = (struct priv *)pdev->dev.driver_data;
  dma_free_coherent(&pdev->dev, 64, p->ring, p->dma);
}
struct platform_driver driver = {.probe = probe, .remove = remove};

// Silent: released by the device core when probe fails.
static void undo(void *data) {
  struct priv *p = (struct priv *)data;
  dma_free_coherent(p->dev, 64, p->ring, p->dma);
}
static int probe2(struct platform_device *pdev) {
  struct priv *p = alloc_priv(&pdev->dev);
  if (!p)
    return -ENOMEM;
  p->ring = dma_alloc_coherent(&pdev->dev, 64, &p->dma, GFP_KERNEL);
  if (!p->ring)
    return -ENOMEM;
  int err = devm_add_action_or_reset(&pdev->dev, undo, p);
  if (err)
    return err;
  if (*(u32 *)p->ring)
    return -EIO;
  return 0;
}
struct platform_driver driver2 = {.probe = probe2};
// Its twin: probe fails before the core knows of it.
static int probe_early(struct platform_device *pdev) {
  struct priv *p = alloc_priv(&pdev->dev);
  if (!p)
    return -ENOMEM;
  p->ring = dma_alloc_coherent(&pdev->dev, 64, &p->dma, GFP_KERNEL);
  if (!p->ring)
    return -ENOMEM;
  if (*(u32 *)p->ring)
    // CHECK: probe.c:[[@LINE+1]]:{{.*}}: warning: 'p->ring' is left behind when the function gives up here; call dma_free_coherent() first [dma-leak, medium]
    return -EIO;
  int err = devm_add_action_or_reset(&pdev->dev, undo, p);
  if (err)
    return err;
  return 0;
}
struct platform_driver driver_early = {.probe = probe_early};

// Silent: an operation of the driver's own that fails leaves its rings to the next open or to remove.
static int reopen(struct priv *p, struct device *dev) {
  p->ring = dma_alloc_coherent(dev, 64, &p->dma, GFP_KERNEL);
  if (!p->ring)
    return -ENOMEM;
  if (*(u32 *)p->ring)
    return -EIO;
  return 0;
}
struct ops { int (*open)(struct priv *, struct device *); } ops = {reopen};
// Its twin: an ndo_open, after which nothing comes.
static int open_net(struct net_device *net) {
  struct priv *p = (struct priv *)net->dev.driver_data;
  p->ring = dma_alloc_coherent(p->dev, 64, &p->dma, GFP_KERNEL);
  if (!p->ring)
    return -ENOMEM;
  if (*(u32 *)p->ring)
    // CHECK: probe.c:[[@LINE+1]]:{{.*}}: warning: 'p->ring' is left behind when the function gives up here; call dma_free_coherent() first [dma-leak, medium]
    return -EIO;
  return 0;
}
struct net_device_ops net_ops = {.ndo_open = open_net};

// Silent: coherent memory begins on a page, so the branch is never taken.
static int probe3(struct platform_device *pdev) {
  struct priv *p = alloc_priv(&pdev->dev);
  if (!p)
    return -ENOMEM;
  p->ring = dma_alloc_coherent(&pdev->dev, 64, &p->dma, GFP_KERNEL);
  if (!p->ring)
    return -ENOMEM;
  if (p->dma & 0xf)
    return -EIO;
  return 0;
}
struct platform_driver driver3 = {.probe = probe3};
// Its twin: a bit that an address may have.
static int probe4(struct platform_device *pdev) {
  struct priv *p = alloc_priv(&pdev->dev);
  if (!p)
    return -ENOMEM;
  p->ring = dma_alloc_coherent(&pdev->dev, 64, &p->dma, GFP_KERNEL);
  if (!p->ring)
    return -ENOMEM;
  if (p->dma & 0x1000)
    // CHECK: probe.c:[[@LINE+1]]:{{.*}}: warning: 'p->ring' is left behind when the function gives up here; call dma_free_coherent() first [dma-leak, medium]
    return -EIO;
  return 0;
}
struct platform_driver driver4 = {.probe = probe4};
// CHECK: 4 findings in 1 of 1 units
