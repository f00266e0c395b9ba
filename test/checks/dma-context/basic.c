// RUN: %check %s | %FileCheck %s
#include <locks.h>
struct nic { struct device *dev; spinlock_t lock; struct dma_pool *pool; void *ring, *block; dma_addr_t dma, block_dma; };

void irqsave(struct nic *n) {
  unsigned long flags;
  spin_lock_irqsave(&n->lock, flags);
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: dma_free_coherent() needs interrupts to be on, and a lock is held here; free it later, or outside of the lock [dma-context, high]
  dma_free_coherent(n->dev, 64, n->ring, n->dma);
  n->ring = NULL;
  spin_unlock_irqrestore(&n->lock, flags);
}
// Silent: taken out with the lock held, freed without.
void later(struct nic *n) {
  unsigned long flags;
  spin_lock_irqsave(&n->lock, flags);
  void *ring = n->ring;
  n->ring = NULL;
  spin_unlock_irqrestore(&n->lock, flags);
  dma_free_coherent(n->dev, 64, ring, n->dma);
}
// Its twin: freed one line earlier.
void earlier(struct nic *n) {
  unsigned long flags;
  spin_lock_irqsave(&n->lock, flags);
  void *ring = n->ring;
  n->ring = NULL;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: dma_free_coherent() needs interrupts to be on, and a lock is held here; free it later, or outside of the lock [dma-context, high]
  dma_free_coherent(n->dev, 64, ring, n->dma);
  spin_unlock_irqrestore(&n->lock, flags);
}
// Silent: blocks of a pool may be given back anywhere.
void block(struct nic *n) {
  unsigned long flags;
  spin_lock_irqsave(&n->lock, flags);
  dma_pool_free(n->pool, n->block, n->block_dma);
  spin_unlock_irqrestore(&n->lock, flags);
}
// Its twin: no block of a pool.
void no_block(struct nic *n) {
  unsigned long flags;
  spin_lock_irqsave(&n->lock, flags);
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: dma_free_coherent() needs interrupts to be on, and a lock is held here; free it later, or outside of the lock [dma-context, high]
  dma_free_coherent(n->dev, 64, n->block, n->block_dma);
  spin_unlock_irqrestore(&n->lock, flags);
}
void irq_lock(struct nic *n) {
  spin_lock_irq(&n->lock);
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: dma_free_attrs() needs interrupts to be on, and a lock is held here
  dma_free_attrs(n->dev, 64, n->ring, n->dma, 0);
  spin_unlock_irq(&n->lock);
}
// Silent: its twins with a plain lock, and with one against softirqs, which leave interrupts on.
void plain(struct nic *n) {
  spin_lock(&n->lock);
  dma_free_coherent(n->dev, 64, n->ring, n->dma);
  spin_unlock(&n->lock);
}
void bh(struct nic *n) {
  spin_lock_bh(&n->lock);
  dma_free_coherent(n->dev, 64, n->ring, n->dma);
  spin_unlock_bh(&n->lock);
}
// Silent: its twin that frees nothing.
void none(struct nic *n) {
  spin_lock_irq(&n->lock);
  dma_free_coherent(n->dev, 64, NULL, n->dma);
  spin_unlock_irq(&n->lock);
}
static void put(struct nic *n) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: dma_free_coherent() needs interrupts to be on, and a lock is held here
  dma_free_coherent(n->dev, 64, n->ring, n->dma);
}
void helper(struct nic *n) {
  arch_local_irq_disable();
  put(n);
  arch_local_irq_enable();
}
static int irq(int number, void *data) {
  struct nic *n = data;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: dma_free_coherent() needs interrupts to be on, and this is an interrupt handler; free it later, or outside of the lock [dma-context, high]
  dma_free_coherent(n->dev, 64, n->ring, n->dma);
  return 1;
}
int start(struct nic *n) { request_irq(7, irq, 0, "nic", n); return 0; }
// Silent: its twin that is no interrupt handler, though it looks like one.
int poll(int number, void *data) {
  struct nic *n = data;
  dma_free_coherent(n->dev, 64, n->ring, n->dma);
  return 1;
}
// Pools.
int create(struct nic *n) {
  spin_lock(&n->lock);
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: dma_pool_create() may sleep, and a lock is held here; call it without the lock [dma-context, high]
  n->pool = dma_pool_create("cmd", n->dev, 64, 8, 0);
  spin_unlock(&n->lock);
  return n->pool ? 0 : -ENOMEM;
}
// Silent: its twin with a mutex.
int create_slowly(struct nic *n, void *m) {
  mutex_lock(m);
  n->pool = dma_pool_create("cmd", n->dev, 64, 8, 0);
  mutex_unlock(m);
  return n->pool ? 0 : -ENOMEM;
}
void destroy(struct nic *n) {
  spin_lock_bh(&n->lock);
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: dma_pool_destroy() may sleep, and a lock is held here
  dma_pool_destroy(n->pool);
  spin_unlock_bh(&n->lock);
}
// Silent: its twin with the lock given up before.
void destroy_later(struct nic *n) {
  spin_lock_bh(&n->lock);
  spin_unlock_bh(&n->lock);
  dma_pool_destroy(n->pool);
}
// CHECK: 8 findings in 1 of 1 units
