// RUN: %check %s --min-confidence=low | %FileCheck %s
// CHECK: 0 findings
#include <locks.h>
int tested(struct device *dev) {
  if (dma_set_mask(dev, DMA_BIT_MASK(24)))
    return -EIO;
  return 0;
}
int returned(struct device *dev) { return dma_set_mask_and_coherent(dev, DMA_BIT_MASK(30)); }
int kept(struct device *dev) {
  int err = dma_set_coherent_mask(dev, DMA_BIT_MASK(24));
  if (err)
    printk("no\n");
  return err;
}
// It cannot fail.
void all(struct device *dev) { dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64)); }
void all32(struct device *dev) { dma_set_mask(dev, DMA_BIT_MASK(32)); }
// A narrower mask may be refused, and then another one may do.
int narrower(struct device *dev) {
  if (dma_set_mask(dev, DMA_BIT_MASK(28)))
    return dma_set_mask(dev, DMA_BIT_MASK(30));
  return 0;
}
// The most specific one last; two devices; streaming and coherent.
int last(struct device *dev, struct device *other) {
  dma_set_mask(dev, DMA_BIT_MASK(64));
  dma_set_mask(other, DMA_BIT_MASK(32));
  dma_set_coherent_mask(dev, DMA_BIT_MASK(32));
  return dma_set_mask(dev, DMA_BIT_MASK(32));
}
// One or the other.
void chosen(struct device *dev, bool old) {
  if (old)
    dma_set_mask(dev, DMA_BIT_MASK(32));
  else
    dma_set_mask(dev, DMA_BIT_MASK(64));
}
// The second one where the first was accepted.
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
