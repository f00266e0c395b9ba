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
    // CHECK: unguarded.c:[[@LINE+1]]:5: warning: 'info->mapping' is unmapped here whether or not it was mapped; ask for it first, as all other places do [dma-release-unacquired, medium]
    dma_unmap_page(r->dev, info->mapping, info->len, DMA_TO_DEVICE);
    // CHECK: unguarded.c:14:7: note: one of them asks here
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
  // CHECK: unguarded.c:[[@LINE+1]]:3: warning: 'cb->ext' is unmapped here whether or not it was mapped; ask for it first, as all other places do [dma-release-unacquired, medium]
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
