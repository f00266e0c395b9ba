// RUN: %check %s | %FileCheck %s
// A warning is no test: the path goes on.
#include <kernel.h>
struct vb { struct device *dev; u8 *idle; dma_addr_t dma; void *more; };
void *more(void);
int init(struct vb *v) {
  // CHECK: asserted.c:[[@LINE+1]]:{{.*}}: warning: 'idle' is used without a test whether dma_alloc_coherent() failed; test the returned pointer
  u8 *idle = dma_alloc_coherent(v->dev, 64, &v->dma, GFP_KERNEL);
  WARN_ON(NULL == idle);
  idle[0] = 1;
  v->idle = idle;
  return 0;
}
void undo(struct vb *v) { dma_free_coherent(v->dev, 64, v->idle, v->dma); }
// Silent: it is left then; what the warning asks for is not found out by it.
int leave(struct vb *v) {
  u8 *idle = dma_alloc_coherent(v->dev, 64, &v->dma, GFP_KERNEL);
  if (WARN_ON(!idle))
    return -ENOMEM;
  idle[0] = 1;
  v->idle = idle;
  return 0;
}
int assume(struct vb *v) {
  v->idle = dma_alloc_coherent(v->dev, 64, &v->dma, GFP_KERNEL);
  if (!v->idle)
    return -ENOMEM;
  WARN_ON((NULL == v->idle) || (0 == v->dma));
  v->more = more();
  if (!v->more) {
    dma_free_coherent(v->dev, 64, v->idle, v->dma);
    return -ENOMEM;
  }
  return 0;
}
// CHECK: 1 finding in 1 of 1 units
