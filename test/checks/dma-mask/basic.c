// RUN: %check %s | %FileCheck %s
// RUN: %check %s --min-confidence=low | %FileCheck %s --check-prefix=LOW
#include <locks.h>
// Nobody looks.
void ignored(struct device *dev) {
  // CHECK: basic.c:[[@LINE+2]]:{{.*}}: warning: nobody looks whether dma_set_mask() worked; the device must not do DMA if it did not [dma-mask, medium]
  // LOW: basic.c:[[@LINE+1]]:{{.*}}: warning: nobody looks whether dma_set_mask() worked
  dma_set_mask(dev, DMA_BIT_MASK(24));
}
// Silent: tested.
int tested(struct device *dev) {
  if (dma_set_mask(dev, DMA_BIT_MASK(24)))
    return -EIO;
  return 0;
}
void ignored_coherent(struct device *dev) {
  // CHECK: basic.c:[[@LINE+2]]:{{.*}}: warning: nobody looks whether dma_set_coherent_mask() worked
  // LOW: basic.c:[[@LINE+1]]:{{.*}}: warning: nobody looks whether dma_set_coherent_mask() worked
  dma_set_coherent_mask(dev, 0x7fffffff);
}
// Silent: kept and tested.
int kept(struct device *dev) {
  int err = dma_set_coherent_mask(dev, 0x7fffffff);
  if (err)
    printk("no\n");
  return err;
}
// Its twin: another value is tested.
int not_kept(struct device *dev) {
  int err = 0;
  // CHECK: basic.c:[[@LINE+2]]:{{.*}}: warning: nobody looks whether dma_set_coherent_mask() worked{{.*}} [dma-mask, medium]
  // LOW: basic.c:[[@LINE+1]]:{{.*}}: warning: nobody looks whether dma_set_coherent_mask() worked{{.*}} [dma-mask, medium]
  dma_set_coherent_mask(dev, 0x7fffffff);
  if (err)
    printk("no\n");
  return err;
}
void ignored_both(struct device *dev) {
  // CHECK: basic.c:[[@LINE+2]]:{{.*}}: warning: nobody looks whether dma_set_mask_and_coherent() worked
  // LOW: basic.c:[[@LINE+1]]:{{.*}}: warning: nobody looks whether dma_set_mask_and_coherent() worked
  dma_set_mask_and_coherent(dev, DMA_BIT_MASK(30));
}
// Silent: the caller looks.
int returned(struct device *dev) { return dma_set_mask_and_coherent(dev, DMA_BIT_MASK(30)); }
// Silent: a mask of 32 bits and more cannot fail.
void all(struct device *dev) { dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64)); }
void all32(struct device *dev) { dma_set_mask(dev, DMA_BIT_MASK(32)); }
// Their twin: one bit less.
// CHECK: basic.c:[[@LINE+2]]:{{.*}}: warning: nobody looks whether dma_set_mask() worked{{.*}} [dma-mask, medium]
// LOW: basic.c:[[@LINE+1]]:{{.*}}: warning: nobody looks whether dma_set_mask() worked{{.*}} [dma-mask, medium]
void all31(struct device *dev) { dma_set_mask(dev, DMA_BIT_MASK(31)); }
void some_width(struct device *dev, u64 mask) {
  // LOW: basic.c:[[@LINE+1]]:{{.*}}: warning: nobody looks whether dma_set_mask() worked{{.*}} [dma-mask, low]
  dma_set_mask(dev, mask);
}
// Taken back.
void widened(struct device *dev) {
  // CHECK: basic.c:[[@LINE+3]]:{{.*}}: warning: nobody looks
  // CHECK: basic.c:[[@LINE+3]]:{{.*}}: warning: this mask takes back the narrower one that was set before; set the one that holds last [dma-mask, medium]
  // LOW: basic.c:[[@LINE+1]]:{{.*}}: warning: nobody looks
  dma_set_mask(dev, DMA_BIT_MASK(28));
  dma_set_mask(dev, DMA_BIT_MASK(32));
  // LOW: basic.c:[[@LINE-1]]:{{.*}}: warning: this mask takes back
}
// Silent: the most specific one last; two devices; streaming and coherent.
int last(struct device *dev, struct device *other) {
  dma_set_mask(dev, DMA_BIT_MASK(64));
  dma_set_mask(other, DMA_BIT_MASK(32));
  dma_set_coherent_mask(dev, DMA_BIT_MASK(32));
  return dma_set_mask(dev, DMA_BIT_MASK(32));
}
void two_devices(struct device *dev, struct device *other) {
  dma_set_mask(dev, DMA_BIT_MASK(32));
  dma_set_mask(other, DMA_BIT_MASK(64));
}
void two_kinds(struct device *dev) {
  dma_set_mask(dev, DMA_BIT_MASK(32));
  dma_set_coherent_mask(dev, DMA_BIT_MASK(64));
}
void narrowed(struct device *dev) {
  dma_set_mask(dev, DMA_BIT_MASK(64));
  dma_set_mask(dev, DMA_BIT_MASK(32));
}
// Their twin: the wide one last, for the same device and of the same kind.
void not_narrowed(struct device *dev) {
  dma_set_mask(dev, DMA_BIT_MASK(32));
  // CHECK: basic.c:[[@LINE+2]]:{{.*}}: warning: this mask takes back the narrower one that was set before{{.*}} [dma-mask, medium]
  // LOW: basic.c:[[@LINE+1]]:{{.*}}: warning: this mask takes back the narrower one that was set before{{.*}} [dma-mask, medium]
  dma_set_mask(dev, DMA_BIT_MASK(64));
}
// Silent: one or the other.
void chosen(struct device *dev, bool old) {
  if (old)
    dma_set_mask(dev, DMA_BIT_MASK(32));
  else
    dma_set_mask(dev, DMA_BIT_MASK(64));
}
// Its twin: one after the other.
void both(struct device *dev, bool old) {
  if (old) {
    dma_set_mask(dev, DMA_BIT_MASK(32));
    // CHECK: basic.c:[[@LINE+2]]:{{.*}}: warning: this mask takes back the narrower one that was set before{{.*}} [dma-mask, medium]
    // LOW: basic.c:[[@LINE+1]]:{{.*}}: warning: this mask takes back the narrower one that was set before{{.*}} [dma-mask, medium]
    dma_set_mask(dev, DMA_BIT_MASK(64));
  }
}
// Dead.
int fallback(struct device *dev) {
  int err = 0;
  if (dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64))) {
    // LOW: basic.c:[[@LINE+1]]:{{.*}}: warning: this is never reached: a mask of 32 bits and more is never refused; drop the second try [dma-mask, low]
    err = dma_set_mask_and_coherent(dev, DMA_BIT_MASK(32));
  }
  return err;
}
int fallback36(struct device *dev) {
  if (dma_set_mask(dev, DMA_BIT_MASK(36)))
    // LOW: basic.c:[[@LINE+1]]:{{.*}}: warning: this is never reached
    return dma_set_mask(dev, DMA_BIT_MASK(32));
  return 0;
}
// Silent: a narrower mask than that may be refused, and then another one may do.
int narrower(struct device *dev) {
  if (dma_set_mask(dev, DMA_BIT_MASK(28)))
    return dma_set_mask(dev, DMA_BIT_MASK(32));
  return 0;
}
// Silent: the second one where the first was accepted.
int accepted(struct device *dev) {
  if (!dma_set_mask(dev, DMA_BIT_MASK(64)))
    return dma_set_coherent_mask(dev, DMA_BIT_MASK(64));
  return -EIO;
}
int accepted_too(struct device *dev) {
  if (dma_set_mask(dev, DMA_BIT_MASK(64)) == 0)
    return dma_set_coherent_mask(dev, DMA_BIT_MASK(64));
  return -EIO;
}
// Their twins: where it was refused.
int refused(struct device *dev) {
  if (dma_set_mask(dev, DMA_BIT_MASK(64)))
    // LOW: basic.c:[[@LINE+1]]:{{.*}}: warning: this is never reached: a mask of 32 bits and more is never refused{{.*}} [dma-mask, low]
    return dma_set_coherent_mask(dev, DMA_BIT_MASK(64));
  return -EIO;
}
int refused_too(struct device *dev) {
  if (dma_set_mask(dev, DMA_BIT_MASK(64)) != 0)
    // LOW: basic.c:[[@LINE+1]]:{{.*}}: warning: this is never reached: a mask of 32 bits and more is never refused{{.*}} [dma-mask, low]
    return dma_set_coherent_mask(dev, DMA_BIT_MASK(64));
  return -EIO;
}
// CHECK: 9 findings in 1 of 1 units
// LOW: 14 findings in 1 of 1 units
