// RUN: %check %s --checks=dma-double-release | %FileCheck %s
// RUN: %check %s --checks=dma-double-release --min-confidence=low | %FileCheck %s --check-prefix=LOW
// Two bits of one word may exclude each other; two words, or the same bit, do not.
#include <kernel.h>
enum { COHERENT = 1, STREAM = 2 };
struct buf { struct device *dev; void *addr; dma_addr_t handle; unsigned mode, flags; };
void free_by_mode(struct buf *b) {
  if (b->mode & COHERENT)
    dma_unmap_single(b->dev, b->handle, 64, DMA_TO_DEVICE);
  if (b->mode & STREAM)
    // LOW: two-modes.c:[[@LINE+1]]:{{.*}}: warning: 'b->handle' has already been released on this path; {{.*}} [dma-double-release, low]
    dma_unmap_single(b->dev, b->handle, 64, DMA_TO_DEVICE);
}
void free_by_two(struct buf *b) {
  if (b->mode & COHERENT)
    dma_unmap_single(b->dev, b->handle, 64, DMA_TO_DEVICE);
  if (b->flags & STREAM)
    // CHECK: two-modes.c:[[@LINE+1]]:{{.*}}: warning: 'b->handle' has already been released on this path; {{.*}} [dma-double-release, medium]
    dma_unmap_single(b->dev, b->handle, 64, DMA_TO_DEVICE);
    // LOW: two-modes.c:[[@LINE-1]]:{{.*}}: warning: 'b->handle' has already been released
}
// CHECK: 1 finding in 1 of 1 units
// LOW: 2 findings in 1 of 1 units
