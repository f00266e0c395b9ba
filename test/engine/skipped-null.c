// RUN: %check %s | %FileCheck %s
// A branch that nothing depends on is not taken, unless the other way leaves a pointer NULL that is read through: no path
// would come further.
#include <kernel.h>
struct rport { struct rport *up; int max; };
struct cmd { int kind; void *parent; };
struct io { dma_addr_t dma; void *buf; };
struct desc { dma_addr_t addr; int max; };
int full(void);
static inline void fill(struct desc *desc, dma_addr_t addr, int max) {
  desc->addr = addr;
  desc->max = max;
}

int by_choice(struct device *dev, struct cmd *c, struct io *io, struct desc *desc) {
  struct rport *r = c->kind == 2 ? c->parent : NULL;
  struct rport *up = r->up;
  int err;
  io->dma = dma_map_single(dev, io->buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, io->dma))
    return -EIO;
  err = full();
  if (err) {
    dma_unmap_single(dev, io->dma, 64, DMA_TO_DEVICE);
    // CHECK: :[[#@LINE+1]]:5: warning: 'io->dma' has already been released on this path; {{.*}} [dma-double-release, high]
    dma_unmap_single(dev, io->dma, 64, DMA_TO_DEVICE);
    return -EBUSY;
  }
  fill(desc, io->dma, up->max);
  return 0;
}

int by_if(struct device *dev, struct cmd *c, struct io *io, struct desc *desc) {
  struct rport *r = NULL, *up;
  int err;
  if (c->kind == 2)
    r = c->parent;
  up = r->up;
  io->dma = dma_map_single(dev, io->buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, io->dma))
    return -EIO;
  err = full();
  if (err) {
    dma_unmap_single(dev, io->dma, 64, DMA_TO_DEVICE);
    // CHECK: :[[#@LINE+1]]:5: warning: 'io->dma' has already been released on this path; {{.*}} [dma-double-release, high]
    dma_unmap_single(dev, io->dma, 64, DMA_TO_DEVICE);
    return -EBUSY;
  }
  fill(desc, io->dma, up->max);
  return 0;
}

int by_if_right(struct device *dev, struct cmd *c, struct io *io, struct desc *desc) {
  struct rport *r = NULL, *up;
  int err;
  if (c->kind == 2)
    r = c->parent;
  up = r->up;
  io->dma = dma_map_single(dev, io->buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, io->dma))
    return -EIO;
  err = full();
  if (err) {
    dma_unmap_single(dev, io->dma, 64, DMA_TO_DEVICE);
    return -EBUSY;
  }
  fill(desc, io->dma, up->max);
  return 0;
}
void done(struct device *dev, struct io *io) {
  dma_unmap_single(dev, io->dma, 64, DMA_TO_DEVICE);
}
// CHECK: 2 findings in 1 of 1 units
