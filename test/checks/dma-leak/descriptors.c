// RUN: %check %s | %FileCheck %s
// A descriptor is there or NULL, never an error pointer: where the caller finds one, the helper has failed.
#include <kernel.h>
void *ERR_PTR(long);
long PTR_ERR(const void *);
struct spi { struct device *dev; struct dma_chan *chan; struct scatterlist *sgl; int nents, busy; };
static void *prepare(struct spi *s) {
  void *desc;
  int n = dma_map_sg(s->dev, s->sgl, s->nents, DMA_TO_DEVICE);
  if (!n)
    return ERR_PTR(-ENOMEM);
  desc = dmaengine_prep_slave_sg(s->chan, s->sgl, n, 1, 0);
  if (!desc) {
    dma_unmap_sg(s->dev, s->sgl, s->nents, DMA_TO_DEVICE);
    return ERR_PTR(-EIO);
  }
  return desc;
}
// Silent: nothing is mapped where it returns early.
int transfer(struct spi *s) {
  void *desc = prepare(s);
  if (IS_ERR(desc))
    return PTR_ERR(desc);
  regs_read(s->dev, desc, 4);
  dma_unmap_sg(s->dev, s->sgl, s->nents, DMA_TO_DEVICE);
  return 0;
}
// Its twin: one that is there may be left, too.
int transfer_busy(struct spi *s) {
  void *desc = prepare(s);
  if (IS_ERR(desc))
    return PTR_ERR(desc);
  if (s->busy)
    // CHECK: descriptors.c:[[@LINE+1]]:{{.*}}: warning: 's->sgl' is left behind when the function gives up here; {{.*}} [dma-leak, {{.*}}]
    return -EBUSY;
  regs_read(s->dev, desc, 4);
  dma_unmap_sg(s->dev, s->sgl, s->nents, DMA_TO_DEVICE);
  return 0;
}
