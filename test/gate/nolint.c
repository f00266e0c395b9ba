// NOLINT comments work as clang-tidy's do.
// RUN: %check %s 2>%t.err | %FileCheck %s
// RUN: FileCheck %s --check-prefix=ERR < %t.err
#include <kernel.h>

void plain(struct device *dev, void *p) {
  dma_unmap_single(dev, 0, 64, DMA_NONE); // NOLINT
}
void named(struct device *dev, void *p) {
  dma_unmap_single(dev, 0, 64, DMA_NONE); // NOLINT(dma-direction)
}
void in_a_block_comment(struct device *dev, void *p) {
  dma_unmap_single(dev, 0, 64, DMA_NONE); /* NOLINT(dma-dir*): the mask says so */
}
void of_a_list(struct device *dev, void *p) {
  dma_unmap_single(dev, 0, 64, DMA_NONE); // NOLINT(dma-leak, dma-direction)
}
void next_line(struct device *dev, void *p) {
  // NOLINTNEXTLINE(dma-direction)
  dma_unmap_single(dev, 0, 64, DMA_NONE);
}
// NOLINTBEGIN(dma-direction)
void block(struct device *dev, void *p) {
  dma_unmap_single(dev, 0, 64, DMA_NONE);
}
// NOLINTEND(dma-direction)
void another_check(struct device *dev, void *p) {
  // CHECK: nolint.c:[[@LINE+1]]:{{.*}}: warning: 'DMA_NONE' is no direction
  dma_unmap_single(dev, 0, 64, DMA_NONE); // NOLINT(dma-leak)
}
void taken_away(struct device *dev, void *p) {
  // CHECK: nolint.c:[[@LINE+1]]:{{.*}}: warning: 'DMA_NONE' is no direction
  dma_unmap_single(dev, 0, 64, DMA_NONE); // NOLINT(*, -dma-direction)
}
void misspelled(struct device *dev, void *p) {
  // CHECK: nolint.c:[[@LINE+2]]:{{.*}}: warning: 'DMA_NONE' is no direction
  // ERR: nolint.c:[[@LINE+1]]: NOLINT: no check is called 'dma-directoin'; did you mean 'dma-direction'?
  dma_unmap_single(dev, 0, 64, DMA_NONE); // NOLINT(bugprone-x, dma-directoin)
}
void nothing(struct device *dev, void *p) {
  // CHECK: nolint.c:[[@LINE+1]]:{{.*}}: warning: 'DMA_NONE' is no direction
  dma_unmap_single(dev, 0, 64, DMA_NONE); // NOLINT()
}
void another_word(struct device *dev, void *p) {
  // CHECK: nolint.c:[[@LINE+1]]:{{.*}}: warning: 'DMA_NONE' is no direction
  dma_unmap_single(dev, 0, 64, DMA_NONE); // NOLINTING MY_NOLINT
}
void too_late(struct device *dev, void *p) {
  // CHECK: nolint.c:[[@LINE+1]]:{{.*}}: warning: 'DMA_NONE' is no direction
  dma_unmap_single(dev, 0, 64, DMA_NONE);
  // NOLINTNEXTLINE
}
// NOLINTBEGIN(dma-leak)
void open_block(struct device *dev, void *p) {
  // CHECK: nolint.c:[[@LINE+1]]:{{.*}}: warning: 'DMA_NONE' is no direction
  dma_unmap_single(dev, 0, 64, DMA_NONE);
}
// NOLINTEND(dma-direction)
// CHECK: 7 findings in 1 of 1 units; {{.*}}; 6 suppressed by NOLINT
// ERR: nolint.c:53: NOLINTBEGIN without a NOLINTEND that has the same list
// ERR: nolint.c:58: NOLINTEND without a NOLINTBEGIN that has the same list
