// RUN: %check %s | %FileCheck %s
#include <kernel.h>

// A jump to the label of what is acquired only further down.
struct card { struct device *dev; void *buf; dma_addr_t dma, old; void *mem; dma_addr_t mem_dma; bool on; };
int start(struct card *c) {
  int err = -EIO;
  if (regs_read(c->dev, NULL, 4))
    goto unmap;
  c->dma = dma_map_single(c->dev, c->buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(c->dev, c->dma))
    return -ENOMEM;
  if (regs_read(c->dev, NULL, 8))
    goto unmap;
  return 0;
unmap:
  // CHECK: not-yet.c:[[@LINE+1]]:{{.*}}: warning: 'c->dma' has not been acquired yet on this path and must not be released; leave it out of this cleanup [dma-release-unacquired, medium]
  dma_unmap_single(c->dev, c->dma, 64, DMA_TO_DEVICE);
  // CHECK: not-yet.c:10:{{.*}}: note: it is acquired only here
  return err;
}
// Silent: the jump comes after the acquisition.
int start_well(struct card *c) {
  int err = -EIO;
  if (regs_read(c->dev, NULL, 4))
    return err;
  c->dma = dma_map_single(c->dev, c->buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(c->dev, c->dma))
    return -ENOMEM;
  if (regs_read(c->dev, NULL, 8))
    goto unmap;
  return 0;
unmap:
  dma_unmap_single(c->dev, c->dma, 64, DMA_TO_DEVICE);
  return err;
}
// Silent: one that is switched off has it; no label.
int toggle(struct card *c, bool on) {
  if (!on) {
    dma_unmap_single(c->dev, c->old, 64, DMA_TO_DEVICE);
    return 0;
  }
  c->old = dma_map_single(c->dev, c->buf, 64, DMA_TO_DEVICE);
  return dma_mapping_error(c->dev, c->old) ? -ENOMEM : 0;
}
// Silent: acquired on some ways only, and released if it is there; and NULL does not matter to the release.
int start_some(struct card *c) {
  int err = -EIO;
  if (regs_read(c->dev, NULL, 4))
    goto undo;
  if (!c->on) {
    c->dma = dma_map_single(c->dev, c->buf, 64, DMA_TO_DEVICE);
    if (dma_mapping_error(c->dev, c->dma))
      return -ENOMEM;
  }
  if (regs_read(c->dev, NULL, 8))
    goto undo;
  return 0;
undo:
  if (c->on)
    dma_unmap_single(c->dev, c->dma, 64, DMA_TO_DEVICE);
  return err;
}
int start_memory(struct card *c) {
  int err = -EIO;
  if (regs_read(c->dev, NULL, 4))
    goto undo;
  c->mem = dma_alloc_coherent(c->dev, 64, &c->mem_dma, GFP_KERNEL);
  if (!c->mem)
    return -ENOMEM;
  if (regs_read(c->dev, NULL, 8))
    goto undo;
  return 0;
undo:
  dma_free_coherent(c->dev, 64, c->mem, c->mem_dma);
  return err;
}
void stop(struct card *c) {
  dma_unmap_single(c->dev, c->dma, 64, DMA_TO_DEVICE);
  dma_free_coherent(c->dev, 64, c->mem, c->mem_dma);
}
// CHECK: 1 finding in 1 of 1 units
