// RUN: %check %s | %FileCheck %s
// RUN: %check %s --format=json | %FileCheck %s --check-prefix=JSON
#include <locks.h>
struct ring { struct device *dev; void *v, *w; dma_addr_t d, e; size_t size; struct dma_pool *pool; struct { u32 a[4]; } *table; };
int open(struct ring *r) {
  r->v = dma_alloc_coherent(r->dev, 256, &r->d, GFP_KERNEL);
  if (!r->v)
    return -ENOMEM;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'r->v' is zero already, as dma_alloc_coherent() gives it; drop this memset() [dma-redundant, medium]
  memset(r->v, 0, 256);
  // CHECK: basic.c:6:{{.*}}: note: it is allocated here
  // JSON: "fixes":{{ *}}[
  // JSON: "column":{{ *}}3
  // JSON: "end_column":{{ *}}24
  // JSON: "text":{{ *}}""
  return 0;
}
void close(struct ring *r) { dma_free_coherent(r->dev, 256, r->v, r->d); }
int untested(struct ring *r) {
  r->w = dma_alloc_attrs(r->dev, r->size, &r->e, GFP_KERNEL, 0);
  if (NULL == r->w)
    return -ENOMEM;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'r->w' is zero already, as dma_alloc_attrs() gives it
  memset(r->w, 0, r->size);
  return 0;
}
void drop(struct ring *r) { dma_free_attrs(r->dev, r->size, r->w, r->e, 0); }
int by_type(struct ring *r) {
  r->table = dma_alloc_wc(r->dev, sizeof(*r->table), &r->d, GFP_KERNEL);
  if (!r->table)
    return -ENOMEM;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'r->table' is zero already, as dma_alloc_wc() gives it
  memset(r->table, 0, 16);
  return 0;
}
void drop_table(struct ring *r) { dma_free_wc(r->dev, 16, r->table, r->d); }
int local(struct device *dev, dma_addr_t *d) {
  void *v;
  v = dma_alloc_coherent(dev, 64, d, GFP_KERNEL);
  if (v == NULL)
    return -ENOMEM;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'v' is zero already
  memset(v, 0, 64);
  dma_free_coherent(dev, 64, v, *d);
  return 0;
}
int managed(struct device *dev, struct ring *r) {
  r->v = dmam_alloc_coherent(dev, 64, &r->d, GFP_KERNEL);
  if (!r->v)
    return -ENOMEM;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'r->v' is zero already, as dmam_alloc_coherent() gives it
  memset(r->v, 0, 64);
  return 0;
}
int atomic(struct device *dev, dma_addr_t *d) {
  void *v;
  v = dma_alloc_coherent(dev, 4 * 16, d, GFP_ATOMIC);
  if (!v)
    return -ENOMEM;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'v' is zero already
  memset(v, 0, 64);
  dma_free_coherent(dev, 64, v, *d);
  return 0;
}
// Silent: another value, another size, another memory. Their twin is open().
int other_value(struct ring *r) {
  r->v = dma_alloc_coherent(r->dev, 256, &r->d, GFP_KERNEL);
  if (!r->v)
    return -ENOMEM;
  memset(r->v, 0xff, 256);
  return 0;
}
int other_size(struct ring *r) {
  r->v = dma_alloc_coherent(r->dev, 256, &r->d, GFP_KERNEL);
  if (!r->v)
    return -ENOMEM;
  memset(r->v, 0, 128);
  return 0;
}
int other_memory(struct ring *r) {
  r->v = dma_alloc_coherent(r->dev, 256, &r->d, GFP_KERNEL);
  if (!r->v)
    return -ENOMEM;
  memset(r->w, 0, 256);
  return 0;
}
// Silent: cleared again once it has been used.
void reset(struct ring *r) { memset(r->v, 0, 256); }
int used(struct ring *r) {
  r->v = dma_alloc_coherent(r->dev, 256, &r->d, GFP_KERNEL);
  if (!r->v)
    return -ENOMEM;
  *(u32 *)r->v = 1;
  memset(r->v, 0, 256);
  return 0;
}
// Their twin: used behind it.
int unused(struct ring *r) {
  r->v = dma_alloc_coherent(r->dev, 256, &r->d, GFP_KERNEL);
  if (!r->v)
    return -ENOMEM;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'r->v' is zero already, as dma_alloc_coherent() gives it{{.*}} [dma-redundant, medium]
  memset(r->v, 0, 256);
  *(u32 *)r->v = 1;
  return 0;
}
// Silent: what a pool, or another allocator, gives is not zero.
int block(struct ring *r, dma_addr_t *d) {
  void *v = dma_pool_alloc(r->pool, GFP_KERNEL, d);
  if (!v)
    return -ENOMEM;
  memset(v, 0, 64);
  dma_pool_free(r->pool, v, *d);
  return 0;
}
int heap(struct ring *r) {
  r->w = kmalloc(64, GFP_KERNEL);
  if (!r->w)
    return -ENOMEM;
  memset(r->w, 0, 64);
  return 0;
}
// Their twins: a pool that clears it, and an allocator that does.
int zero_block(struct ring *r, dma_addr_t *d) {
  void *v = dma_pool_zalloc(r->pool, GFP_KERNEL, d);
  if (!v)
    return -ENOMEM;
  memset(v, 0, 64);
  dma_pool_free(r->pool, v, *d);
  return 0;
}
int coherent(struct ring *r) {
  r->w = dmam_alloc_coherent(r->dev, 64, &r->e, GFP_KERNEL);
  if (!r->w)
    return -ENOMEM;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'r->w' is zero already, as dmam_alloc_coherent() gives it{{.*}} [dma-redundant, medium]
  memset(r->w, 0, 64);
  return 0;
}
// CHECK: 8 findings in 1 of 1 units
