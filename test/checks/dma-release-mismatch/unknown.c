// RUN: %check %s | %FileCheck %s
// What is not known of one side is not held against anybody.
#include <kernel.h>

struct dma_pool { int blocks; };
extern struct dma_pool shared;
struct dma_pool *pool_of(struct device *dev);
struct part { struct device dev; };
struct priv { struct pci_dev *pdev; struct dma_pool *small, *big; void *buf; struct { struct device dev; } *inner; struct part *part; };

// Silent: a number there, and something here.
void size_here(struct device *dev, size_t size) {
  dma_addr_t d;
  void *v = dma_alloc_coherent(dev, 64, &d, GFP_KERNEL);
  if (v)
    dma_free_coherent(dev, size, v, d);
}
void size_there(struct device *dev, size_t size) {
  dma_addr_t d;
  void *v = dma_alloc_coherent(dev, size, &d, GFP_KERNEL);
  if (v)
    dma_free_coherent(dev, 64, v, d);
}
void direction_here(struct device *dev, void *buf, enum dma_data_direction to) {
  dma_addr_t d = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (!dma_mapping_error(dev, d))
    dma_unmap_single(dev, d, 64, to);
}
// Their twins: numbers in both places.
void size_known(struct device *dev) {
  dma_addr_t d;
  void *v = dma_alloc_coherent(dev, 64, &d, GFP_KERNEL);
  if (v)
    // CHECK: unknown.c:[[@LINE+1]]:{{.*}}: warning: 'v' is released with a size of 32 bytes, but was acquired with 64 bytes{{.*}} [dma-release-mismatch, high]
    dma_free_coherent(dev, 32, v, d);
}
void direction_known(struct device *dev, void *buf) {
  dma_addr_t d = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (!dma_mapping_error(dev, d))
    // CHECK: unknown.c:[[@LINE+1]]:{{.*}}: warning: 'd' is released as DMA_BIDIRECTIONAL, but was mapped as DMA_TO_DEVICE{{.*}} [dma-release-mismatch, high]
    dma_unmap_single(dev, d, 64, DMA_BIDIRECTIONAL);
}

// Silent: the memory's first member is where it begins.
struct rec { u32 first, second; };
void first_member(struct device *dev) {
  dma_addr_t d;
  struct rec *r = dma_alloc_coherent(dev, 64, &d, GFP_KERNEL);
  if (r)
    dma_free_coherent(dev, 64, &r->first, d);
}
// Its twins: the second is not, nor is what has lost some bits.
void second_member(struct device *dev) {
  dma_addr_t d;
  struct rec *r = dma_alloc_coherent(dev, 64, &d, GFP_KERNEL);
  if (r)
    // CHECK: unknown.c:[[@LINE+1]]:{{.*}}: warning: {{.*}} is not the address that dma_alloc_coherent() returned{{.*}} [dma-release-mismatch, medium]
    dma_free_coherent(dev, 64, &r->second, d);
}
void masked(struct device *dev) {
  dma_addr_t d;
  void *v = dma_alloc_coherent(dev, 64, &d, GFP_KERNEL);
  if (v)
    // CHECK: unknown.c:[[@LINE+1]]:{{.*}}: warning: {{.*}} is not the address that dma_alloc_coherent() gave; release it with the address itself [dma-release-mismatch, medium]
    dma_free_coherent(dev, 64, (void *)((unsigned long)v & ~8191UL), d);
}

// Silent: a handle of which nothing is known; one without its low bits, which may be 0.
void some_handle(struct device *dev, dma_addr_t other) {
  dma_addr_t d;
  void *v = dma_alloc_coherent(dev, 64, &d, GFP_KERNEL);
  if (v)
    dma_free_coherent(dev, 64, v, other);
}
void masked_handle(struct device *dev) {
  dma_addr_t d;
  void *v = dma_alloc_coherent(dev, 64, &d, GFP_KERNEL);
  if (v)
    dma_free_coherent(dev, 64, v, d & ~15ULL);
}
// Their twins: a number, and something added.
void number_handle(struct device *dev) {
  dma_addr_t d;
  void *v = dma_alloc_coherent(dev, 64, &d, GFP_KERNEL);
  if (v)
    // CHECK: unknown.c:[[@LINE+1]]:{{.*}}: warning: {{.*}} is not the DMA handle that dma_alloc_coherent() gave for 'v'{{.*}} [dma-release-mismatch, medium]
    dma_free_coherent(dev, 64, v, 0);
}
void moved_handle(struct device *dev) {
  dma_addr_t d;
  void *v = dma_alloc_coherent(dev, 64, &d, GFP_KERNEL);
  if (v)
    // CHECK: unknown.c:[[@LINE+1]]:{{.*}}: warning: 'd + 16' is not the DMA handle that dma_alloc_coherent() gave for 'v'{{.*}} [dma-release-mismatch, medium]
    dma_free_coherent(dev, 64, v, d + 16);
}

// Silent: a pool that is no pointer in a field, on either side; the same field of two records.
void from_shared(struct priv *p) {
  dma_addr_t d;
  void *v = dma_pool_alloc(&shared, GFP_KERNEL, &d);
  if (v)
    dma_pool_free(p->big, v, d);
}
void to_shared(struct priv *p) {
  dma_addr_t d;
  void *v = dma_pool_alloc(p->big, GFP_KERNEL, &d);
  if (v)
    dma_pool_free(&shared, v, d);
}
void from_device(struct priv *p) {
  dma_addr_t d;
  void *v = dma_pool_alloc(pool_of(&p->pdev->dev), GFP_KERNEL, &d);
  if (v)
    dma_pool_free(p->big, v, d);
}
void to_device(struct priv *p) {
  dma_addr_t d;
  void *v = dma_pool_alloc(p->big, GFP_KERNEL, &d);
  if (v)
    dma_pool_free(pool_of(&p->pdev->dev), v, d);
}
void from_given(struct priv *p, struct dma_pool *pool) {
  dma_addr_t d;
  void *v = dma_pool_alloc(pool, GFP_KERNEL, &d);
  if (v)
    dma_pool_free(p->big, v, d);
}
void to_given(struct priv *p, struct dma_pool *pool) {
  dma_addr_t d;
  void *v = dma_pool_alloc(p->big, GFP_KERNEL, &d);
  if (v)
    dma_pool_free(pool, v, d);
}
void two_records(struct priv *p, struct priv *q) {
  dma_addr_t d;
  void *v = dma_pool_alloc(p->big, GFP_KERNEL, &d);
  if (v)
    dma_pool_free(q->big, v, d);
}
// Their twin: two fields.
void two_fields(struct priv *p) {
  dma_addr_t d;
  void *v = dma_pool_alloc(p->big, GFP_KERNEL, &d);
  if (v)
    // CHECK: unknown.c:[[@LINE+1]]:{{.*}}: warning: 'v' is released to the pool in 'small', but comes from the one in 'big'{{.*}} [dma-release-mismatch, medium]
    dma_pool_free(p->small, v, d);
}

// Silent: a device that is no part of a record with a name, on either side.
void for_given(struct priv *p, struct device *dev) {
  dma_addr_t d = dma_map_single(&p->pdev->dev, p->buf, 64, DMA_TO_DEVICE);
  if (!dma_mapping_error(&p->pdev->dev, d))
    dma_unmap_single(dev, d, 64, DMA_TO_DEVICE);
}
void for_inner(struct priv *p) {
  dma_addr_t d = dma_map_single(&p->pdev->dev, p->buf, 64, DMA_TO_DEVICE);
  if (!dma_mapping_error(&p->pdev->dev, d))
    dma_unmap_single(&p->inner->dev, d, 64, DMA_TO_DEVICE);
}
void of_inner(struct priv *p) {
  dma_addr_t d = dma_map_single(&p->inner->dev, p->buf, 64, DMA_TO_DEVICE);
  if (!dma_mapping_error(&p->inner->dev, d))
    dma_unmap_single(&p->pdev->dev, d, 64, DMA_TO_DEVICE);
}
// Their twin: a record with a name.
void for_part(struct priv *p) {
  dma_addr_t d = dma_map_single(&p->pdev->dev, p->buf, 64, DMA_TO_DEVICE);
  if (!dma_mapping_error(&p->pdev->dev, d))
    // CHECK: unknown.c:[[@LINE+1]]:{{.*}}: warning: 'd' is released for the device of a struct part, but was acquired for that of a struct pci_dev{{.*}} [dma-release-mismatch, high]
    dma_unmap_single(&p->part->dev, d, 64, DMA_TO_DEVICE);
}
// CHECK: 8 findings in 1 of 1 units
