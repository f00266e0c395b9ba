// RUN: %check %s | %FileCheck %s
// A caller that unwinds from the element before the one that has failed leaves what that one has acquired.
#include <kernel.h>
struct oq { struct device *dev; void *ring; dma_addr_t dma; void *info; };
struct oct { struct device *dev; struct oq *oq[8]; int n; };
int setup_regs(struct device *dev, int q);
static int setup_oq(struct oct *o, int q) {
  struct oq *oq = o->oq[q];
  oq->ring = dma_alloc_coherent(o->dev, 64, &oq->dma, GFP_KERNEL);
  if (!oq->ring)
    return -ENOMEM;
  oq->info = kmalloc(64, GFP_KERNEL);
  if (!oq->info)
    goto free;
  if (regs_read(o->dev, oq, 4))
    // CHECK: elements-before.c:[[@LINE+1]]:{{.*}}: warning: 'oq->ring' is left behind when the function gives up here; {{.*}} [dma-leak, {{.*}}]
    return -EIO;
  return 0;
free:
  dma_free_coherent(o->dev, 64, oq->ring, oq->dma);
  return -ENOMEM;
}
static void free_oq(struct oct *o, struct oq *oq) { dma_free_coherent(o->dev, 64, oq->ring, oq->dma); }
int setup_oqs(struct oct *o) {
  int i;
  for (i = 0; i < o->n; i++)
    if (setup_oq(o, i))
      goto undo;
  return 0;
undo:
  while (i) {
    i--;
    free_oq(o, o->oq[i]);
  }
  return -ENOMEM;
}

// Silent: it begins with the one that has failed.
struct iq { struct device *dev; void *ring; dma_addr_t dma; void *info; };
struct octi { struct device *dev; struct iq *iq[8]; int n; };
static int setup_iq(struct octi *o, int q) {
  struct iq *iq = o->iq[q];
  iq->ring = dma_alloc_coherent(o->dev, 64, &iq->dma, GFP_KERNEL);
  if (!iq->ring)
    return -ENOMEM;
  iq->info = kmalloc(64, GFP_KERNEL);
  if (!iq->info)
    goto free;
  if (regs_read(o->dev, iq, 4))
    return -EIO;
  return 0;
free:
  dma_free_coherent(o->dev, 64, iq->ring, iq->dma);
  iq->ring = NULL;
  return -ENOMEM;
}
static void free_iq(struct octi *o, struct iq *iq) {
  if (iq->ring)
    dma_free_coherent(o->dev, 64, iq->ring, iq->dma);
}
int setup_iqs(struct octi *o) {
  int i;
  for (i = 0; i < o->n; i++)
    if (setup_iq(o, i))
      goto undo;
  return 0;
undo:
  for (; i >= 0; i--)
    free_iq(o, o->iq[i]);
  return -ENOMEM;
}
// CHECK: 1 finding in 1 of 1 units
