// RUN: %check %s | %FileCheck %s
// Pieces are counted in a loop over as many entries as were mapped: that there are none says that mapping has failed.
#include <kernel.h>
struct cmd { struct device *dev; struct scatterlist *sgl; int n; unsigned total; };
// Silent: 0 comes out, and whoever calls is told.
static int build(struct cmd *c) {
  struct scatterlist *s;
  int i, count = 0, m;
  m = dma_map_sg(c->dev, c->sgl, c->n, DMA_TO_DEVICE);
  for_each_sg(c->sgl, s, m, i)
    count += sg_dma_len(s) > 4096 ? 2 : 1;
  return count;
}
int queue(struct cmd *c) {
  int n = c->n ? build(c) : 0;
  if (c->n && n == 0)
    return -ENOMEM;
  return n;
}
// Its twin: nobody is told.
int send(struct cmd *c) {
  struct scatterlist *s;
  int i, count = 1, m;
  // CHECK: counted.c:[[@LINE+1]]:{{.*}}: warning: {{.*}} is used without a test whether dma_map_sg() failed; {{.*}} [dma-unchecked-result, high]
  m = dma_map_sg(c->dev, c->sgl, c->n, DMA_TO_DEVICE);
  for_each_sg(c->sgl, s, m, i)
    count += sg_dma_len(s) > 4096 ? 2 : 1;
  return count;
}
void done(struct cmd *c) { dma_unmap_sg(c->dev, c->sgl, c->n, DMA_TO_DEVICE); }
// CHECK: 1 finding in 1 of 1 units
