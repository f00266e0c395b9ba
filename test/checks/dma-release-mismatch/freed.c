// RUN: %check %s | %FileCheck %s
// DMA memory that is freed like any other, in one function and across two.
#include <kernel.h>
struct hw { struct device *dev; void *ring, *table, *either; dma_addr_t ring_dma, table_dma, either_dma; bool coherent; };
int start(struct hw *hw);

int once(struct device *dev) {
  dma_addr_t d;
  void *v = dma_alloc_coherent(dev, 64, &d, GFP_KERNEL);
  if (!v)
    return -ENOMEM;
  // CHECK: freed.c:[[@LINE+1]]:{{.*}}: warning: 'v' was acquired with dma_alloc_coherent() and must not be released with kfree(); use dma_free_coherent() [dma-release-mismatch, high]
  kfree(v);
  return 0;
}
// Silent: what could not be acquired is NULL.
int failed(struct device *dev) {
  dma_addr_t d;
  void *v = dma_alloc_coherent(dev, 64, &d, GFP_KERNEL);
  if (!v) {
    kfree(v);
    return -ENOMEM;
  }
  dma_free_coherent(dev, 64, v, d);
  return 0;
}

int open_hw(struct hw *hw) {
  hw->ring = dma_alloc_coherent(hw->dev, 64, &hw->ring_dma, GFP_KERNEL);
  if (!hw->ring)
    return -ENOMEM;
  hw->table = kmalloc(64, GFP_KERNEL);
  if (!hw->table) {
    dma_free_coherent(hw->dev, 64, hw->ring, hw->ring_dma);
    return -ENOMEM;
  }
  return 0;
}
void close_hw(struct hw *hw) {
  // CHECK: freed.c:[[@LINE+1]]:{{.*}}: warning: 'hw->ring' was acquired with dma_alloc_coherent() and must not be released with kfree(); use dma_free_coherent() [dma-release-mismatch, medium]
  kfree(hw->ring);
  // Silent: this one was not.
  kfree(hw->table);
}

// Silent: one of two ways to give back what was acquired in one of two ways.
int open_either(struct hw *hw) {
  if (hw->coherent)
    hw->either = dma_alloc_coherent(hw->dev, 64, &hw->either_dma, GFP_KERNEL);
  else
    hw->either = kmalloc(64, GFP_KERNEL);
  return hw->either ? 0 : -ENOMEM;
}
void close_either(struct hw *hw) {
  if (hw->coherent)
    dma_free_coherent(hw->dev, 64, hw->either, hw->either_dma);
  else
    kfree(hw->either);
}
static void *get(struct device *dev, dma_addr_t *d, bool coherent) {
  return coherent ? dma_alloc_coherent(dev, 64, d, GFP_KERNEL) : kmalloc(64, GFP_KERNEL);
}
static void put(struct device *dev, void *v, dma_addr_t d) {
  if (start(NULL))
    dma_free_coherent(dev, 64, v, d);
  else
    free_pages_exact(v, 64);
}
void both(struct device *dev) {
  dma_addr_t d;
  void *v = get(dev, &d, start(NULL));
  if (v)
    put(dev, v, d);
}
// CHECK: 2 findings in 1 of 1 units
