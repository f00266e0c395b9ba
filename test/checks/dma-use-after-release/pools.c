// RUN: %check %s | %FileCheck %s
// Pools and blocks in every order; memory that is handed to user space.
#include <kernel.h>
struct vm_area_struct;
int dma_mmap_attrs(struct device *, struct vm_area_struct *, void *, dma_addr_t, size_t, unsigned long);
int use(void *v);

int alloc_after_destroy(struct device *dev, dma_addr_t *d) {
  struct dma_pool *p = dma_pool_create("a", dev, 64, 8, 0);
  if (!p)
    return -ENOMEM;
  dma_pool_destroy(p);
  // CHECK: pools.c:[[@LINE+1]]:{{.*}}: warning: 'p' is used after its release; move the release behind the last use [dma-use-after-release, high]
  void *v = dma_pool_alloc(p, GFP_KERNEL, d);
  return v ? 0 : -ENOMEM;
}
int free_after_destroy(struct device *dev) {
  dma_addr_t d;
  struct dma_pool *p = dma_pool_create("b", dev, 64, 8, 0);
  if (!p)
    return -ENOMEM;
  void *v = dma_pool_zalloc(p, GFP_KERNEL, &d);
  if (!v) {
    dma_pool_destroy(p);
    return -ENOMEM;
  }
  // CHECK: pools.c:[[@LINE+1]]:{{.*}}: warning: 'p' is destroyed while a block of it is in use; give the block back first [dma-use-after-release, high]
  dma_pool_destroy(p);
  // CHECK: pools.c:[[@LINE+1]]:{{.*}}: warning: 'p' is used after its release
  dma_pool_free(p, v, d);
  return 0;
}
int block_after_free(struct dma_pool *p) {
  dma_addr_t d;
  u32 *v = dma_pool_alloc(p, GFP_KERNEL, &d);
  if (!v)
    return -ENOMEM;
  dma_pool_free(p, v, d);
  // CHECK: pools.c:[[@LINE+1]]:{{.*}}: warning: 'v[0]' is read after its release
  return v[0];
}
int twice(struct dma_pool *p) {
  dma_addr_t d;
  u32 *v = dma_pool_alloc(p, GFP_KERNEL, &d);
  if (!v)
    return -ENOMEM;
  dma_pool_free(p, v, d);
  // CHECK: pools.c:[[@LINE+1]]:{{.*}}: warning: 'v' has already been released on this path{{.*}} [dma-double-release, high]
  dma_pool_free(p, v, d);
  return 0;
}
int destroyed_twice(struct device *dev) {
  struct dma_pool *p = dma_pool_create("c", dev, 64, 8, 0);
  if (!p)
    return -ENOMEM;
  dma_pool_destroy(p);
  // CHECK: pools.c:[[@LINE+1]]:{{.*}}: warning: 'p' has already been released on this path
  dma_pool_destroy(p);
  return 0;
}
int left(struct device *dev) {
  // Its blocks are gone, and the pool is not.
  struct dma_pool *p = dma_pool_create("d", dev, 64, 8, 0);
  if (!p)
    return -ENOMEM;
  // CHECK: pools.c:[[@LINE+1]]:{{.*}}: warning: 'p' is never released on this path and nothing refers to it any more; call dma_pool_destroy() before leaving [dma-leak, high]
  return 0;
}
int mmap_after_free(struct device *dev, struct vm_area_struct *vma) {
  dma_addr_t d;
  void *v = dma_alloc_coherent(dev, 4096, &d, GFP_KERNEL);
  if (!v)
    return -ENOMEM;
  dma_free_coherent(dev, 4096, v, d);
  // CHECK: pools.c:[[@LINE+1]]:{{.*}}: warning: {{.*}} is used after its release
  return dma_mmap_attrs(dev, vma, v, d, 4096, 0);
}

// Silent: created, allocated from, given back to, destroyed, unlike in free_after_destroy().
int well(struct device *dev) {
  dma_addr_t d;
  struct dma_pool *p = dma_pool_create("e", dev, 64, 8, 0);
  if (!p)
    return -ENOMEM;
  void *v = dma_pool_alloc(p, GFP_KERNEL, &d);
  if (v)
    dma_pool_free(p, v, d);
  dma_pool_destroy(p);
  return 0;
}
// Silent: another pool in the same place, unlike in destroyed_twice().
int again(struct device *dev) {
  struct dma_pool *p = dma_pool_create("f", dev, 64, 8, 0);
  if (!p)
    return -ENOMEM;
  dma_pool_destroy(p);
  p = dma_pool_create("g", dev, 128, 8, 0);
  if (!p)
    return -ENOMEM;
  dma_pool_destroy(p);
  return 0;
}
// Silent: another pool than that of the block.
struct two { struct dma_pool *a, *b; void *block; dma_addr_t d; };
int other_pool(struct two *t) {
  t->block = dma_pool_alloc(t->a, GFP_KERNEL, &t->d);
  if (!t->block)
    return -ENOMEM;
  dma_pool_destroy(t->b);
  return 0;
}
// Its twin: the same pool.
int same_pool(struct two *t) {
  t->block = dma_pool_alloc(t->a, GFP_KERNEL, &t->d);
  if (!t->block)
    return -ENOMEM;
  // CHECK: pools.c:[[@LINE+1]]:{{.*}}: warning: 't->a' is destroyed while a block of it is in use{{.*}} [dma-use-after-release, high]
  dma_pool_destroy(t->a);
  return 0;
}
void put(struct two *t) {
  dma_pool_free(t->a, t->block, t->d);
  dma_pool_destroy(t->a);
  dma_pool_destroy(NULL);
}
// Once: the path goes on behind the finding, and the pool is gone.
struct eps { struct dma_pool *pool; void *block[2]; dma_addr_t d[2]; };
int start(struct eps *e, struct device *dev) {
  e->pool = dma_pool_create("h", dev, 64, 8, 0);
  if (!e->pool)
    return -ENOMEM;
  e->block[0] = dma_pool_alloc(e->pool, GFP_KERNEL, &e->d[0]);
  if (!e->block[0])
    goto destroy;
  e->block[1] = dma_pool_alloc(e->pool, GFP_KERNEL, &e->d[1]);
  if (!e->block[1])
    goto destroy;
  return 0;
destroy:
  // CHECK: pools.c:[[@LINE+1]]:{{.*}}: warning: 'e->pool' is destroyed while a block of it is in use
  dma_pool_destroy(e->pool);
  return -ENOMEM;
}
void stop(struct eps *e) {
  for (int i = 0; i < 2; i++)
    dma_pool_free(e->pool, e->block[i], e->d[i]);
  dma_pool_destroy(e->pool);
}
// Silent: an address inside a block is no error pointer.
struct header { u8 cmd[48]; };
int inline_cmd(struct dma_pool *p) {
  dma_addr_t d;
  struct header *h = dma_pool_alloc(p, GFP_KERNEL, &d);
  if (!h)
    return -ENOMEM;
  u8 *cmd = h->cmd;
  if (IS_ERR(cmd))
    return -EIO;
  dma_pool_free(p, h, d);
  return 0;
}
// Its twin: any other pointer may be one.
int other_cmd(struct dma_pool *p, u8 *cmd) {
  dma_addr_t d;
  struct header *h = dma_pool_alloc(p, GFP_KERNEL, &d);
  if (!h)
    return -ENOMEM;
  if (IS_ERR(cmd))
    // CHECK: pools.c:[[@LINE+1]]:{{.*}}: warning: 'h' is never released on this path and nothing refers to it any more{{.*}} [dma-leak, high]
    return -EIO;
  dma_pool_free(p, h, d);
  return 0;
}
// Silent: somebody else may have given the block back. Its twin is free_after_destroy().
int handed_on(struct device *dev) {
  dma_addr_t d;
  struct dma_pool *p = dma_pool_create("i", dev, 64, 8, 0);
  if (!p)
    return -ENOMEM;
  void *v = dma_pool_alloc(p, GFP_KERNEL, &d);
  if (!v) {
    dma_pool_destroy(p);
    return -ENOMEM;
  }
  use(v);
  dma_pool_destroy(p);
  return 0;
}
// Silent: nobody has looked yet whether there is a block.
int not_looked(struct two *t, struct device *dev) {
  struct dma_pool *p = dma_pool_create("j", dev, 64, 8, 0);
  if (!p)
    return -ENOMEM;
  t->block = dma_pool_alloc(p, GFP_KERNEL, &t->d);
  if (t->a) {
    dma_pool_destroy(p);
    return -EIO;
  }
  if (!t->block) {
    dma_pool_destroy(p);
    return -ENOMEM;
  }
  t->a = p;
  return 0;
}
// Its twin: somebody has.
int looked(struct two *t, struct device *dev) {
  struct dma_pool *p = dma_pool_create("k", dev, 64, 8, 0);
  if (!p)
    return -ENOMEM;
  t->block = dma_pool_alloc(p, GFP_KERNEL, &t->d);
  if (!t->block) {
    dma_pool_destroy(p);
    return -ENOMEM;
  }
  if (t->a) {
    // CHECK: pools.c:[[@LINE+1]]:{{.*}}: warning: 'p' is destroyed while a block of it is in use{{.*}} [dma-use-after-release, high]
    dma_pool_destroy(p);
    return -EIO;
  }
  t->a = p;
  return 0;
}
// CHECK: 12 findings in 1 of 1 units
