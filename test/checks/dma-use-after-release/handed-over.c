// RUN: %check %s | %FileCheck %s
// Whoever is given the address of a field of released memory, or copies from there, looks at it.
#include <kernel.h>
struct port { struct dma_pool *pool; struct list_head list; int n; };
struct desc { int x; struct list_head node; dma_addr_t phys; };
void note(const char *format, ...);

void behind(struct port *p, struct desc *d) {
  dma_pool_free(p->pool, d, d->phys);
  // CHECK: :[[#@LINE+1]]:{{[0-9]+}}: warning: '&d->node' is used after its release; move the release behind the last use [dma-use-after-release, high]
  list_del(&d->node);
}

void before(struct port *p, struct desc *d) {
  list_del(&d->node);
  dma_pool_free(p->pool, d, d->phys);
}

void copied(struct port *p, struct desc *d, struct desc *to) {
  dma_pool_free(p->pool, d, d->phys);
  // CHECK: :[[#@LINE+1]]:{{[0-9]+}}: warning: 'd' is used after its release; move the release behind the last use [dma-use-after-release, high]
  __builtin_memcpy(to, d, sizeof(*to));
}

// Where it was can still be told.
void printed(struct port *p, struct desc *d) {
  dma_pool_free(p->pool, d, d->phys);
  note("%p is gone", d);
}

void in_loop(struct port *p) {
  struct list_head *at = p->list.next;
  while (at != &p->list) {
    struct desc *d = container_of(at, struct desc, node);
    at = at->next;
    dma_pool_free(p->pool, d, d->phys);
    // CHECK: :[[#@LINE+1]]:{{[0-9]+}}: warning: '&d->node' is used after its release; move the release behind the last use [dma-use-after-release, high]
    list_del(&d->node);
    p->n--;
  }
}

void in_loop_before(struct port *p) {
  struct list_head *at = p->list.next;
  while (at != &p->list) {
    struct desc *d = container_of(at, struct desc, node);
    at = at->next;
    list_del(&d->node);
    dma_pool_free(p->pool, d, d->phys);
    p->n--;
  }
}
// CHECK: 3 findings in 1 of 1 units
