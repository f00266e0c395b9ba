// RUN: %check %s | %FileCheck %s
// RUN: %check %s --format=json | %FileCheck %s --check-prefix=JSON
// memset() as a macro that checks the size, as CONFIG_FORTIFY_SOURCE has it.
#include <locks.h>
void *__underlying_memset(void *, int, size_t);
#define memset(p, c, s) ({ size_t __fortify_size = (size_t)(s); __underlying_memset(p, c, __fortify_size); })
struct ring { struct device *dev; void *v; dma_addr_t d; size_t size; };
int open(struct ring *r) {
  r->v = dma_alloc_coherent(r->dev, r->size, &r->d, GFP_KERNEL);
  if (!r->v)
    return -ENOMEM;
  // CHECK: fortified.c:[[@LINE+1]]:{{.*}}: warning: 'r->v' is zero already, as dma_alloc_coherent() gives it; drop this memset() [dma-redundant, medium]
  memset(r->v, 0, r->size);
  // JSON: "end_column":{{ *}}28
  return 0;
}
void close(struct ring *r) { dma_free_coherent(r->dev, r->size, r->v, r->d); }
// CHECK: 1 finding in 1 of 1 units
