// RUN: %check %s | %FileCheck %s
// Cleanup of all elements that does not ask whether there is a mapping, where the file asks elsewhere.
#include <kernel.h>
struct buffer { dma_addr_t dma; void *data; unsigned len; };
struct ring { struct device *dev; struct buffer *info; unsigned count; bool up; };
void clean_one(struct ring *r, struct buffer *b) {
  if (b->dma) {
    dma_unmap_single(r->dev, b->dma, b->len, DMA_TO_DEVICE);
    b->dma = 0;
  }
}
void clean_all(struct ring *r) {
  for (unsigned i = 0; i < r->count; i++) {
    struct buffer *b = &r->info[i];
    if (r->up)
      // CHECK: unguarded.c:[[@LINE+1]]:{{.*}}: warning: 'b->dma' may hold no handle, and is released in every turn of the loop; ask for it first [dma-release-unacquired, medium]
      dma_unmap_single(r->dev, b->dma, b->len, DMA_TO_DEVICE);
    b->data = NULL;
  }
}
// Silent: it asks, for the handle or for what goes with it; not all elements; a field that always holds one.
void clean_asking(struct ring *r) {
  unsigned i;
  for (i = 0; i < r->count; i++)
    if (r->info[i].dma)
      dma_unmap_single(r->dev, r->info[i].dma, r->info[i].len, DMA_TO_DEVICE);
}
void clean_data(struct ring *r) {
  unsigned i;
  for (i = 0; i < r->count; i++) {
    struct buffer *b = &r->info[i];
    if (!b->data)
      continue;
    dma_unmap_single(r->dev, b->dma, b->len, DMA_TO_DEVICE);
  }
}
void clean_done(struct ring *r, unsigned from, unsigned to) {
  while (from != to) {
    dma_unmap_single(r->dev, r->info[from].dma, r->info[from].len, DMA_TO_DEVICE);
    from = (from + 1) % r->count;
  }
}
struct full { dma_addr_t addr; unsigned len; };
void clean_full(struct ring *r, struct full *f) {
  unsigned i;
  for (i = 0; i < r->count; i++)
    dma_unmap_single(r->dev, f[i].addr, f[i].len, DMA_FROM_DEVICE);
}
int fill(struct ring *r, struct buffer *b, struct full *f) {
  b->dma = dma_map_single(r->dev, b->data, b->len, DMA_TO_DEVICE);
  if (dma_mapping_error(r->dev, b->dma)) {
    b->dma = 0;
    return -ENOMEM;
  }
  f->addr = dma_map_single(r->dev, b->data, f->len, DMA_FROM_DEVICE);
  return dma_mapping_error(r->dev, f->addr) ? -ENOMEM : 0;
}
// CHECK: 1 finding in 1 of 1 units
