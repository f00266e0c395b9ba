// RUN: %check %s | %FileCheck %s
#include <locks.h>
struct nic { struct device *dev; spinlock_t lock, other; struct dma_pool *pool; void *ring; dma_addr_t dma; };

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
void *irqsave(struct nic *n, dma_addr_t *d) {
  unsigned long flags;
  void *v;
  spin_lock_irqsave(&n->lock, flags);
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'GFP_KERNEL' lets dma_alloc_coherent() sleep, and a lock is held here
  v = dma_alloc_coherent(n->dev, 64, d, GFP_KERNEL);
  spin_unlock_irqrestore(&n->lock, flags);
  return v;
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
