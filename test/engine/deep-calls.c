// RUN: %check %s | %FileCheck %s
// Calls too deep to be looked into: what cannot reach a release has released nothing.
#include <kernel.h>

struct priv { void *ring; dma_addr_t dma, extra; u32 n; };
static int ask8(struct device *d, struct priv *p) {
  if (p->n == 8)
    p->n++;
  while (p->n > 108)
    p->n--;
  return dma_mapping_error(d, p->extra);
}
static int ask7(struct device *d, struct priv *p) {
  if (p->n == 7)
    p->n++;
  while (p->n > 107)
    p->n--;
  return ask8(d, p);
}
static int ask6(struct device *d, struct priv *p) {
  if (p->n == 6)
    p->n++;
  while (p->n > 106)
    p->n--;
  return ask7(d, p);
}
static int ask5(struct device *d, struct priv *p) {
  if (p->n == 5)
    p->n++;
  while (p->n > 105)
    p->n--;
  return ask6(d, p);
}
static int ask4(struct device *d, struct priv *p) {
  if (p->n == 4)
    p->n++;
  while (p->n > 104)
    p->n--;
  return ask5(d, p);
}
static int ask3(struct device *d, struct priv *p) {
  if (p->n == 3)
    p->n++;
  while (p->n > 103)
    p->n--;
  return ask4(d, p);
}
static int ask2(struct device *d, struct priv *p) {
  if (p->n == 2)
    p->n++;
  while (p->n > 102)
    p->n--;
  return ask3(d, p);
}
static int ask1(struct device *d, struct priv *p) {
  if (p->n == 1)
    p->n++;
  while (p->n > 101)
    p->n--;
  return ask2(d, p);
}
static int drop8(struct device *d, struct priv *p) {
  if (p->n == 8)
    p->n++;
  while (p->n > 108)
    p->n--;
  return (dma_free_coherent(d, 64, p->ring, p->dma), 0);
}
static int drop7(struct device *d, struct priv *p) {
  if (p->n == 7)
    p->n++;
  while (p->n > 107)
    p->n--;
  return drop8(d, p);
}
static int drop6(struct device *d, struct priv *p) {
  if (p->n == 6)
    p->n++;
  while (p->n > 106)
    p->n--;
  return drop7(d, p);
}
static int drop5(struct device *d, struct priv *p) {
  if (p->n == 5)
    p->n++;
  while (p->n > 105)
    p->n--;
  return drop6(d, p);
}
static int drop4(struct device *d, struct priv *p) {
  if (p->n == 4)
    p->n++;
  while (p->n > 104)
    p->n--;
  return drop5(d, p);
}
static int drop3(struct device *d, struct priv *p) {
  if (p->n == 3)
    p->n++;
  while (p->n > 103)
    p->n--;
  return drop4(d, p);
}
static int drop2(struct device *d, struct priv *p) {
  if (p->n == 2)
    p->n++;
  while (p->n > 102)
    p->n--;
  return drop3(d, p);
}
static int drop1(struct device *d, struct priv *p) {
  if (p->n == 1)
    p->n++;
  while (p->n > 101)
    p->n--;
  return drop2(d, p);
}
static int probe(struct platform_device *pdev) {
  struct priv *p = (struct priv *)pdev->dev.driver_data;
  p->ring = dma_alloc_coherent(&pdev->dev, 64, &p->dma, GFP_KERNEL);
  if (!p->ring)
    return -ENOMEM;
  ask1(&pdev->dev, p);
  if (*(u32 *)p->ring)
    // CHECK: deep-calls.c:[[@LINE+1]]:{{.*}}: warning: 'p->ring' is left behind when the function gives up here; call dma_free_coherent() first [dma-leak, medium]
    return -EIO;
  return 0;
}
struct platform_driver driver_probe = {.probe = probe};
// Silent: what can reach a release may have done it.
static int probe2(struct platform_device *pdev) {
  struct priv *p = (struct priv *)pdev->dev.driver_data;
  p->ring = dma_alloc_coherent(&pdev->dev, 64, &p->dma, GFP_KERNEL);
  if (!p->ring)
    return -ENOMEM;
  drop1(&pdev->dev, p);
  if (*(u32 *)p->ring)
    return -EIO;
  return 0;
}
struct platform_driver driver_probe2 = {.probe = probe2};
// CHECK: 1 finding in 1 of 1 units
