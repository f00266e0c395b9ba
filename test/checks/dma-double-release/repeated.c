// RUN: %check %s | %FileCheck %s
// The same release of the same expression, with nothing in between.
#include <kernel.h>
struct desc { __le64 addr; };
struct ring { struct device *dev; struct desc *desc; dma_addr_t map[8]; void *v; dma_addr_t d; int tail; };
void look(struct ring *r);
int printk(const char *, ...);

void twice(struct ring *r) {
  dma_unmap_single(r->dev, le64_to_cpu(r->desc->addr), 64, DMA_TO_DEVICE);
  printk("once\n");
  // CHECK: repeated.c:[[@LINE+1]]:{{.*}}: warning: {{.*}} has already been released{{.*}} [dma-double-release, {{high|medium}}]
  dma_unmap_single(r->dev, le64_to_cpu(r->desc->addr), 64, DMA_TO_DEVICE);
  // CHECK: note: it is released here with dma_unmap_single()
}
// Silent: another element, another value, and what a function of the driver's may have set.
void others(struct ring *r) {
  dma_unmap_single(r->dev, r->map[r->tail], 64, DMA_TO_DEVICE);
  r->tail++;
  dma_unmap_single(r->dev, r->map[r->tail], 64, DMA_TO_DEVICE);
  dma_unmap_single(r->dev, r->map[0], 64, DMA_TO_DEVICE);
  dma_unmap_single(r->dev, r->map[1], 64, DMA_TO_DEVICE);
  dma_unmap_single(r->dev, r->d, 64, DMA_TO_DEVICE);
  look(r);
  dma_unmap_single(r->dev, r->d, 64, DMA_TO_DEVICE);
}
// A jump is no branch.
int jumps(struct ring *r) {
  if (regs_read(r->dev, r, 4)) {
    dma_free_coherent(r->dev, 64, r->v, r->d);
    goto out;
  }
  return 0;
out:
  // CHECK: repeated.c:[[@LINE+1]]:{{.*}}: warning: 'r->v' has already been released{{.*}} [dma-double-release, {{high|medium}}]
  dma_free_coherent(r->dev, 64, r->v, r->d);
  return -EIO;
}
// CHECK: 2 findings in 1 of 1 units
