// RUN: %check %s | %FileCheck %s
// A record that is filled with zeros holds nothing any more; one that is copied as a whole takes along what it holds.
#include <kernel.h>
struct mem { void *virt; dma_addr_t phys; size_t size; };
struct port { struct device *dev; struct mem dma, cur; int pending; };
static void put(struct port *p) {
  if (p->dma.virt)
    dma_free_coherent(p->dev, p->dma.size, p->dma.virt, p->dma.phys);
}
// Silent: it is cleared between.
void end(struct port *p) {
  dma_free_coherent(p->dev, p->dma.size, p->dma.virt, p->dma.phys);
  memset(&p->dma, 0, sizeof(p->dma));
  if (p->pending)
    put(p);
}
// Its twin: something else is.
void end_other(struct port *p) {
  dma_free_coherent(p->dev, p->dma.size, p->dma.virt, p->dma.phys);
  memset(&p->cur, 0, sizeof(p->cur));
  if (p->pending)
    // CHECK: cleared.c:8:{{.*}}: warning: {{.*}} has already been released on this path; {{.*}} [dma-double-release, {{.*}}]
    put(p);
}
// Cleared while it holds memory, which nobody else has.
int start(struct port *p) {
  p->cur.virt = dma_alloc_coherent(p->dev, 64, &p->cur.phys, GFP_KERNEL);
  if (!p->cur.virt)
    return -ENOMEM;
  memset(&p->cur, 0, sizeof(p->cur));
  // CHECK: cleared.c:[[@LINE+1]]:{{.*}}: warning: {{.*}} is never released on this path and nothing refers to it any more; {{.*}} [dma-leak, {{.*}}]
  return 0;
}

// Silent: an optional parameter takes the old one.
static int replace(struct port *p, struct mem *old, size_t n) {
  struct mem fresh;
  fresh.size = n;
  fresh.virt = dma_alloc_coherent(p->dev, n, &fresh.phys, GFP_KERNEL);
  if (!fresh.virt)
    return -ENOMEM;
  if (old)
    *old = p->cur;
  p->cur = fresh;
  return 0;
}
int grow(struct port *p, size_t n) {
  struct mem old;
  int ret = replace(p, &old, n);
  if (ret)
    return ret;
  dma_free_coherent(p->dev, old.size, old.virt, old.phys);
  return 0;
}
int first(struct port *p) { return replace(p, NULL, 4096); }
void last(struct port *p) { dma_free_coherent(p->dev, p->cur.size, p->cur.virt, p->cur.phys); }
// CHECK: 2 findings in 1 of 1 units
