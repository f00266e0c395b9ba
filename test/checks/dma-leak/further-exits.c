// RUN: %check %s | %FileCheck %s
// An object that several exits leave behind is one finding, which names them all.
#include <kernel.h>
struct hw { struct device *dev; void *ring; dma_addr_t dma; };
int start(struct device *dev);
int check(struct device *dev);
int listen(struct device *dev);

// Two returns, and two failures that go to one.
int own(struct device *dev, void *buf) {
  int err;
  dma_addr_t d = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  if (start(dev))
    return -EIO;
  err = check(dev);
  if (err)
    return err;
  if (listen(dev)) {
    err = -EINVAL;
    goto out;
  }
  err = listen(dev->driver_data);
  if (err)
    goto out;
  err = start(dev->driver_data);
  if (err) {
    dma_unmap_single(dev, d, 64, DMA_TO_DEVICE);
    goto out;
  }
  dma_unmap_single(dev, d, 64, DMA_TO_DEVICE);
  return 0;
out:
  return err;
}
// CHECK: further-exits.c:{{.*}}: warning: 'd' is never released on this path {{.*}} [dma-leak, high]
// CHECK: note: assuming 'listen(dev)' is true
// CHECK: further-exits.c:[[@LINE-23]]:5: note: 'd' is left behind here, too
// CHECK: further-exits.c:[[@LINE-21]]:5: note: 'd' is left behind here, too
// CHECK: further-exits.c:[[@LINE-15]]:5: note: 'd' is left behind here, too
// CHECK-NOT: left behind here

// Two that a function with cleanup does not take.
int unwinds(struct hw *hw) {
  int err;
  hw->ring = dma_alloc_coherent(hw->dev, 64, &hw->dma, GFP_KERNEL);
  if (!hw->ring)
    return -ENOMEM;
  err = start(hw->dev);
  if (err)
    return err;
  err = check(hw->dev);
  if (err)
    return err;
  err = listen(hw->dev);
  if (err)
    goto free;
  return 0;
free:
  dma_free_coherent(hw->dev, 64, hw->ring, hw->dma);
  return err;
}
// CHECK: further-exits.c:[[@LINE-9]]:{{.*}}: warning: 'hw->ring' is left behind when the function gives up here; call dma_free_coherent() first [dma-leak, medium]
// CHECK: further-exits.c:[[@LINE-13]]:5: note: 'hw->ring' is left behind here, too
// CHECK-NOT: left behind here

// Its twin has one such exit.
int unwinds_once(struct hw *hw) {
  int err;
  hw->ring = dma_alloc_coherent(hw->dev, 64, &hw->dma, GFP_KERNEL);
  if (!hw->ring)
    return -ENOMEM;
  err = start(hw->dev);
  if (err)
    goto free;
  err = check(hw->dev);
  if (err)
    return err;
  return 0;
free:
  dma_free_coherent(hw->dev, 64, hw->ring, hw->dma);
  return err;
}
// CHECK: warning: 'hw->ring' is left behind when the function gives up here; call dma_free_coherent() first [dma-leak, medium]
// CHECK-NOT: left behind here
