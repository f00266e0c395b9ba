// RUN: %check %s | %FileCheck %s
// What a function of the driver returns whose body is not followed, as its text tells.
#include <kernel.h>
struct hw { struct device *dev; void *buf; dma_addr_t d; int mode; };
struct other { int mode; };
int pick(struct other *o);

// One or nothing, never an error.
static int ready(struct other *o) {
  if (pick(o))
    return 1;
  return 0;
}
// Silent: there is no error to leave by. Its twins: stop_badly(), leave().
int start(struct hw *hw, struct other *o) {
  int ret;
  hw->d = dma_map_single(hw->dev, hw->buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(hw->dev, hw->d))
    return -ENOMEM;
  ret = ready(o);
  if (ret < 0)
    dma_unmap_single(hw->dev, hw->d, 64, DMA_TO_DEVICE);
  if (hw->buf)
    dma_unmap_single(hw->dev, hw->d, 64, DMA_TO_DEVICE);
  return 0;
}

// An error or nothing, kept in a variable.
static int check(struct other *o) {
  int err = 0;
  if (pick(o))
    err = -EIO;
  else if (pick(NULL))
    err = -EINVAL;
  return err;
}
// Silent: what is not zero is negative.
int stop(struct hw *hw, struct other *o) {
  int ret;
  hw->d = dma_map_single(hw->dev, hw->buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(hw->dev, hw->d))
    return -ENOMEM;
  ret = check(o);
  if (ret > 0)
    dma_unmap_single(hw->dev, hw->d, 64, DMA_TO_DEVICE);
  if (hw->buf)
    dma_unmap_single(hw->dev, hw->d, 64, DMA_TO_DEVICE);
  return ret;
}
// Its twin: the other sign.
int stop_badly(struct hw *hw, struct other *o) {
  int ret;
  hw->d = dma_map_single(hw->dev, hw->buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(hw->dev, hw->d))
    return -ENOMEM;
  ret = check(o);
  if (ret < 0)
    dma_unmap_single(hw->dev, hw->d, 64, DMA_TO_DEVICE);
  // CHECK: return-values.c:[[@LINE+1]]:{{.*}}: warning: 'hw->d' has already been released on this path{{.*}} [dma-double-release, high]
  dma_unmap_single(hw->dev, hw->d, 64, DMA_TO_DEVICE);
  return ret;
}

// The variable's address is taken: it may be anything.
int ask(int *answer);
static int asked(struct other *o) {
  int err = 0;
  ask(&err);
  if (pick(o))
    err = 1;
  return err;
}
int leave(struct hw *hw, struct other *o) {
  int ret;
  hw->d = dma_map_single(hw->dev, hw->buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(hw->dev, hw->d))
    return -ENOMEM;
  ret = asked(o);
  if (ret < 0)
    dma_unmap_single(hw->dev, hw->d, 64, DMA_TO_DEVICE);
  // CHECK: return-values.c:[[@LINE+1]]:{{.*}}: warning: 'hw->d' has already been released on this path{{.*}} [dma-double-release, high]
  dma_unmap_single(hw->dev, hw->d, 64, DMA_TO_DEVICE);
  return 0;
}

// CHECK: 2 findings in 1 of 1 units
