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
// A function that does not say whether it has worked: what it clears is gone, whatever it has shown to whom before.
struct log { struct device *dev; u32 *ring; dma_addr_t ring_dma; int status; };
static int tell(struct log *l, int id) { return l->status + id; }
void open_log(struct log *l) {
  l->ring = dma_alloc_coherent(l->dev, 4096, &l->ring_dma, GFP_KERNEL);
  if (!l->ring)
    return;
  l->status = tell(l, 1);
  if (l->status) {
    l->ring = NULL;
    // CHECK: :[[#@LINE+1]]:5: warning: 'l->ring' is never released on this path and nothing refers to it any more; call dma_free_coherent() before leaving [dma-leak, high]
    return;
  }
}
void open_log_right(struct log *l) {
  l->ring = dma_alloc_coherent(l->dev, 4096, &l->ring_dma, GFP_KERNEL);
  if (!l->ring)
    return;
  l->status = tell(l, 1);
  if (l->status) {
    dma_free_coherent(l->dev, 4096, l->ring, l->ring_dma);
    l->ring = NULL;
  }
}
void close_log(struct log *l) {
  dma_free_coherent(l->dev, 4096, l->ring, l->ring_dma);
}
// CHECK: 2 findings in 1 of 1 units
