// RUN: %check %s --checks=dma-release-unacquired | %FileCheck %s
// A field that the path itself has set to nothing holds nothing to release.
#include <kernel.h>
struct fence { struct device *dev; dma_addr_t dma; int used; };
int start(struct device *dev);

static void destroy(struct fence *f) {
  // CHECK: [[@LINE+1]]:{{[0-9]+}}: warning: 'f->dma' is 0 on this path, and nothing was acquired for it; leave it out of this cleanup, or ask for it [dma-release-unacquired, medium]
  dma_unmap_single(f->dev, f->dma, 64, DMA_TO_DEVICE);
  f->dma = 0;
}
int by_helper(struct fence *f, void *buf) {
  int rc;
  f->dma = dma_map_single(f->dev, buf, 64, DMA_TO_DEVICE);
  rc = dma_mapping_error(f->dev, f->dma);
  if (rc) {
    f->dma = 0;
    goto fail;
  }
  if (start(f->dev)) {
    rc = -EIO;
    goto fail;
  }
  return 0;
fail:
  destroy(f);
  return rc;
}
struct pair { struct device *dev; dma_addr_t rx, tx; };
int itself(struct pair *p, void *buf) {
  p->rx = p->tx = 0;
  p->rx = dma_map_single(p->dev, buf, 64, DMA_FROM_DEVICE);
  if (dma_mapping_error(p->dev, p->rx))
    return -ENOMEM;
  if (start(p->dev))
    goto fail;
  p->tx = dma_map_single(p->dev, buf + 64, 64, DMA_TO_DEVICE);
  if (!dma_mapping_error(p->dev, p->tx))
    return 0;
  p->tx = 0;
fail:
  // CHECK: [[@LINE+1]]:{{[0-9]+}}: warning: 'p->tx' is 0 on this path
  dma_unmap_single(p->dev, p->tx, 64, DMA_TO_DEVICE);
  dma_unmap_single(p->dev, p->rx, 64, DMA_FROM_DEVICE);
  return -EIO;
}

// The cleanup asks.
static void destroy_asked(struct fence *f) {
  if (f->dma)
    dma_unmap_single(f->dev, f->dma, 64, DMA_TO_DEVICE);
  f->dma = 0;
}
int asked(struct fence *f, void *buf) {
  f->dma = dma_map_single(f->dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(f->dev, f->dma)) {
    f->dma = 0;
    goto fail;
  }
  if (start(f->dev))
    goto fail;
  return 0;
fail:
  destroy_asked(f);
  return -EIO;
}
// Another field says whether it was mapped.
int by_flag(struct fence *f, void *buf) {
  f->dma = 0;
  if (f->used) {
    f->dma = dma_map_single(f->dev, buf, 64, DMA_TO_DEVICE);
    if (dma_mapping_error(f->dev, f->dma))
      return -EIO;
  }
  start(f->dev);
  if (f->used)
    dma_unmap_single(f->dev, f->dma, 64, DMA_TO_DEVICE);
  return 0;
}
// It is found to be 0, and was not set to it.
void found(struct fence *f) {
  if (!f->dma)
    start(f->dev);
  dma_unmap_single(f->dev, f->dma, 64, DMA_TO_DEVICE);
}
// How many elements there are the path has only assumed.
void elements(struct fence *f, int n, void *buf) {
  int i;
  memset(f, 0, n * sizeof(*f));
  for (i = 0; i < n; i++)
    f[i].dma = dma_map_single(f[i].dev, buf, 64, DMA_TO_DEVICE);
  for (i = 0; i < n; i++)
    dma_unmap_single(f[i].dev, f[i].dma, 64, DMA_TO_DEVICE);
}
// The record is known by a variable.
struct queues { struct fence *q; int n; };
int by_variable(struct queues *all, int i, void *buf) {
  struct fence *f = all->q;
  int err = -EIO;
  f->dma = 0;
  if (f->used) {
    f->dma = dma_map_single(f->dev, buf, 64, DMA_TO_DEVICE);
    if (dma_mapping_error(f->dev, f->dma))
      return -EIO;
  }
  if (all->n < i)
    goto err;
  return 0;
err:
  // CHECK: cleared-field.c:[[@LINE+1]]:{{.*}}: warning: 'f->dma' is 0 on this path, and nothing was acquired for it; leave it out of this cleanup, or ask for it [dma-release-unacquired, medium]
  dma_unmap_single(f->dev, f->dma, 64, DMA_TO_DEVICE);
  return err;
}
int by_variable_right(struct queues *all, int i, void *buf) {
  struct fence *f = all->q;
  int err = -EIO;
  f->dma = 0;
  if (f->used) {
    f->dma = dma_map_single(f->dev, buf, 64, DMA_TO_DEVICE);
    if (dma_mapping_error(f->dev, f->dma))
      return -EIO;
  }
  if (all->n < i)
    goto err;
  return 0;
err:
  if (f->dma)
    dma_unmap_single(f->dev, f->dma, 64, DMA_TO_DEVICE);
  return err;
}
// CHECK: 3 findings in 1 of 1 units
