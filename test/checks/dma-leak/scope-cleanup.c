// RUN: %check %s | %FileCheck %s
// A variable's cleanup function runs when its scope ends: a lock's releases
// nothing, a record's may free the record alone, or what it holds as well.
#include <kernel.h>
struct area { struct device *dev; void *vaddr; dma_addr_t dma; };
int start(struct device *dev);

static inline void unlock(int **lock) {
  if (*lock)
    printk("unlocked");
}
static inline void free_record(void *place) {
  void *record = *(void **)place;
  if (record)
    kfree(record);
}
static inline void free_area(void *place) {
  struct area *area = *(struct area **)place;
  if (!area)
    return;
  dma_free_coherent(area->dev, 64, area->vaddr, area->dma);
  kfree(area);
}

// The way out of the guarded function is followed.
int guarded(struct device *dev, int *lock) {
  int *held __attribute__((cleanup(unlock))) = lock;
  dma_addr_t dma;
  void *vaddr = dma_alloc_coherent(dev, 64, &dma, GFP_KERNEL);
  if (!vaddr)
    return -ENOMEM;
  if (start(dev))
    // CHECK: [[@LINE+1]]:{{[0-9]+}}: warning: 'vaddr' is never released on this path
    return -EIO;
  dma_free_coherent(dev, 64, vaddr, dma);
  return 0;
}

// And what comes behind a guarded scope.
int behind(struct device *dev, int *lock) {
  dma_addr_t dma;
  void *vaddr;
  {
    int *held __attribute__((cleanup(unlock))) = lock;
    vaddr = dma_alloc_coherent(dev, 64, &dma, GFP_KERNEL);
  }
  if (!vaddr)
    return -ENOMEM;
  if (start(dev))
    // CHECK: [[@LINE+1]]:{{[0-9]+}}: warning: 'vaddr' is never released on this path
    return -EIO;
  dma_free_coherent(dev, 64, vaddr, dma);
  return 0;
}

// The record goes, and what it holds is left.
int record_alone(struct device *dev) {
  struct area *area __attribute__((cleanup(free_record))) =
      kmalloc(sizeof(*area), GFP_KERNEL);
  if (!area)
    return -ENOMEM;
  area->vaddr = dma_alloc_coherent(dev, 64, &area->dma, GFP_KERNEL);
  if (!area->vaddr)
    return -ENOMEM;
  if (start(dev))
    // CHECK: [[@LINE+1]]:{{[0-9]+}}: warning: 'area->vaddr' is never released on this path
    return -EIO;
  dma_free_coherent(dev, 64, area->vaddr, area->dma);
  return 0;
}

// The record goes with what it holds.
int record_whole(struct device *dev) {
  struct area *area __attribute__((cleanup(free_area))) =
      kmalloc(sizeof(*area), GFP_KERNEL);
  if (!area)
    return -ENOMEM;
  area->dev = dev;
  area->vaddr = dma_alloc_coherent(dev, 64, &area->dma, GFP_KERNEL);
  if (!area->vaddr)
    return -ENOMEM;
  if (start(dev))
    return -EIO;
  return 0;
}

// It is given to somebody else first.
struct owner { struct area *area; };
int handed_on(struct device *dev, struct owner *owner) {
  struct area *area __attribute__((cleanup(free_record))) =
      kmalloc(sizeof(*area), GFP_KERNEL);
  if (!area)
    return -ENOMEM;
  area->vaddr = dma_alloc_coherent(dev, 64, &area->dma, GFP_KERNEL);
  if (!area->vaddr)
    return -ENOMEM;
  owner->area = ({ struct area *kept = area; area = NULL; kept; });
  return 0;
}
// CHECK: 3 findings in 1 of 1 units
