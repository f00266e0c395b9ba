// RUN: %check %s --max-nodes=20 | %FileCheck %s
// Where the paths are not followed to their end, what a failure skips is in a variable: the device's driver is shown the handle, and that somebody is asked for something else in
// between does not release it.
#include <kernel.h>
struct chan { int (*prepare)(dma_addr_t src, dma_addr_t dst); int (*status)(void); };
int wait_for(struct device *dev, int ms);
void give_up(struct device *dev, dma_addr_t handle);
int self_test(struct device *dev, struct chan *c, void *src, void *dst) {
  dma_addr_t dma_src, dma_dst;
  int err = 0, left;
  dma_src = dma_map_single(dev, src, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, dma_src))
    return -ENOMEM;
  dma_dst = dma_map_single(dev, dst, 64, DMA_FROM_DEVICE);
  if (dma_mapping_error(dev, dma_dst)) {
    err = -ENOMEM;
    goto unmap_src;
  }
  if (c->prepare(dma_src, dma_dst)) {
    err = -EIO;
    goto unmap_dst;
  }
  left = wait_for(dev, 3000);
  if (left == 0 || c->status() != 0) {
    err = -EIO;
    // CHECK: unwind-local.c:[[@LINE+1]]:{{.*}}: warning: 'dma_dst' is left behind when the function gives up here; go to 'unmap_dst', as other failures do [dma-leak, medium]
    goto unmap_src;
  }
unmap_dst:
  dma_unmap_single(dev, dma_dst, 64, DMA_FROM_DEVICE);
unmap_src:
  dma_unmap_single(dev, dma_src, 64, DMA_TO_DEVICE);
  return err;
}
// Silent: a function of the driver's was given the handle.
int other_test(struct device *dev, struct chan *c, void *src, void *dst) {
  dma_addr_t dma_src, dma_dst;
  int err = 0, left;
  dma_src = dma_map_single(dev, src, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, dma_src))
    return -ENOMEM;
  dma_dst = dma_map_single(dev, dst, 64, DMA_FROM_DEVICE);
  if (dma_mapping_error(dev, dma_dst)) {
    err = -ENOMEM;
    goto unmap_src;
  }
  if (c->prepare(dma_src, dma_dst)) {
    err = -EIO;
    goto unmap_dst;
  }
  left = wait_for(dev, 3000);
  give_up(dev, dma_dst);
  if (left == 0 || c->status() != 0) {
    err = -EIO;
    goto unmap_src;
  }
unmap_dst:
  dma_unmap_single(dev, dma_dst, 64, DMA_FROM_DEVICE);
unmap_src:
  dma_unmap_single(dev, dma_src, 64, DMA_TO_DEVICE);
  return err;
}
// CHECK: 1 finding in 1 of 1 units; {{.*}} 2 functions were not followed to the end
