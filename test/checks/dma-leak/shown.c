// RUN: %check %s | %FileCheck %s
// Whom an object was shown to, and whether they have taken it.
#include <kernel.h>
#include <urb.h>
struct regs;
int regs_set(struct regs *regs, unsigned at, unsigned long value);
struct hw { struct device *dev; struct regs *regs; void *buf; };
struct ops { int (*start)(void *cookie, void *memory); u32 (*load)(void *cookie, void *memory); };
struct chip { struct device *dev; const struct ops *ops; void *cookie; void *kept; };

// The handle is a number to the device; the other path that fails releases it.
int numbered(struct hw *hw) {
  dma_addr_t d = dma_map_single(hw->dev, hw->buf, 64, DMA_TO_DEVICE);
  int err;
  if (dma_mapping_error(hw->dev, d))
    return -ENOMEM;
  writel(d, hw->regs);
  err = regs_read(hw->dev, hw, 4);
  if (err)
    goto unmap;
  err = regs_read(hw->dev, hw, 8);
  if (err)
    // CHECK: shown.c:[[@LINE+2]]:{{.*}}: warning: 'd' is left behind when the function gives up here; call dma_unmap_single() first [dma-leak, high]
    // CHECK: note: another path of this function releases it here
    return err;
  err = regs_read(hw->dev, hw, 12);
unmap:
  dma_unmap_single(hw->dev, d, 64, DMA_TO_DEVICE);
  return err;
}
// Silent: what the device was told is read back by an interrupt where it works.
int told(struct hw *hw) {
  dma_addr_t d = dma_map_single(hw->dev, hw->buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(hw->dev, d))
    return -ENOMEM;
  writel(d, hw->regs);
  return 0;
}

// What fails has taken nothing.
int started(struct chip *chip) {
  dma_addr_t d;
  void *v = dma_alloc_coherent(chip->dev, 64, &d, GFP_KERNEL);
  int err;
  if (!v)
    return -ENOMEM;
  err = chip->ops->start(chip->cookie, v);
  if (err)
    // CHECK: shown.c:[[@LINE+1]]:{{.*}}: warning: 'v' is left behind when the function gives up here; call dma_free_coherent() first [dma-leak, medium]
    return err;
  // CHECK: note: assuming that 'chip->ops->start' keeps nothing of it when it fails
  return 0;
}
// Silent: it has worked; and what fails afterwards says nothing about it.
int started_well(struct chip *chip) {
  dma_addr_t d;
  void *v = dma_alloc_coherent(chip->dev, 64, &d, GFP_KERNEL);
  int err;
  if (!v)
    return -ENOMEM;
  err = chip->ops->start(chip->cookie, v);
  if (err) {
    dma_free_coherent(chip->dev, 64, v, d);
    return err;
  }
  return regs_read(chip->dev, chip, 4);
}
// A function that answers fails by saying no.
bool answered(struct chip *chip) {
  dma_addr_t d;
  void *v = dma_alloc_coherent(chip->dev, 64, &d, GFP_KERNEL);
  bool good = false;
  if (!v)
    return false;
  if (chip->ops->start(chip->cookie, v))
    goto out;
  if (regs_read(chip->dev, chip, 4))
    // CHECK: shown.c:[[@LINE+1]]:{{.*}}: warning: 'v' is left behind when the function gives up here; call dma_free_coherent() first [dma-leak, high]
    return false;
  good = true;
out:
  dma_free_coherent(chip->dev, 64, v, d);
  return good;
}
// Silent: what it counts is no failure, and may have taken it.
int counted(struct chip *chip) {
  dma_addr_t d;
  void *v = dma_alloc_coherent(chip->dev, 64, &d, GFP_KERNEL);
  if (!v)
    return 1;
  if (chip->ops->start(chip->cookie, v)) {
    dma_free_coherent(chip->dev, 64, v, d);
    return 1;
  }
  return 2;
}

// Printing a handle's address changes and shows nothing.
int printed(struct hw *hw) {
  dma_addr_t d = dma_map_single(hw->dev, hw->buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(hw->dev, d))
    return -ENOMEM;
  printk("at %pad\n", &d);
  if (regs_read(hw->dev, hw, 4))
    // CHECK: shown.c:[[@LINE+1]]:{{.*}}: warning: 'd' is never released on this path and nothing refers to it any more{{.*}} [dma-leak, high]
    return -EIO;
  dma_unmap_single(hw->dev, d, 64, DMA_TO_DEVICE);
  return 0;
}
// CHECK: 4 findings in 1 of 1 units
