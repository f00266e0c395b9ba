// RUN: %check %s --checks=dma-release-unacquired | %FileCheck %s
// An unmap that does not ask whether there is a mapping, as all others of the handle do.
#include <kernel.h>
struct info { dma_addr_t mapping; size_t len; void *skb; };
struct ring { struct device *dev; struct info info[16]; int head; };

void map(struct ring *r, void *data, size_t len) {
  struct info *info = &r->info[r->head];
  info->mapping = dma_map_page(r->dev, data, 0, len, DMA_TO_DEVICE);
  info->len = len;
}
void undo(struct ring *r, int i) {
  struct info *info = &r->info[i];
  if (info->len)
    dma_unmap_page(r->dev, info->mapping, info->len, DMA_TO_DEVICE);
  info->len = 0;
}
void stop(struct ring *r) {
  for (int i = 0; i < 16; i++) {
    struct info *info = &r->info[i];
    if (!info->len)
      continue;
    dma_unmap_page(r->dev, info->mapping, info->len, DMA_TO_DEVICE);
  }
}
void done(struct ring *r, int last) {
  for (int i = 0; i != last; i++) {
    struct info *info = &r->info[i];
    // CHECK: unguarded.c:[[@LINE+1]]:5: warning: 'info->mapping' is released here whether or not it was acquired; ask for it first, as is done elsewhere [dma-release-unacquired, medium]
    dma_unmap_page(r->dev, info->mapping, info->len, DMA_TO_DEVICE);
    // CHECK: unguarded.c:14:7: note: it is asked for here
    info->len = 0;
  }
}

// Silent: another condition says that there is one.
struct other { dma_addr_t mapping; size_t len; void *skb; };
void other_map(struct device *dev, struct other *o, void *data) {
  o->mapping = dma_map_page(dev, data, 0, 64, DMA_TO_DEVICE);
  o->len = 64;
}
void other_undo(struct device *dev, struct other *o) {
  if (o->len)
    dma_unmap_page(dev, o->mapping, o->len, DMA_TO_DEVICE);
}
void other_stop(struct device *dev, struct other *o) {
  if (o->mapping)
    dma_unmap_page(dev, o->mapping, o->len, DMA_TO_DEVICE);
}
void other_done(struct device *dev, struct other *o) {
  if (!o->skb)
    return;
  dma_unmap_page(dev, o->mapping, o->len, DMA_TO_DEVICE);
}

// Silent: two do not ask.
struct third { dma_addr_t mapping; size_t len; };
void third_map(struct device *dev, struct third *t, void *data) {
  t->mapping = dma_map_page(dev, data, 0, 64, DMA_TO_DEVICE);
}
void third_undo(struct device *dev, struct third *t) {
  if (t->mapping)
    dma_unmap_page(dev, t->mapping, 64, DMA_TO_DEVICE);
}
void third_stop(struct device *dev, struct third *t) {
  if (t->mapping)
    dma_unmap_page(dev, t->mapping, 64, DMA_TO_DEVICE);
}
void third_done(struct device *dev, struct third *t) {
  dma_unmap_page(dev, t->mapping, 64, DMA_TO_DEVICE);
}
void third_drop(struct device *dev, struct third *t) {
  dma_unmap_page(dev, t->mapping, 64, DMA_TO_DEVICE);
}

// The function itself maps it only sometimes.
struct cb { dma_addr_t paddr, ext; };
int send(struct device *dev, struct cb *cb, void *data, void *more) {
  int err = 0;
  cb->paddr = dma_map_single(dev, data, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, cb->paddr))
    return -ENOMEM;
  if (more) {
    dma_addr_t ext = dma_map_single(dev, more, 64, DMA_TO_DEVICE);
    if (dma_mapping_error(dev, ext)) {
      err = -ENOMEM;
      goto unmap;
    }
    cb->ext = ext;
  }
  if (!((u32 *)data)[0]) {
    err = -EIO;
    goto unmap_ext;
  }
  return 0;
unmap_ext:
  // CHECK: unguarded.c:[[@LINE+1]]:3: warning: 'cb->ext' is released here whether or not it was acquired; ask for it first, as is done elsewhere [dma-release-unacquired, medium]
  dma_unmap_single(dev, cb->ext, 64, DMA_TO_DEVICE);
unmap:
  dma_unmap_single(dev, cb->paddr, 64, DMA_TO_DEVICE);
  return err;
}
void sent(struct device *dev, struct cb *cb) {
  dma_unmap_single(dev, cb->paddr, 64, DMA_TO_DEVICE);
  if (cb->ext)
    dma_unmap_single(dev, cb->ext, 64, DMA_TO_DEVICE);
}
void unsent(struct device *dev, struct cb *cb) {
  if (cb->ext)
    dma_unmap_single(dev, cb->ext, 64, DMA_TO_DEVICE);
}
// Silent: its twin maps it always.
struct cb2 { dma_addr_t paddr, ext; };
int send2(struct device *dev, struct cb2 *cb, void *data, void *more) {
  int err = 0;
  cb->ext = dma_map_single(dev, more, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, cb->ext))
    return -ENOMEM;
  if (!((u32 *)data)[0]) {
    err = -EIO;
    goto unmap_ext;
  }
  return 0;
unmap_ext:
  dma_unmap_single(dev, cb->ext, 64, DMA_TO_DEVICE);
  return err;
}
void sent2(struct device *dev, struct cb2 *cb) {
  if (cb->ext)
    dma_unmap_single(dev, cb->ext, 64, DMA_TO_DEVICE);
}
void unsent2(struct device *dev, struct cb2 *cb) {
  if (cb->ext)
    dma_unmap_single(dev, cb->ext, 64, DMA_TO_DEVICE);
}

// The parts of a packet behind its first may have none: who gives one part back asks.
struct part { dma_addr_t mapping; size_t len; void *skb; };
struct parts { struct device *dev; struct part part[64]; };
void parts_undo(struct parts *r, struct part *part) {
  if (part->len)
    dma_unmap_page(r->dev, part->mapping, part->len, DMA_TO_DEVICE);
}
void parts_done(struct parts *r, int i, int end) {
  do {
    struct part *part = &r->part[i];
    int last = i + 4;
    dma_unmap_single(r->dev, part->mapping, part->len, DMA_TO_DEVICE);
    while (i != last) {
      part = &r->part[++i];
      // CHECK: unguarded.c:[[@LINE+1]]:7: warning: 'part->mapping' is released here whether or not it was acquired; ask for it first, as is done elsewhere [dma-release-unacquired, medium]
      dma_unmap_page(r->dev, part->mapping, part->len, DMA_TO_DEVICE);
    }
  } while (i != end);
}
// Silent: what was sent has a mapping; who stops the device comes by what was not.
struct sent_part { dma_addr_t mapping; size_t len; void *skb; };
struct sent_parts { struct device *dev; struct sent_part part[64]; };
void sent_parts_stop(struct sent_parts *r) {
  for (int i = 0; i < 64; i++)
    if (r->part[i].mapping)
      dma_unmap_single(r->dev, r->part[i].mapping, 64, DMA_TO_DEVICE);
}
void sent_parts_done(struct sent_parts *r, int i, int end) {
  while (i != end) {
    struct sent_part *part = &r->part[i++];
    dma_unmap_single(r->dev, part->mapping, 64, DMA_TO_DEVICE);
    part->mapping = 0;
  }
}

// Over all records, in one of two modes: the packet is asked for, and its mapping is not.
struct slot { dma_addr_t mapping; struct { void *data; } buf; };
struct slots { struct device *dev; int jumbo; struct slot slot[64]; };
void slots_clean(struct slots *r) {
  for (int i = 0; i < 64; i++) {
    struct slot *slot = &r->slot[i];
    if (r->jumbo) {
      if (slot->mapping)
        dma_unmap_page(r->dev, slot->mapping, 4096, DMA_FROM_DEVICE);
    } else {
      // CHECK: unguarded.c:[[@LINE+1]]:7: warning: 'slot->mapping' is released here whether or not it was acquired; ask for it first, as is done elsewhere [dma-release-unacquired, medium]
      dma_unmap_single(r->dev, slot->mapping, 2048, DMA_FROM_DEVICE);
      if (slot->buf.data)
        kfree(slot->buf.data);
    }
  }
}
// Silent: it is asked for in front.
struct slot2 { dma_addr_t mapping; struct { void *data; } buf; };
struct slots2 { struct device *dev; int jumbo; struct slot2 slot[64]; };
void slots2_clean(struct slots2 *r) {
  for (int i = 0; i < 64; i++) {
    struct slot2 *slot = &r->slot[i];
    if (!slot->mapping)
      continue;
    if (r->jumbo) {
      dma_unmap_page(r->dev, slot->mapping, 4096, DMA_FROM_DEVICE);
    } else {
      dma_unmap_single(r->dev, slot->mapping, 2048, DMA_FROM_DEVICE);
      if (slot->buf.data)
        kfree(slot->buf.data);
    }
  }
}

// The ring beside it is asked.
struct desc { dma_addr_t mapping; void *skb; };
struct two { struct device *dev; struct desc *tx, *rx; int count; };
void two_free(struct two *t) {
  if (t->tx)
    for (int i = 0; i < t->count; i++)
      // CHECK: unguarded.c:[[@LINE+1]]:7: warning: 't->tx[i].mapping' is released here whether or not it was acquired; ask for it first, as is done elsewhere [dma-release-unacquired, medium]
      dma_unmap_single(t->dev, t->tx[i].mapping, 64, DMA_TO_DEVICE);
  for (int i = 0; i < t->count; i++)
    if (t->rx[i].mapping)
      dma_unmap_single(t->dev, t->rx[i].mapping, 2048, DMA_FROM_DEVICE);
}
// Silent: what the device writes to is filled always.
struct desc2 { dma_addr_t mapping; void *skb; };
struct two2 { struct device *dev; struct desc2 *tx, *rx; int count; };
void two2_free(struct two2 *t) {
  for (int i = 0; i < t->count; i++)
    if (t->tx[i].mapping)
      dma_unmap_single(t->dev, t->tx[i].mapping, 64, DMA_TO_DEVICE);
  for (int i = 0; i < t->count; i++)
    dma_unmap_single(t->dev, t->rx[i].mapping, 2048, DMA_FROM_DEVICE);
}
// Silent: one array of handles, of which only some are for both directions.
struct many { struct device *dev; int to, both; dma_addr_t addr[16]; };
void many_unmap(struct many *m) {
  int i;
  for (i = 0; i < m->to; i++)
    dma_unmap_page(m->dev, m->addr[i], 4096, DMA_TO_DEVICE);
  for (; i < m->to + m->both; i++) {
    if (m->addr[i] == 0)
      continue;
    dma_unmap_page(m->dev, m->addr[i], 4096, DMA_BIDIRECTIONAL);
  }
}

// The other arm asks.
struct area { dma_addr_t handle; void *memory; struct dma_pool *pool; struct device *dev; };
void area_free(struct area *a) {
  if (a->pool) {
    if (a->handle)
      dma_pool_free(a->pool, a->memory, a->handle);
  } else {
    // CHECK: unguarded.c:[[@LINE+1]]:5: warning: 'a->handle' is released here whether or not it was acquired; ask for it first, as is done elsewhere [dma-release-unacquired, medium]
    dma_unmap_single(a->dev, a->handle, 64, DMA_TO_DEVICE);
    kfree(a->memory);
  }
}
// Silent: the other arm has another one.
struct area2 { dma_addr_t handle; void *memory; struct dma_pool *pool; struct device *dev; };
void area2_free(struct area2 *a, struct area2 *b) {
  if (a->pool) {
    if (b->handle)
      dma_pool_free(b->pool, b->memory, b->handle);
  } else {
    dma_unmap_single(a->dev, a->handle, 64, DMA_TO_DEVICE);
    kfree(a->memory);
  }
}

// Silent: what is a packet has one.
struct area3 { dma_addr_t handle; void *skb; size_t len; struct device *dev; };
void area3_free(struct area3 *a) {
  if (a->skb)
    dma_unmap_single(a->dev, a->handle, 64, DMA_TO_DEVICE);
  else if (a->handle)
    dma_unmap_page(a->dev, a->handle, 64, DMA_TO_DEVICE);
}

// A function that only unmaps: who calls it asks.
struct cell { dma_addr_t mapping; size_t len; void *skb; };
struct cells { struct device *dev; struct cell cell[64]; };
static void unmap_cell(struct cells *r, struct cell *cell) {
  dma_unmap_single(r->dev, cell->mapping, cell->len, DMA_TO_DEVICE);
  cell->len = 0;
}
void cell_undo(struct cells *r, int i) {
  if (r->cell[i].len)
    unmap_cell(r, &r->cell[i]);
}
void cells_stop(struct cells *r) {
  for (int i = 0; i < 64; i++)
    if (r->cell[i].len)
      unmap_cell(r, &r->cell[i]);
}
void cell_drop(struct cells *r, int i) {
  // CHECK: unguarded.c:[[@LINE+1]]:3: warning: 'mapping' of '&r->cell[i]' is released here whether or not it was acquired; ask for it first, as is done elsewhere [dma-release-unacquired, medium]
  unmap_cell(r, &r->cell[i]);
  // CHECK-NOT: warning:
}
