// RUN: %check %s | %FileCheck %s
// RUN: %check %s --min-confidence=low | %FileCheck %s --check-prefix=LOW
// A list with more entries than the driver takes is mostly refused before it is mapped.
#include <kernel.h>
struct req { struct device *dev; struct scatterlist *sgl; int nents; };
int push(struct req *r, int n);
// Low: no request that has more comes here, says the caller of another file.
static int run(struct req *r) {
  int n = dma_map_sg(r->dev, r->sgl, r->nents, DMA_TO_DEVICE);
  if (n <= 0 || n > 8)
    // LOW: many-entries.c:[[@LINE+1]]:{{.*}}: warning: 'r->sgl' is left behind when the function gives up here; {{.*}} [dma-leak, low]
    return -EINVAL;
  if (push(r, n)) {
    dma_unmap_sg(r->dev, r->sgl, r->nents, DMA_TO_DEVICE);
    return -EIO;
  }
  return 0;
}
int run_all(struct req *r) { return run(r); }
// Its twin: one is as many as any list has.
static int run_one(struct req *r) {
  int n = dma_map_sg(r->dev, r->sgl, r->nents, DMA_TO_DEVICE);
  if (n <= 0)
    return -EINVAL;
  if (n > 1)
    // CHECK: many-entries.c:[[@LINE+2]]:{{.*}}: warning: 'r->sgl' is left behind when the function gives up here; {{.*}} [dma-leak, {{high|medium}}]
    // LOW: many-entries.c:[[@LINE+1]]:{{.*}}: warning: 'r->sgl' is left behind when the function gives up here; {{.*}} [dma-leak, {{high|medium}}]
    return -EINVAL;
  if (push(r, n)) {
    dma_unmap_sg(r->dev, r->sgl, r->nents, DMA_TO_DEVICE);
    return -EIO;
  }
  return 0;
}
int run_each(struct req *r) { return run_one(r); }
// CHECK: 1 finding in 1 of 1 units
// LOW: 2 findings in 1 of 1 units
