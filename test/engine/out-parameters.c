// RUN: %check %s | %FileCheck %s
// What a helper stores through a pointer it was given is the caller's, in whatever branch it stands.
#include <kernel.h>
struct card { struct device *dev; int n; dma_addr_t dma; unsigned int *chunk; };
static int replace(struct card *c, int n, void **old, dma_addr_t *old_dma, int *old_n) {
  dma_addr_t dma;
  void *p = dma_alloc_coherent(c->dev, n * 64, &dma, GFP_ATOMIC);
  if (!p)
    return -ENOMEM;
  if (old_dma)
    *old_dma = c->dma;
  if (old)
    *old = c->chunk;
  if (old_n)
    *old_n = c->n;
  c->chunk = p;
  c->dma = dma;
  c->n = n;
  return 0;
}
void grow(struct card *c, int n) {
  void *old;
  dma_addr_t old_dma;
  int old_n;
  if (replace(c, n, &old, &old_dma, &old_n))
    return;
  dma_free_coherent(c->dev, 64 * old_n, old, old_dma);
}
// Nothing is stored where it fails.
void grow_anyway(struct card *c, int n) {
  void *old;
  dma_addr_t old_dma;
  int old_n;
  replace(c, n, &old, &old_dma, &old_n);
  dma_free_coherent(c->dev, 64 * old_n, old, old_dma);
}
// CHECK-NOT: warning
// CHECK: out-parameters.c:35:3: warning: 'old' has no value on this path and must not be released; {{.*}}[dma-release-unacquired, high]
// CHECK: 1 finding in 1 of 1 units
