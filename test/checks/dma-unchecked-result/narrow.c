// RUN: %check %s --checks=dma-unchecked-result | %FileCheck %s
// RUN: %check %s --checks=dma-unchecked-result --cc=-DDMA_ADDR_T=unsigned | %FileCheck %s --check-prefix=SAME
// Where a DMA address has no more bits than the descriptor, all of it is there.
// SAME: 0 findings in 1 of 1 units
// What is written into a descriptor of the caller's cannot be tested there.
#include <kernel.h>
struct frame { u8 *buf; struct device *dev; };
static void fill(struct frame *f, u32 *bd, int size) {
  // CHECK: narrow.c:[[@LINE+1]]:{{.*}}: warning: 'mapping' is used without a test whether dma_map_single() failed; {{.*}} [dma-unchecked-result, high]
  dma_addr_t mapping = dma_map_single(f->dev, f->buf, size, DMA_TO_DEVICE);
  bd[0] = size;
  bd[1] = mapping;
}
// Silent: the caller gets all of it.
static void fill_wide(struct frame *f, u64 *bd, int size) {
  dma_addr_t mapping = dma_map_single(f->dev, f->buf, size, DMA_TO_DEVICE);
  bd[0] = size;
  bd[1] = mapping;
}
int dump(struct frame *f, u32 *bd, u64 *wide, int size) {
  if (!bd)
    return -1;
  fill(f, bd, size);
  fill_wide(f, wide, size);
  return 0;
}
// CHECK: 1 finding in 1 of 1 units
