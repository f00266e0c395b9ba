// RUN: %check %s | %FileCheck %s
// What stands in a record of the kernel's own when probe gives up, where what undoes probe stands in a union.
#include <kernel.h>
#include <screen.h>
static int probe(struct platform_device *pdev) {
  struct screen *s = screen_alloc();
  int err;
  if (!s)
    return -ENOMEM;
  s->base = dma_alloc_wc(&pdev->dev, 4096, &s->start, GFP_KERNEL);
  if (!s->base) {
    screen_release(s);
    return -ENOMEM;
  }
  pdev->dev.driver_data = s;
  err = screen_register(s);
  if (err) {
    screen_release(s);
    // CHECK: carried.c:[[@LINE+1]]:{{.*}}: warning: 's->base' is left behind when the function gives up here; call dma_free_wc() first [dma-leak, medium]
    return err;
  }
  return 0;
}
static void remove(struct platform_device *pdev) {
  struct screen *s = pdev->dev.driver_data;
  dma_free_wc(&pdev->dev, 4096, s->base, s->start);
  screen_release(s);
}
struct unit_driver driver = {.probe = probe, .remove = remove};

// Silent: the record has a function of the driver's that releases it.
static struct device *dev;
static void destroy(struct panel *s) { dma_free_coherent(dev, 64, s->memory, s->start); }
static int probe_other(struct platform_device *pdev) {
  struct panel *s = panel_alloc();
  int err;
  if (!s)
    return -ENOMEM;
  s->destroy = destroy;
  s->memory = dma_alloc_coherent(&pdev->dev, 64, &s->start, GFP_KERNEL);
  if (!s->memory) {
    panel_release(s);
    return -ENOMEM;
  }
  err = panel_register(s);
  if (err)
    panel_release(s);
  return err;
}
static void remove_other(struct platform_device *pdev) { panel_release(pdev->dev.driver_data); }
struct unit_driver driver_other = {.probe = probe_other, .remove = remove_other};
// CHECK: 1 finding in 1 of 1 units
