// RUN: %check %s | %FileCheck %s
// RUN: %check %s --min-confidence=low | %FileCheck %s --check-prefix=LOW
#include <locks.h>
// Nobody looks.
void ignored(struct device *dev) {
  // CHECK: basic.c:[[@LINE+2]]:{{.*}}: warning: nobody looks whether dma_set_mask() worked; the device must not do DMA if it did not [dma-mask, medium]
  // LOW: basic.c:[[@LINE+1]]:{{.*}}: warning: nobody looks whether dma_set_mask() worked
  dma_set_mask(dev, DMA_BIT_MASK(24));
}
void ignored_coherent(struct device *dev) {
  // CHECK: basic.c:[[@LINE+2]]:{{.*}}: warning: nobody looks whether dma_set_coherent_mask() worked
  // LOW: basic.c:[[@LINE+1]]:{{.*}}: warning: nobody looks whether dma_set_coherent_mask() worked
  dma_set_coherent_mask(dev, 0x7fffffff);
}
void ignored_both(struct device *dev) {
  // CHECK: basic.c:[[@LINE+2]]:{{.*}}: warning: nobody looks whether dma_set_mask_and_coherent() worked
  // LOW: basic.c:[[@LINE+1]]:{{.*}}: warning: nobody looks whether dma_set_mask_and_coherent() worked
  dma_set_mask_and_coherent(dev, DMA_BIT_MASK(30));
}
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
