// RUN: %check %s | %FileCheck %s
// Work that is put off releases as well as a call, and who hands a function on to be called calls it, too.
#include <kernel.h>
struct sge { dma_addr_t addr; unsigned len; };
struct ctxt { struct device *dev; struct sge sge[4]; unsigned n; void (*work)(struct ctxt *); };
void queue(struct ctxt *c);
int walk(struct ctxt *c, int (*each)(struct ctxt *, struct page *, struct page *));

static void put_later(struct ctxt *c) {
  unsigned i;
  for (i = 0; i < c->n; i++)
    dma_unmap_page(c->dev, c->sge[i].addr, c->sge[i].len, DMA_TO_DEVICE);
}
static void put(struct ctxt *c) {
  c->work = put_later;
  queue(c);
}

static int map_both(struct ctxt *c, struct page *head, struct page *tail) {
  dma_addr_t dma = dma_map_page(c->dev, head, 0, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(c->dev, dma))
    return -EIO;
  c->sge[c->n].addr = dma;
  c->sge[c->n].len = 64;
  dma = dma_map_page(c->dev, tail, 0, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(c->dev, dma))
    return -EIO;
  c->n++;
  c->sge[c->n].addr = dma;
  return 0;
}
int send(struct ctxt *c) {
  int err = walk(c, map_both);
  if (err)
    put(c);
  return err;
}

static int map_both_lost(struct ctxt *c, struct page *head, struct page *tail) {
  dma_addr_t dma = dma_map_page(c->dev, head, 0, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(c->dev, dma))
    return -EIO;
  c->sge[c->n].addr = dma;
  c->sge[c->n].len = 64;
  dma = dma_map_page(c->dev, tail, 0, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(c->dev, dma))
    // CHECK: :[[#@LINE+1]]:5: warning: 'dma' is left behind when the function gives up here; call dma_unmap_page() first [dma-leak, medium]
    return -EIO;
  c->n++;
  c->sge[c->n].addr = dma;
  return 0;
}
int send_lost(struct ctxt *c) {
  return walk(c, map_both_lost);
}
// CHECK: 1 finding in 1 of 1 units
