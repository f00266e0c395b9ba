// RUN: %check %s | %FileCheck %s
#include <kernel.h>

// What a function that only ever says -EINPROGRESS returns is no failure: whoever completes the request unmaps it.
struct req { struct device *dev; void *buf, *state; dma_addr_t dma; bool last; };
void regs_write(struct device *, u32);
void resume_later(void (*)(struct req *));
static void done(struct req *r) { dma_unmap_single(r->dev, r->dma, 64, DMA_TO_DEVICE); }
static int trigger(struct req *r) {
  regs_write(r->dev, 1);
  resume_later(done);
  return -EINPROGRESS;
}
int update(struct req *r) {
  int err = -ENOMEM;
  r->dma = dma_map_single(r->dev, r->buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(r->dev, r->dma))
    return err;
  if (regs_read(r->dev, NULL, 4)) {
    err = -EIO;
    goto unmap;
  }
  return trigger(r);
unmap:
  dma_unmap_single(r->dev, r->dma, 64, DMA_TO_DEVICE);
  return err;
}
// Its twin says something else.
struct other { struct device *dev; void *buf; dma_addr_t dma; };
static int refuse_other(struct other *o) {
  regs_write(o->dev, 2);
  return -EBUSY;
}
int update_other(struct other *o) {
  int err = -ENOMEM;
  o->dma = dma_map_single(o->dev, o->buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(o->dev, o->dma))
    return err;
  if (regs_read(o->dev, NULL, 4)) {
    err = -EIO;
    goto unmap;
  }
  // CHECK: in-progress.c:[[@LINE+1]]:{{.*}}: warning: 'o->dma' is left behind when the function gives up here; call dma_unmap_single() first [dma-leak, {{high|medium}}]
  return refuse_other(o);
unmap:
  dma_unmap_single(o->dev, o->dma, 64, DMA_TO_DEVICE);
  return err;
}
void stop(struct other *o) { dma_unmap_single(o->dev, o->dma, 64, DMA_TO_DEVICE); }
// CHECK: 1 finding in 1 of 1 units
