// RUN: %check %s | %FileCheck %s
#include <kernel.h>

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

// Released by the device core when probe fails.
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

// An ndo_open that fails leaves its rings to the next open or to remove.
static int reopen(struct priv *p, struct device *dev) {
  p->ring = dma_alloc_coherent(dev, 64, &p->dma, GFP_KERNEL);
  if (!p->ring)
    return -ENOMEM;
  if (*(u32 *)p->ring)
    return -EIO;
  return 0;
}
struct ops { int (*open)(struct priv *, struct device *); } ops = {reopen};

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
