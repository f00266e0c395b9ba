// RUN: %check %s | %FileCheck %s
// A function that is not followed and always returns one number, or what it is given, returns that.
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
// What the request is told is what the function returns: a failure, and a number that is none.
static int finish(struct cam *c, int err) {
  c->regs[0] = err;
  c->regs[1] = 0;
  return err;
}
static int finish_all(struct cam *c, int err) {
  c->regs[0] = err;
  err = c->regs[2];
  return err;
}
int submit(struct cam *c) {
  int err = 0;
  c->dma = dma_map_single(c->dev, c->buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(c->dev, c->dma)) {
    err = -ENOMEM;
    goto done;
  }
  if (configure_maybe(c)) {
    err = -EIO;
    goto unmap;
  }
  if (configure_maybe(c)) {
    err = -EIO;
    goto done;
  }
  return 0;
unmap:
  dma_unmap_single(c->dev, c->dma, 64, DMA_TO_DEVICE);
done:
  // CHECK: results.c:[[@LINE+1]]:{{.*}}: warning: 'c->dma' is left behind when the function gives up here; call dma_unmap_single() first [dma-leak, medium]
  return finish(c, err);
}
// Silent: that one returns something else.
int submit_all(struct cam *c) {
  int err = 0;
  c->dma = dma_map_single(c->dev, c->buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(c->dev, c->dma)) {
    err = -ENOMEM;
    goto done;
  }
  if (configure_maybe(c)) {
    err = -EIO;
    goto done;
  }
  return 0;
done:
  return finish_all(c, err);
}
void done(struct cam *c) { dma_unmap_single(c->dev, c->dma, 64, DMA_TO_DEVICE); }
// CHECK: 2 findings in 1 of 1 units
