// RUN: %check %s | %FileCheck %s
// A function that is not followed and always returns one number returns that.
#include <kernel.h>
struct cam { struct device *dev; void *buf; dma_addr_t dma; int regs[4]; };
static int configure(struct cam *c) {
  c->regs[0] = 1;
  if (c->regs[1]) {
    c->regs[2] = 3;
    return 0;
  }
  c->regs[3] = 4;
  return 0;
}
static int configure_maybe(struct cam *c) {
  c->regs[0] = 1;
  if (c->regs[1]) {
    c->regs[2] = 3;
    return -EIO;
  }
  c->regs[3] = 4;
  return 0;
}
int start(struct cam *c) {
  dma_addr_t dma;
  int err;
  void *v = dma_alloc_coherent(c->dev, 64, &dma, GFP_KERNEL);
  if (!v)
    return -ENOMEM;
  err = configure(c);
  if (err)
    return err;
  dma_free_coherent(c->dev, 64, v, dma);
  return 0;
}
int start_maybe(struct cam *c) {
  dma_addr_t dma;
  int err;
  void *v = dma_alloc_coherent(c->dev, 64, &dma, GFP_KERNEL);
  if (!v)
    return -ENOMEM;
  err = configure_maybe(c);
  if (err)
    // CHECK: results.c:[[@LINE+1]]:{{.*}}: warning: 'v' is never released on this path and nothing refers to it any more; call dma_free_coherent() before leaving [dma-leak, high]
    return err;
  dma_free_coherent(c->dev, 64, v, dma);
  return 0;
}
// CHECK: 1 finding in 1 of 1 units
