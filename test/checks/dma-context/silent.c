// RUN: %check %s | %FileCheck %s
// CHECK: 0 findings
#include <locks.h>
struct nic { struct device *dev; spinlock_t lock; struct dma_pool *pool; void *ring, *block; dma_addr_t dma, block_dma; };
// Interrupts are on with a plain lock, and with one against softirqs.
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
// Taken out with the lock held, freed without.
void later(struct nic *n) {
  unsigned long flags;
  spin_lock_irqsave(&n->lock, flags);
  void *ring = n->ring;
  n->ring = NULL;
  spin_unlock_irqrestore(&n->lock, flags);
  dma_free_coherent(n->dev, 64, ring, n->dma);
}
// Blocks of a pool may be given back anywhere.
void block(struct nic *n) {
  unsigned long flags;
  spin_lock_irqsave(&n->lock, flags);
  dma_pool_free(n->pool, n->block, n->block_dma);
  spin_unlock_irqrestore(&n->lock, flags);
}
// Nothing is freed.
void none(struct nic *n) {
  spin_lock_irq(&n->lock);
  dma_free_coherent(n->dev, 64, NULL, n->dma);
  spin_unlock_irq(&n->lock);
}
int create(struct nic *n, void *m) {
  mutex_lock(m);
  n->pool = dma_pool_create("cmd", n->dev, 64, 8, 0);
  mutex_unlock(m);
  return n->pool ? 0 : -ENOMEM;
}
void destroy(struct nic *n) {
  spin_lock(&n->lock);
  spin_unlock(&n->lock);
  dma_pool_destroy(n->pool);
}
