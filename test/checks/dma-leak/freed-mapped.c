// RUN: %check %s --checks=dma-leak | %FileCheck %s
// Where a buffer is freed its mapping is released as well, but for one place.
#include <kernel.h>
struct chunk { void *buf; dma_addr_t dma; unsigned length; };
struct list { struct device *dev; struct chunk *chunks; int n; };
int make(struct list *l) {
  int i;
  for (i = 0; i < l->n; i++) {
    dma_addr_t dma;
    l->chunks[i].buf = kmalloc(64, GFP_KERNEL);
    if (!l->chunks[i].buf)
      goto undo;
    dma = dma_map_single(l->dev, l->chunks[i].buf, 64, DMA_TO_DEVICE);
    if (dma_mapping_error(l->dev, dma)) {
      kfree(l->chunks[i].buf);
      goto undo;
    }
    l->chunks[i].dma = dma;
  }
  return 0;
undo:
  while (i--) {
    dma_unmap_single(l->dev, l->chunks[i].dma, 64, DMA_TO_DEVICE);
    kfree(l->chunks[i].buf);
  }
  return -ENOMEM;
}
void destroy(struct list *l) {
  for (int i = 0; i < l->n; i++)
    // CHECK: freed-mapped.c:[[@LINE+1]]:{{.*}}: warning: 'l->chunks[i].buf' is freed here, and its mapping is left behind; call dma_unmap_single() first [dma-leak, medium]
    kfree(l->chunks[i].buf);
  // CHECK: freed-mapped.c:[[@LINE-9]]:{{.*}}: note: elsewhere 'dma', the handle of its mapping, is released with it
  // CHECK: freed-mapped.c:[[@LINE-2]]:{{.*}}: note: assuming that it is still mapped here
  kfree(l->chunks);
}

// Silent: unmapped by a helper of the caller before; unmapped by itself somewhere; a buffer that is not mapped yet.
struct part { void *buf; dma_addr_t dma; };
struct parts { struct device *dev; struct part part[8]; };
void undo_part(struct parts *p, int i) {
  dma_unmap_single(p->dev, p->part[i].dma, 64, DMA_TO_DEVICE);
  kfree(p->part[i].buf);
}
static void unmap_part(struct parts *p, int i) {
  dma_unmap_single(p->dev, p->part[i].dma, 64, DMA_TO_DEVICE);
  kfree(p->part[i].buf);
  p->part[i].buf = NULL;
}
static void free_part(struct parts *p, int i) { kfree(p->part[i].buf); }
void end_part(struct parts *p, int i) {
  unmap_part(p, i);
  free_part(p, i);
}
struct bit { void *buf; dma_addr_t dma; };
struct bits { struct device *dev; struct bit bit[8]; };
void undo_bit(struct bits *b, int i) {
  dma_unmap_single(b->dev, b->bit[i].dma, 64, DMA_TO_DEVICE);
  kfree(b->bit[i].buf);
}
void bit_done(struct bits *b, int i) { dma_unmap_single(b->dev, b->bit[i].dma, 64, DMA_TO_DEVICE); }
void drop_bit(struct bits *b, int i) { kfree(b->bit[i].buf); }
struct piece { void *buf; dma_addr_t dma; };
struct pieces { struct device *dev; struct piece piece[8]; };
void undo_piece(struct pieces *p, int i) {
  dma_unmap_single(p->dev, p->piece[i].dma, 64, DMA_TO_DEVICE);
  kfree(p->piece[i].buf);
}
int retry_piece(struct pieces *p, int i) {
  p->piece[i].buf = kmalloc(64, GFP_KERNEL);
  if (p->piece[i].buf && p->piece[i].dma == 1) {
    kfree(p->piece[i].buf);
    return -ENOMEM;
  }
  return 0;
}
// CHECK: 1 finding in 1 of 1 units
