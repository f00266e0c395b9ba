// RUN: %check %s | %FileCheck %s
#include <kernel.h>

// Sizes: a number there, another here.
struct ring { struct device *dev; void *v, *w, *x; dma_addr_t vd, wd, xd; u32 size; void *chunk; dma_addr_t cd; };
int open1(struct ring *r) {
  r->v = dma_alloc_coherent(r->dev, 64 * 16, &r->vd, GFP_KERNEL);
  return r->v ? 0 : -ENOMEM;
}
void close1(struct ring *r) {
  // CHECK: one-file.c:[[@LINE+1]]:{{.*}}: warning: 'r->v' is released with a size of 512 bytes, but was acquired with 1024 bytes; release it with the same size [dma-release-mismatch, medium]
  dma_free_coherent(r->dev, 32 * 16, r->v, r->vd);
  // CHECK: one-file.c:7:{{.*}}: note: coherent memory is acquired here with dma_alloc_coherent()
  // CHECK: note: assuming that nothing else is stored where 'r->v' is kept
}

// Silent: one number, written in two ways, and through a field.
int open2(struct ring *r) {
  u32 size = 16 * sizeof(u32);
  r->w = dma_alloc_coherent(r->dev, size, &r->wd, GFP_KERNEL);
  if (!r->w)
    return -ENOMEM;
  r->size = size;
  return 0;
}
void close2(struct ring *r) { dma_free_coherent(r->dev, r->size, r->w, r->wd); }
void close2b(struct ring *r) { dma_free_coherent(r->dev, 64, r->w, r->wd); }
// Their twin: another number through the field.
struct ring2 { struct device *dev; void *w; dma_addr_t wd; u32 size; };
int open2c(struct ring2 *r) {
  u32 size = 16 * sizeof(u32);
  r->w = dma_alloc_coherent(r->dev, 2 * size, &r->wd, GFP_KERNEL);
  if (!r->w)
    return -ENOMEM;
  r->size = size;
  return 0;
}
// CHECK: one-file.c:[[@LINE+1]]:{{.*}}: warning: 'r->w' is released with a size of 64 bytes, but was acquired with 128 bytes{{.*}} [dma-release-mismatch, medium]
void close2c(struct ring2 *r) { dma_free_coherent(r->dev, r->size, r->w, r->wd); }

// Silent: one size is the other and something more, both times.
int open3(struct ring *r, u32 n) {
  r->chunk = dma_alloc_coherent(r->dev, n + 8, &r->cd, GFP_KERNEL);
  if (!r->chunk)
    return -ENOMEM;
  r->size = n;
  return 0;
}
void close3(struct ring *r) { dma_free_coherent(r->dev, 8 + r->size, r->chunk, r->cd); }
// Its twin: only once.
struct chunk { struct device *dev; void *chunk; dma_addr_t cd; u32 size; };
int open3b(struct chunk *r, u32 n) {
  r->chunk = dma_alloc_coherent(r->dev, n + 8, &r->cd, GFP_KERNEL);
  if (!r->chunk)
    return -ENOMEM;
  r->size = n;
  return 0;
}
// CHECK: one-file.c:[[@LINE+1]]:{{.*}}: warning: 'r->chunk' is released with another size than it was acquired with{{.*}} [dma-release-mismatch, medium]
void close3b(struct chunk *r) { dma_free_coherent(r->dev, r->size, r->chunk, r->cd); }

// Two instances of one field, of different sizes: silent.
struct buf { void *v; dma_addr_t d; u32 n; };
static int get(struct device *dev, struct buf *b, u32 n) {
  b->v = dma_alloc_coherent(dev, n, &b->d, GFP_KERNEL);
  b->n = n;
  return b->v ? 0 : -ENOMEM;
}
static void put(struct device *dev, struct buf *b) { dma_free_coherent(dev, b->n, b->v, b->d); }
struct two { struct device *dev; struct buf rx, tx; };
int open4(struct two *t) {
  int err = get(t->dev, &t->rx, 64);
  if (err)
    return err;
  err = get(t->dev, &t->tx, 128);
  if (err)
    put(t->dev, &t->rx);
  return err;
}
void close4(struct two *t) {
  put(t->dev, &t->rx);
  put(t->dev, &t->tx);
}
// Its twin: what is kept is not what was acquired.
struct buf4 { void *v; dma_addr_t d; u32 n; };
static int get4(struct device *dev, struct buf4 *b, u32 n) {
  b->v = dma_alloc_coherent(dev, n + 8, &b->d, GFP_KERNEL);
  b->n = n;
  return b->v ? 0 : -ENOMEM;
}
static void put4(struct device *dev, struct buf4 *b) {
  // CHECK: one-file.c:[[@LINE+1]]:{{.*}}: warning: 'b->v' is released with a size of 64 bytes, but was acquired with 72 bytes{{.*}} [dma-release-mismatch, high]
  dma_free_coherent(dev, b->n, b->v, b->d);
}
struct two4 { struct device *dev; struct buf4 rx, tx; };
int open4b(struct two4 *t) {
  int err = get4(t->dev, &t->rx, 64);
  if (err)
    return err;
  err = get4(t->dev, &t->tx, 128);
  if (err)
    put4(t->dev, &t->rx);
  return err;
}
void close4b(struct two4 *t) {
  put4(t->dev, &t->rx);
  put4(t->dev, &t->tx);
}

// Directions and functions.
struct tx { struct device *dev; dma_addr_t d; void *skb; void *a, *b; dma_addr_t ad, bd; bool cached; };
int map5(struct tx *t) {
  t->d = dma_map_single(t->dev, t->skb, 64, DMA_TO_DEVICE);
  return dma_mapping_error(t->dev, t->d) ? -ENOMEM : 0;
}
void done5(struct tx *t) {
  // CHECK: one-file.c:[[@LINE+1]]:{{.*}}: warning: 't->d' is released as DMA_FROM_DEVICE, but was mapped as DMA_TO_DEVICE; release it with the same direction [dma-release-mismatch, medium]
  dma_unmap_single(t->dev, t->d, 64, DMA_FROM_DEVICE);
}
int open6(struct tx *t) {
  // CHECK: one-file.c:[[@LINE+2]]:{{.*}}: warning: 't->a' is acquired with dma_alloc_noncoherent(), but is only ever released with dma_free_wc(); release it with dma_free_noncoherent() [dma-release-mismatch, medium]
  if (t->cached)
    t->a = dma_alloc_noncoherent(t->dev, 64, &t->ad, DMA_TO_DEVICE, GFP_KERNEL);
  else
    t->a = dma_alloc_wc(t->dev, 64, &t->ad, GFP_KERNEL);
  return t->a ? 0 : -ENOMEM;
}
void close6(struct tx *t) { dma_free_wc(t->dev, 64, t->a, t->ad); }
int open7(struct tx *t) {
  t->b = dma_alloc_coherent(t->dev, 64, &t->bd, GFP_KERNEL);
  return t->b ? 0 : -ENOMEM;
}
void close7(struct tx *t) {
  // CHECK: one-file.c:[[@LINE+1]]:{{.*}}: warning: 't->b' was acquired with dma_alloc_coherent() and must not be released with dma_free_wc(); use dma_free_coherent() [dma-release-mismatch, medium]
  dma_free_wc(t->dev, 64, t->b, t->bd);
}

// Acquired, kept, and nowhere released.
struct fw { struct device *dev; void *img, *kept; dma_addr_t img_d, kept_d; };
struct fb_info { void *screen; };
int load(struct fw *f) {
  // CHECK: one-file.c:[[@LINE+1]]:{{.*}}: warning: 'f->img' is never released: nothing in this module releases what is kept there; call dma_free_coherent() in its cleanup [dma-leak, medium]
  f->img = dma_alloc_coherent(f->dev, 64, &f->img_d, GFP_KERNEL);
  return f->img ? 0 : -ENOMEM;
}
// Silent: handed to a function of another module, unlike f->img.
void keep_for_me(struct fw *f, void *p);
int load_kept(struct fw *f) {
  f->kept = dma_alloc_coherent(f->dev, 64, &f->kept_d, GFP_KERNEL);
  if (!f->kept)
    return -ENOMEM;
  keep_for_me(f, f->kept);
  return 0;
}
// CHECK: 8 findings in 1 of 1 units
