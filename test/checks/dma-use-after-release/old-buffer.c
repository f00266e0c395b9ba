// RUN: %check %s | %FileCheck %s
#include <kernel.h>

struct req { struct device *dev; void *align, *other; dma_addr_t out, in; };
int send(struct req *r, void *direct) {
  void *buf;
  if (direct) {
    r->align = NULL;
    buf = direct;
  } else {
    r->align = kmalloc(64, GFP_KERNEL);
    if (!r->align)
      return -ENOMEM;
    buf = r->align;
  }
  r->out = dma_map_single(r->dev, buf, 64, DMA_FROM_DEVICE);
  if (dma_mapping_error(r->dev, r->out)) {
    kfree(r->align);
    return -ENOMEM;
  }
  return 0;
}
// Freed, and mapped still.
void done(struct req *r) {
  if (r->align)
    // CHECK: old-buffer.c:[[@LINE+3]]:{{.*}}: warning: the buffer of 'r->out' was freed while it was still mapped; free it after the release [dma-use-after-release, medium]
    // CHECK: old-buffer.c:[[@LINE+1]]:{{.*}}: note: 'r->align', which is mapped, is freed here
    kfree(r->align);
  dma_unmap_single(r->dev, r->out, 64, DMA_FROM_DEVICE);
}
// Silent: behind the unmap, unlike done(); and a buffer that is not the mapped one.
void done_well(struct req *r) {
  kfree(r->other);
  dma_unmap_single(r->dev, r->out, 64, DMA_FROM_DEVICE);
  kfree(r->align);
}

// Silent: siblings in one record, and the other turn of a loop.
struct ring { void *buf; dma_addr_t dma; };
struct rings { struct device *dev; struct ring rx, tx, all[4]; };
int open_ring(struct rings *r, struct ring *one) {
  one->dma = dma_map_single(r->dev, one->buf, 64, DMA_TO_DEVICE);
  return dma_mapping_error(r->dev, one->dma) ? -ENOMEM : 0;
}
void close_rings(struct rings *r) {
  dma_unmap_single(r->dev, r->rx.dma, 64, DMA_TO_DEVICE);
  kfree(r->rx.buf);
  dma_unmap_single(r->dev, r->tx.dma, 64, DMA_TO_DEVICE);
  kfree(r->tx.buf);
  for (int i = 0; i < 4; i++) {
    dma_unmap_single(r->dev, r->all[i].dma, 64, DMA_TO_DEVICE);
    kfree(r->all[i].buf);
  }
}
// Its twin: the buffer of the same ring.
struct one { void *buf; dma_addr_t dma; };
struct ones { struct device *dev; struct one rx; };
int open_one(struct ones *r, struct one *one) {
  one->dma = dma_map_single(r->dev, one->buf, 64, DMA_TO_DEVICE);
  return dma_mapping_error(r->dev, one->dma) ? -ENOMEM : 0;
}
void close_ones(struct ones *r) {
  kfree(r->rx.buf);
  // CHECK: old-buffer.c:[[@LINE+1]]:{{.*}}: warning: the buffer of 'r->rx.dma' was freed while it was still mapped{{.*}} [dma-use-after-release, medium]
  dma_unmap_single(r->dev, r->rx.dma, 64, DMA_TO_DEVICE);
}
// Silent: behind the unmap, in every turn of a loop. Its twin is done().
void next_req(struct req *r);
void done_all(struct req *r) {
  for (int i = 0; i < 4; i++) {
    dma_unmap_single(r->dev, r->out, 64, DMA_FROM_DEVICE);
    kfree(r->align);
    next_req(r);
  }
}
// CHECK: 2 findings in 1 of 1 units
