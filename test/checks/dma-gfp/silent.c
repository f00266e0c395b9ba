// RUN: %check %s | %FileCheck %s
// CHECK: 0 findings
#include <locks.h>
struct nic { struct device *dev; spinlock_t lock, other; struct dma_pool *pool; bool atomic; };
void *atomic(struct nic *n, dma_addr_t *d) {
  spin_lock(&n->lock);
  void *v = dma_pool_alloc(n->pool, GFP_ATOMIC, d);
  spin_unlock(&n->lock);
  return v;
}
void *unlocked(struct nic *n, dma_addr_t *d) {
  unsigned long flags;
  spin_lock_irqsave(&n->lock, flags);
  n->atomic = false;
  spin_unlock_irqrestore(&n->lock, flags);
  return dma_alloc_coherent(n->dev, 64, d, GFP_KERNEL);
}
void *dropped(struct nic *n, dma_addr_t *d) {
  spin_lock(&n->lock);
  spin_unlock(&n->lock);
  void *v = dma_pool_alloc(n->pool, GFP_KERNEL, d);
  spin_lock(&n->lock);
  spin_unlock(&n->lock);
  return v;
}
// A mutex may be held.
void *mutex(struct nic *n, dma_addr_t *d, void *m) {
  mutex_lock(m);
  void *v = dma_alloc_coherent(n->dev, 64, d, GFP_KERNEL);
  mutex_unlock(m);
  return v;
}
// Flags that say when; flags of somebody else; more flags, and no zone.
void *either(struct nic *n, dma_addr_t *d) {
  gfp_t gfp = n->atomic ? GFP_ATOMIC : GFP_KERNEL;
  if (n->atomic)
    spin_lock(&n->lock);
  void *v = dma_pool_alloc(n->pool, gfp, d);
  if (n->atomic)
    spin_unlock(&n->lock);
  return v;
}
void *given(struct nic *n, dma_addr_t *d, gfp_t gfp) {
  spin_lock(&n->lock);
  void *v = dma_pool_alloc(n->pool, gfp, d);
  spin_unlock(&n->lock);
  return v;
}
void *zeroed(struct nic *n, dma_addr_t *d) { return dma_alloc_coherent(n->dev, 64, d, GFP_KERNEL | __GFP_ZERO); }
// Not an interrupt handler, though it looks like one.
int poll(int number, void *data) {
  struct nic *n = data;
  dma_addr_t d;
  void *v = dma_alloc_coherent(n->dev, 64, &d, GFP_KERNEL);
  if (!v)
    return 0;
  dma_free_coherent(n->dev, 64, v, d);
  return 1;
}
// The lock is reached another way when it is given up: what it was is not known any more.
struct inner { spinlock_t lock; };
struct outer { struct inner *info; struct device *dev; };
void refresh(struct outer *o);
void *elsewhere(struct outer *o, dma_addr_t *d) {
  spin_lock_bh(&o->info->lock);
  refresh(o);
  spin_unlock_bh(&o->info->lock);
  return dma_alloc_coherent(o->dev, 64, d, GFP_KERNEL);
}
