// RUN: %check %s | %FileCheck %s
// Each of these hinges on a statement that could be taken for one that no object depends on. Its twin, where that
// statement is left out, is reported.
#include <kernel.h>

struct box { dma_addr_t dma; u32 length, used; };
struct state { u32 mapped; };
struct priv {
  struct device *dev;
  struct box box;
  struct state state;
  u32 mapped, level;
};

// Through a pointer.
int by_pointer(struct priv *p, void *b) {
  int failed = 0, *result = &failed;
  dma_addr_t h = dma_map_single(p->dev, b, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(p->dev, h))
    return -ENOMEM;
  if (p->level) {
    dma_unmap_single(p->dev, h, 64, DMA_TO_DEVICE);
    *result = 1;
  }
  if (failed)
    return -EIO;
  dma_unmap_single(p->dev, h, 64, DMA_TO_DEVICE);
  return 0;
}
int by_pointer_not(struct priv *p, void *b) {
  int failed = 0;
  dma_addr_t h = dma_map_single(p->dev, b, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(p->dev, h))
    return -ENOMEM;
  if (p->level) {
    dma_unmap_single(p->dev, h, 64, DMA_TO_DEVICE);
  }
  if (failed)
    return -EIO;
  // CHECK: slice-needed.c:[[@LINE+1]]:{{.*}}: warning: 'h' has already been released on this path{{.*}} [dma-double-release, high]
  dma_unmap_single(p->dev, h, 64, DMA_TO_DEVICE);
  return 0;
}
// By copying a record.
int by_copy(struct priv *p, void *b) {
  struct state was = { 0 };
  p->state.mapped = 0;
  dma_addr_t h = dma_map_single(p->dev, b, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(p->dev, h))
    return -ENOMEM;
  was.mapped = 1;
  p->state = was;
  if (!p->state.mapped)
    return -EIO;
  dma_unmap_single(p->dev, h, 64, DMA_TO_DEVICE);
  return 0;
}
int by_copy_not(struct priv *p, void *b) {
  struct state was = { 0 };
  p->state.mapped = 0;
  dma_addr_t h = dma_map_single(p->dev, b, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(p->dev, h))
    return -ENOMEM;
  was.mapped = 1;
  if (!p->state.mapped)
    // CHECK: slice-needed.c:[[@LINE+1]]:{{.*}}: warning: 'h' is never released on this path and nothing refers to it any more{{.*}} [dma-leak, high]
    return -EIO;
  dma_unmap_single(p->dev, h, 64, DMA_TO_DEVICE);
  return 0;
}
// In a helper that is looked into, and one that is not.
static void note(struct priv *p) { p->mapped = 1; }
static void note_more(struct priv *p) {
  p->level = 2;
  p->box.used = 3;
  p->state.mapped = 0;
}
int by_helper(struct priv *p, void *b) {
  p->mapped = 0;
  p->state.mapped = 1;
  dma_addr_t h = dma_map_single(p->dev, b, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(p->dev, h))
    return -ENOMEM;
  note(p);
  note_more(p);
  if (p->state.mapped == 1 && p->mapped == 0)
    return -EIO;
  dma_unmap_single(p->dev, h, 64, DMA_TO_DEVICE);
  return 0;
}
int by_helper_not(struct priv *p, void *b) {
  p->mapped = 0;
  p->state.mapped = 1;
  dma_addr_t h = dma_map_single(p->dev, b, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(p->dev, h))
    return -ENOMEM;
  if (p->state.mapped == 1 && p->mapped == 0)
    // CHECK: slice-needed.c:[[@LINE+1]]:{{.*}}: warning: 'h' is never released on this path and nothing refers to it any more{{.*}} [dma-leak, high]
    return -EIO;
  dma_unmap_single(p->dev, h, 64, DMA_TO_DEVICE);
  return 0;
}
// A helper that gives what it has been kept in.
static struct box *box_of(struct priv *p) { return &p->box; }
int by_getter(struct priv *p, void *b) {
  dma_addr_t h = dma_map_single(p->dev, b, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(p->dev, h))
    return -ENOMEM;
  struct box *kept = box_of(p);
  dma_addr_t *slot = &kept->dma;
  *slot = h;
  kept->length = 64;
  return 0;
}
int by_getter_not(struct priv *p, void *b) {
  dma_addr_t h = dma_map_single(p->dev, b, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(p->dev, h))
    return -ENOMEM;
  // CHECK: slice-needed.c:[[@LINE+1]]:{{.*}}: warning: 'h' is never released on this path and nothing refers to it any more{{.*}} [dma-leak, high]
  struct box *kept = box_of(p);
  kept->length = 64;
  return 0;
}
void undo(struct priv *p) {
  dma_unmap_single(p->dev, p->box.dma, p->box.length, DMA_TO_DEVICE);
}
// The size of a release is computed beside it.
int by_size(struct priv *p, void *b) {
  u32 n = 100, size = n, rest;
  rest = size & 63;
  size -= rest;
  dma_addr_t h = dma_map_single(p->dev, b, size, DMA_TO_DEVICE);
  if (dma_mapping_error(p->dev, h))
    return -ENOMEM;
  n = size;
  dma_unmap_single(p->dev, h, n, DMA_TO_DEVICE);
  return 0;
}
int by_size_not(struct priv *p, void *b) {
  u32 n = 100, size = n, rest;
  rest = size & 63;
  size -= rest;
  dma_addr_t h = dma_map_single(p->dev, b, size, DMA_TO_DEVICE);
  if (dma_mapping_error(p->dev, h))
    return -ENOMEM;
  // CHECK: slice-needed.c:[[@LINE+1]]:{{.*}}: warning: 'h' is released with a size of 100 bytes, but was acquired with 64 bytes{{.*}} [dma-release-mismatch, high]
  dma_unmap_single(p->dev, h, n, DMA_TO_DEVICE);
  return 0;
}
// The same where the size is not known.
int by_any_size(struct priv *p, void *b, u32 n) {
  u32 size = n, rest;
  rest = size & 63;
  size -= rest;
  dma_addr_t h = dma_map_single(p->dev, b, size, DMA_TO_DEVICE);
  if (dma_mapping_error(p->dev, h))
    return -ENOMEM;
  n = size;
  dma_unmap_single(p->dev, h, n, DMA_TO_DEVICE);
  return 0;
}
// What a register says differs from one reading to the next.
u32 readl(const volatile void *);
int by_register(struct priv *p, void *regs, void *b) {
  dma_addr_t h = 0;
  if (readl(regs) & 1) {
    h = dma_map_single(p->dev, b, 64, DMA_TO_DEVICE);
    if (dma_mapping_error(p->dev, h))
      return -ENOMEM;
  }
  writel(1, regs);
  if (h)
    dma_unmap_single(p->dev, h, 64, DMA_TO_DEVICE);
  return 0;
}
// Its twin asks it again, and has no value of its own.
int by_register_again(struct priv *p, void *regs, void *b) {
  dma_addr_t h;
  if (readl(regs) & 1) {
    h = dma_map_single(p->dev, b, 64, DMA_TO_DEVICE);
    if (dma_mapping_error(p->dev, h))
      return -ENOMEM;
  }
  writel(1, regs);
  if (readl(regs) & 1)
    // CHECK: slice-needed.c:[[@LINE+1]]:{{.*}}: warning: 'h' has no value on this path and must not be released{{.*}} [dma-release-unacquired, high]
    dma_unmap_single(p->dev, h, 64, DMA_TO_DEVICE);
  return 0;
}

// A record on the stack that is filled through a pointer.
struct temp { struct device *dev; void *v; dma_addr_t d; u32 size, rev; };
int fill_temp(struct temp *t);
void kernel_fill(void *t);
static void put_temp(struct temp *t) {
  if (t->v)
    dma_free_coherent(t->dev, t->size, t->v, t->d);
}
int with_memset(struct device *dev) {
  struct temp temp, *t = &temp;
  memset(t, 0, sizeof(*t));
  t->dev = dev;
  t->rev = 3;
  put_temp(t);
  return 0;
}
static void drop_temp(struct temp *t) {
  if (t->v)
    // CHECK: slice-needed.c:[[@LINE+1]]:{{.*}}: warning: 't->v' has no value on this path and must not be released{{.*}} [dma-release-unacquired, high]
    dma_free_coherent(t->dev, t->size, t->v, t->d);
}
int with_nothing(struct device *dev) {
  struct temp temp, *t = &temp;
  t->dev = dev;
  t->rev = 3;
  drop_temp(t);
  return 0;
}
static void clear_temp(struct temp *t) {
  memset(t, 0, sizeof(*t));
  t->rev = 4;
}
int with_helper(struct device *dev) {
  struct temp temp;
  clear_temp(&temp);
  put_temp(&temp);
  return 0;
}
static void count_temp(struct temp *t) {
  t->rev = 4;
}
static void drop_another(struct temp *t) {
  if (t->v)
    // CHECK: slice-needed.c:[[@LINE+1]]:{{.*}}: warning: 't->v' has no value on this path and must not be released{{.*}} [dma-release-unacquired, high]
    dma_free_coherent(t->dev, t->size, t->v, t->d);
}
int with_another(struct device *dev) {
  struct temp temp;
  count_temp(&temp);
  drop_another(&temp);
  return 0;
}
// CHECK: 8 findings in 1 of 1 units
