// RUN: %check %s | %FileCheck %s
// A caller that maps a list itself asks for its own result, not for what it has called a function for.
#include <kernel.h>
struct request { struct device *dev; struct scatterlist *src, *dst; int n, mapped, split; void *regs; };
static int prepare(struct request *r) {
  // CHECK: asked-by-caller.c:[[@LINE+1]]:{{.*}}: warning: 'r->src' is used without a test whether dma_map_sg() failed; give up when it returns 0 [dma-unchecked-result, high]
  r->mapped = dma_map_sg(r->dev, r->src, r->n, DMA_TO_DEVICE);
  writel(r->mapped, r->regs);
  return 0;
}
int run(struct request *r) {
  if (r->split)
    return prepare(r);
  r->mapped = dma_map_sg(r->dev, r->dst, r->n, DMA_TO_DEVICE);
  if (r->mapped == 0)
    return -ENOMEM;
  writel(r->mapped, r->regs);
  return 0;
}
void done(struct request *r) {
  dma_unmap_sg(r->dev, r->split ? r->src : r->dst, r->n, DMA_TO_DEVICE);
}
// Silent: the caller asks for what the function has mapped.
struct other { struct device *dev; struct scatterlist *src; int n, mapped; void *regs; };
static void prepare_other(struct other *r) {
  r->mapped = dma_map_sg(r->dev, r->src, r->n, DMA_TO_DEVICE);
}
int run_other(struct other *r) {
  prepare_other(r);
  if (r->mapped == 0)
    return -ENOMEM;
  writel(r->mapped, r->regs);
  return 0;
}
void done_other(struct other *r) { dma_unmap_sg(r->dev, r->src, r->n, DMA_TO_DEVICE); }
// CHECK: 1 finding in 1 of 1 units
