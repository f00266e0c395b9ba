// RUN: %check %s | %FileCheck %s
// The API gives whole pages: PAGE_MASK takes no bit off their address. A block of a pool begins anywhere.
#include <kernel.h>
#define PAGE_MASK (~((1UL << 12) - 1))
struct list { struct device *dev; struct dma_pool *pool; void *pages[4], *blocks[4]; dma_addr_t dma[4], block_dma[4]; int n; };

int fill(struct list *l) {
  for (l->n = 0; l->n < 4; l->n++) {
    l->pages[l->n] = dma_alloc_coherent(l->dev, 4096, &l->dma[l->n], GFP_KERNEL);
    if (!l->pages[l->n])
      return -ENOMEM;
  }
  return 0;
}
void empty(struct list *l) {
  int i;
  for (i = 0; i < l->n; i++)
    dma_free_coherent(l->dev, 4096, (void *)((unsigned long)l->pages[i] & PAGE_MASK), l->dma[i]);
}
int fill_blocks(struct list *l, int i) {
  l->blocks[i] = dma_pool_alloc(l->pool, GFP_KERNEL, &l->block_dma[i]);
  return l->blocks[i] ? 0 : -ENOMEM;
}
void empty_blocks(struct list *l, int i) {
  // CHECK: :[[#@LINE+1]]:3: warning: {{.*}} is not the address that dma_pool_alloc() gave
  dma_pool_free(l->pool, (void *)((unsigned long)l->blocks[i] & PAGE_MASK), l->block_dma[i]);
}
// CHECK: 1 finding in 1 of 1 units
