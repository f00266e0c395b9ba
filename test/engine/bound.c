// RUN: %check %s --verbose --max-nodes=50 2>&1 | FileCheck %s
// A function that is too large to follow is named.
#include <kernel.h>
int large(struct device *dev, void *p, int a, int b, int c, int d) {
  dma_addr_t h = dma_map_single(dev, p, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, h))
    return -ENOMEM;
  int n = (a ? 1 : 2) + (b ? 3 : 4) + (c ? 5 : 6) + (d ? 7 : 8);
  dma_unmap_single(dev, h, 64, DMA_TO_DEVICE);
  return n;
}
// CHECK: bound.c: large() was not followed to its end; --max-nodes goes further
