// RUN: %check %s | %FileCheck %s
// An object is named by its field where the record around it has been found by container_of(): how the source calls the
// record there is not known.
#include <kernel.h>
struct engine { struct device *dev; void *ring, *table; dma_addr_t ring_dma, table_dma; struct platform_device pdev; };
static int make_ring(struct engine *e) {
  e->ring = dma_alloc_coherent(e->dev, 4096, &e->ring_dma, GFP_KERNEL);
  return e->ring ? 0 : -ENOMEM;
}
static int probe(struct platform_device *pdev) {
  struct engine *e = container_of(pdev, struct engine, pdev);
  if (make_ring(e))
    return -ENOMEM;
  e->table = dma_alloc_coherent(e->dev, 512, &e->table_dma, GFP_KERNEL);
  if (!e->table)
    // CHECK: :[[#@LINE+1]]:5: warning: 'ring' is left behind when the function gives up here; call dma_free_coherent() first [dma-leak, medium]
    return -ENOMEM;
  return 0;
}
static int probe_right(struct platform_device *pdev) {
  struct engine *e = container_of(pdev, struct engine, pdev);
  if (make_ring(e))
    return -ENOMEM;
  e->table = dma_alloc_coherent(e->dev, 512, &e->table_dma, GFP_KERNEL);
  if (!e->table) {
    dma_free_coherent(e->dev, 4096, e->ring, e->ring_dma);
    return -ENOMEM;
  }
  return 0;
}
static void remove(struct platform_device *pdev) {
  struct engine *e = container_of(pdev, struct engine, pdev);
  dma_free_coherent(e->dev, 4096, e->ring, e->ring_dma);
  dma_free_coherent(e->dev, 512, e->table, e->table_dma);
}
struct platform_driver one = {.probe = probe, .remove = remove}, two = {.probe = probe_right, .remove = remove};
// CHECK: 1 finding in 1 of 1 units
