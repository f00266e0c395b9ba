// RUN: %check %s | %FileCheck %s
#include <kernel.h>

// A cleanup that has released another ring, as the path knows, was not this one's.
struct ring { void *mem; dma_addr_t dma; };
struct priv { struct device *dev; struct ring r[2]; };
void *devm_kzalloc(struct device *, size_t, gfp_t);
static int ring_open(struct priv *p, struct ring *r) {
  r->mem = dma_alloc_coherent(p->dev, 64, &r->dma, GFP_KERNEL);
  return r->mem ? 0 : -ENOMEM;
}
static void ring_close(struct priv *p, struct ring *r) {
  dma_free_coherent(p->dev, 64, r->mem, r->dma);
}
static int rings_open(struct priv *p) {
  int err = ring_open(p, &p->r[0]);
  if (err)
    return err;
  err = ring_open(p, &p->r[1]);
  if (err)
    goto first;
  if (regs_read(p->dev, NULL, 4)) {
    err = -EIO;
    goto first;
  }
  return 0;
first:
  ring_close(p, &p->r[0]);
  // CHECK: other-ring.c:[[@LINE+1]]:{{.*}}: warning: 'p->r[1].mem' is left behind when the function gives up here; call dma_free_coherent() first [dma-leak, {{high|medium}}]
  return err;
}
// Silent: its twin closes both.
static int rings_open_well(struct priv *p) {
  int err = ring_open(p, &p->r[0]);
  if (err)
    return err;
  err = ring_open(p, &p->r[1]);
  if (err)
    goto first;
  if (regs_read(p->dev, NULL, 4)) {
    err = -EIO;
    goto second;
  }
  return 0;
second:
  ring_close(p, &p->r[1]);
first:
  ring_close(p, &p->r[0]);
  return err;
}
static int probe(struct platform_device *pdev) {
  struct priv *p = devm_kzalloc(&pdev->dev, sizeof(*p), GFP_KERNEL);
  if (!p)
    return -ENOMEM;
  p->dev = &pdev->dev;
  pdev->dev.driver_data = p;
  return rings_open(p);
}
static int probe_well(struct platform_device *pdev) {
  struct priv *p = devm_kzalloc(&pdev->dev, sizeof(*p), GFP_KERNEL);
  if (!p)
    return -ENOMEM;
  p->dev = &pdev->dev;
  pdev->dev.driver_data = p;
  return rings_open_well(p);
}
static void unbind(struct platform_device *pdev) {
  struct priv *p = pdev->dev.driver_data;
  ring_close(p, &p->r[1]);
  ring_close(p, &p->r[0]);
}
struct platform_driver driver = {.probe = probe, .remove = unbind}, other = {.probe = probe_well, .remove = unbind};
// CHECK: 1 finding in 1 of 1 units
