// RUN: %check %s | %FileCheck %s
#include <locks.h>
struct nic { struct device *dev; spinlock_t lock, other; struct dma_pool *pool; void *ring; dma_addr_t dma; bool atomic; };

// Zones.
int zone(struct nic *n) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'GFP_KERNEL | __GFP_DMA' chooses a zone, which dma_alloc_coherent() ignores; set the device's DMA mask instead [dma-gfp, high]
  n->ring = dma_alloc_coherent(n->dev, 64, &n->dma, GFP_KERNEL | __GFP_DMA);
  return n->ring ? 0 : -ENOMEM;
}
void close(struct nic *n) { dma_free_coherent(n->dev, 64, n->ring, n->dma); }
void *pages(struct nic *n, dma_addr_t *d) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'GFP_KERNEL | __GFP_HIGHMEM' chooses a zone, which dma_alloc_pages() refuses
  return dma_alloc_pages(n->dev, 4096, d, DMA_TO_DEVICE, GFP_KERNEL | __GFP_HIGHMEM);
}
void *zone32(struct nic *n, dma_addr_t *d) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'GFP_ATOMIC | __GFP_DMA32' chooses a zone
  return dma_alloc_coherent(n->dev, 4096, d, GFP_ATOMIC | __GFP_DMA32);
}
// Silent: its twin with more flags, and no zone.
void *zeroed(struct nic *n, dma_addr_t *d) { return dma_alloc_coherent(n->dev, 64, d, GFP_KERNEL | __GFP_ZERO); }

// With a lock held.
void *locked(struct nic *n, dma_addr_t *d) {
  void *v;
  spin_lock(&n->lock);
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'GFP_KERNEL' lets dma_pool_alloc() sleep, and a lock is held here; pass GFP_ATOMIC [dma-gfp, high]
  v = dma_pool_alloc(n->pool, GFP_KERNEL, d);
  spin_unlock(&n->lock);
  return v;
  // CHECK: basic.c:[[@LINE-5]]:{{.*}}: note: from here on nothing may sleep
}
// Silent: its twins with a flag that does not sleep, and with one that only the caller knows.
void *atomic(struct nic *n, dma_addr_t *d) {
  spin_lock(&n->lock);
  void *v = dma_pool_alloc(n->pool, GFP_ATOMIC, d);
  spin_unlock(&n->lock);
  return v;
}
void *given(struct nic *n, dma_addr_t *d, gfp_t gfp) {
  spin_lock(&n->lock);
  void *v = dma_pool_alloc(n->pool, gfp, d);
  spin_unlock(&n->lock);
  return v;
}
// Silent: the lock is not held any more, or not yet again.
void *dropped(struct nic *n, dma_addr_t *d) {
  spin_lock(&n->lock);
  spin_unlock(&n->lock);
  void *v = dma_pool_alloc(n->pool, GFP_KERNEL, d);
  spin_lock(&n->lock);
  spin_unlock(&n->lock);
  return v;
}
// Its twin: it is held again.
void *taken_again(struct nic *n, dma_addr_t *d) {
  spin_lock(&n->lock);
  spin_unlock(&n->lock);
  spin_lock(&n->lock);
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'GFP_KERNEL' lets dma_pool_alloc() sleep, and a lock is held here; pass GFP_ATOMIC [dma-gfp, high]
  void *v = dma_pool_alloc(n->pool, GFP_KERNEL, d);
  spin_unlock(&n->lock);
  return v;
}
// Silent: flags that say when.
void *either(struct nic *n, dma_addr_t *d) {
  gfp_t gfp = n->atomic ? GFP_ATOMIC : GFP_KERNEL;
  if (n->atomic)
    spin_lock(&n->lock);
  void *v = dma_pool_alloc(n->pool, gfp, d);
  if (n->atomic)
    spin_unlock(&n->lock);
  return v;
}
// Its twin: the lock is taken whatever they say.
void *always(struct nic *n, dma_addr_t *d) {
  gfp_t gfp = n->atomic ? GFP_ATOMIC : GFP_KERNEL;
  spin_lock(&n->lock);
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'gfp' lets dma_pool_alloc() sleep, and a lock is held here; pass GFP_ATOMIC [dma-gfp, high]
  void *v = dma_pool_alloc(n->pool, gfp, d);
  spin_unlock(&n->lock);
  return v;
}
// Silent: a mutex may be held.
void *mutex(struct nic *n, dma_addr_t *d, void *m) {
  mutex_lock(m);
  void *v = dma_alloc_coherent(n->dev, 64, d, GFP_KERNEL);
  mutex_unlock(m);
  return v;
}
// Its twin: no mutex.
void *no_mutex(struct nic *n, dma_addr_t *d, void *m) {
  spin_lock(m);
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'GFP_KERNEL' lets dma_alloc_coherent() sleep, and a lock is held here; pass GFP_ATOMIC [dma-gfp, high]
  void *v = dma_alloc_coherent(n->dev, 64, d, GFP_KERNEL);
  spin_unlock(m);
  return v;
}
void *irqsave(struct nic *n, dma_addr_t *d) {
  unsigned long flags;
  void *v;
  spin_lock_irqsave(&n->lock, flags);
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'GFP_KERNEL' lets dma_alloc_coherent() sleep, and a lock is held here
  v = dma_alloc_coherent(n->dev, 64, d, GFP_KERNEL);
  spin_unlock_irqrestore(&n->lock, flags);
  return v;
}
// Silent: its twin with the lock given up before.
void *unlocked(struct nic *n, dma_addr_t *d) {
  unsigned long flags;
  spin_lock_irqsave(&n->lock, flags);
  n->atomic = false;
  spin_unlock_irqrestore(&n->lock, flags);
  return dma_alloc_coherent(n->dev, 64, d, GFP_KERNEL);
}
// Silent: the lock is reached another way when it is given up: what it was is not known any more.
struct inner { spinlock_t lock; };
struct outer { struct inner *info; struct device *dev; };
void refresh(struct outer *o);
void *elsewhere(struct outer *o, dma_addr_t *d) {
  spin_lock_bh(&o->info->lock);
  refresh(o);
  spin_unlock_bh(&o->info->lock);
  return dma_alloc_coherent(o->dev, 64, d, GFP_KERNEL);
}
// Its twin: it is not given up.
void *kept(struct outer *o, dma_addr_t *d) {
  spin_lock_bh(&o->info->lock);
  refresh(o);
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'GFP_KERNEL' lets dma_alloc_coherent() sleep, and a lock is held here; pass GFP_ATOMIC [dma-gfp, high]
  return dma_alloc_coherent(o->dev, 64, d, GFP_KERNEL);
}
static void *get(struct nic *n, dma_addr_t *d, gfp_t gfp) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'gfp' lets dma_pool_alloc() sleep, and a lock is held here
  return dma_pool_alloc(n->pool, gfp, d);
}
void *helper(struct nic *n, dma_addr_t *d) {
  spin_lock_bh(&n->lock);
  void *v = get(n, d, GFP_KERNEL);
  spin_unlock_bh(&n->lock);
  return v;
}
static int irq(int number, void *data) {
  struct nic *n = data;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'GFP_KERNEL' lets dma_alloc_coherent() sleep, and this is an interrupt handler; pass GFP_ATOMIC [dma-gfp, high]
  n->ring = dma_alloc_coherent(n->dev, 64, &n->dma, GFP_KERNEL);
  return n->ring != NULL;
}
int start(struct nic *n) { request_irq(7, irq, 0, "nic", n); return 0; }
// Silent: its twin that is no interrupt handler, though it looks like one.
int poll(int number, void *data) {
  struct nic *n = data;
  n->ring = dma_alloc_coherent(n->dev, 64, &n->dma, GFP_KERNEL);
  return n->ring != NULL;
}
// CHECK: 11 findings in 1 of 1 units
