// RUN: %check %s | %FileCheck %s
// A place that is cleared does not hold its object any more, and nobody has taken it.
#include <kernel.h>
struct box { void *buf, *list; dma_addr_t buf_dma, list_dma; };
struct card { struct device *dev; struct box box[4]; };
void close_box(struct card *c, int i) {
  dma_free_coherent(c->dev, 4096, c->box[i].buf, c->box[i].buf_dma);
  dma_free_coherent(c->dev, 512, c->box[i].list, c->box[i].list_dma);
}

int open_box(struct card *c, int i, int bad) {
  int err;
  c->box[i].buf = dma_alloc_coherent(c->dev, 4096, &c->box[i].buf_dma, GFP_KERNEL);
  if (!c->box[i].buf)
    return -ENOMEM;
  c->box[i].list = dma_alloc_coherent(c->dev, 512, &c->box[i].list_dma, GFP_KERNEL);
  if (!c->box[i].list) {
    err = -ENOMEM;
    goto out;
  }
  err = bad ? -EINVAL : 0;
  if (err)
    goto out_list;
  return 0;
out_list:
  dma_free_coherent(c->dev, 512, c->box[i].list, c->box[i].list_dma);
  c->box[i].list = NULL;
out:
  c->box[i].buf = NULL;
  // CHECK: :[[#@LINE+1]]:3: warning: 'c->box[i].buf' is never released on this path and nothing refers to it any more; call dma_free_coherent() before leaving [dma-leak, high]
  return err;
}

int open_box_right(struct card *c, int i, int bad) {
  int err;
  c->box[i].buf = dma_alloc_coherent(c->dev, 4096, &c->box[i].buf_dma, GFP_KERNEL);
  if (!c->box[i].buf)
    return -ENOMEM;
  c->box[i].list = dma_alloc_coherent(c->dev, 512, &c->box[i].list_dma, GFP_KERNEL);
  if (!c->box[i].list) {
    err = -ENOMEM;
    goto out;
  }
  err = bad ? -EINVAL : 0;
  if (err)
    goto out_list;
  return 0;
out_list:
  dma_free_coherent(c->dev, 512, c->box[i].list, c->box[i].list_dma);
  c->box[i].list = NULL;
out:
  dma_free_coherent(c->dev, 4096, c->box[i].buf, c->box[i].buf_dma);
  c->box[i].buf = NULL;
  return err;
}
// CHECK: 1 finding in 1 of 1 units
