// RUN: %check %s --checks=dma-unsynced-access | %FileCheck %s
// Buffers that are mapped as long as they exist, in a driver that never synchronises them.
#include <kernel.h>
struct state { struct device *dev; u32 *vaddr; dma_addr_t paddr; };
int alloc(struct state *s) {
  s->vaddr = kmalloc(64, GFP_KERNEL);
  if (!s->vaddr)
    return -ENOMEM;
  s->paddr = dma_map_single(s->dev, s->vaddr, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(s->dev, s->paddr)) {
    kfree(s->vaddr);
    return -ENOMEM;
  }
  return 0;
}
void destroy(struct state *s) {
  dma_unmap_single(s->dev, s->paddr, 64, DMA_TO_DEVICE);
  kfree(s->vaddr);
}
void set(struct state *s, int i, u32 to) {
  // CHECK: kept.c:[[@LINE+1]]:{{.*}}: warning: 's->vaddr[i]' is written while the mapping in 'paddr' is kept, and nothing synchronises that for the device; call dma_sync_single_for_device() after the write [dma-unsynced-access, medium]
  s->vaddr[i] = to;
  // CHECK: kept.c:[[@LINE-14]]:{{.*}}: note: 'vaddr' is mapped here DMA_TO_DEVICE, and unmapped only when it is freed
}
void count(struct state *s) {
  u32 *first = s->vaddr;
  // CHECK: kept.c:[[@LINE+1]]:{{.*}}: warning: 'first[0]' is written while the mapping in 'paddr' is kept
  first[0]++;
}
// Silent: the CPU may read what the device reads.
u32 get(struct state *s, int i) { return s->vaddr[i]; }

struct status { struct device *dev; u32 *words; dma_addr_t dma; };
int alloc_status(struct status *s) {
  u32 *words = kmalloc(64, GFP_KERNEL);
  dma_addr_t dma;
  if (!words)
    return -ENOMEM;
  dma = dma_map_single(s->dev, words, 64, DMA_FROM_DEVICE);
  if (dma_mapping_error(s->dev, dma)) {
    kfree(words);
    return -ENOMEM;
  }
  s->words = words;
  s->dma = dma;
  return 0;
}
void free_status(struct status *s) {
  dma_unmap_single(s->dev, s->dma, 64, DMA_FROM_DEVICE);
  kfree(s->words);
}
int is_done(struct status *s) {
  // CHECK: kept.c:[[@LINE+1]]:{{.*}}: warning: 's->words[2]' is read while the mapping in 'dma' is kept, and nothing synchronises that for the CPU; call dma_sync_single_for_cpu() before the read [dma-unsynced-access, medium]
  return s->words[2] & 1;
}

// Silent: unmapped by itself, so it may be read then; mapped for each transfer; synchronised somewhere.
struct reply { struct device *dev; u32 *words; dma_addr_t dma; };
int start_reply(struct reply *r) {
  r->words = kmalloc(64, GFP_KERNEL);
  if (!r->words)
    return -ENOMEM;
  r->dma = dma_map_single(r->dev, r->words, 64, DMA_FROM_DEVICE);
  return dma_mapping_error(r->dev, r->dma) ? -ENOMEM : 0;
}
void end_reply(struct reply *r) { dma_unmap_single(r->dev, r->dma, 64, DMA_FROM_DEVICE); }
int result_of(struct reply *r) { return r->words[0]; }
struct call { struct device *dev; u32 *words; dma_addr_t dma; };
int alloc_call(struct call *c) {
  c->words = kmalloc(64, GFP_KERNEL);
  return c->words ? 0 : -ENOMEM;
}
int send_call(struct call *c) {
  c->words[0] = 1;
  c->dma = dma_map_single(c->dev, c->words, 64, DMA_TO_DEVICE);
  return dma_mapping_error(c->dev, c->dma) ? -ENOMEM : 0;
}
void free_call(struct call *c) {
  dma_unmap_single(c->dev, c->dma, 64, DMA_TO_DEVICE);
  kfree(c->words);
}
void prepare_call(struct call *c) { c->words[1] = 2; }
struct table { struct device *dev; u32 *words; dma_addr_t dma; };
int alloc_table(struct table *t) {
  t->words = kmalloc(64, GFP_KERNEL);
  if (!t->words)
    return -ENOMEM;
  t->dma = dma_map_single(t->dev, t->words, 64, DMA_TO_DEVICE);
  return dma_mapping_error(t->dev, t->dma) ? -ENOMEM : 0;
}
void free_table(struct table *t) {
  dma_unmap_single(t->dev, t->dma, 64, DMA_TO_DEVICE);
  kfree(t->words);
}
static void flush(struct table *t) { dma_sync_single_for_device(t->dev, t->dma, 64, DMA_TO_DEVICE); }
void set_table(struct table *t, int i, u32 to) {
  t->words[i] = to;
  flush(t);
}

// Mapped both ways, and only ever given to the device.
struct bounce { struct device *dev; char *buf; dma_addr_t dma; };
int alloc_bounce(struct bounce *b) {
  b->buf = kmalloc(64, GFP_KERNEL);
  if (!b->buf)
    return -ENOMEM;
  b->dma = dma_map_single(b->dev, b->buf, 64, DMA_BIDIRECTIONAL);
  return dma_mapping_error(b->dev, b->dma) ? -ENOMEM : 0;
}
void free_bounce(struct bounce *b) {
  dma_unmap_single(b->dev, b->dma, 64, DMA_BIDIRECTIONAL);
  kfree(b->buf);
}
void start_bounce(struct bounce *b, const void *from) {
  memcpy(b->buf, from, 64);
  dma_sync_single_for_device(b->dev, b->dma, 64, DMA_BIDIRECTIONAL);
}
void end_bounce(struct bounce *b, void *to) {
  // CHECK: kept.c:[[@LINE+1]]:{{.*}}: warning: 'b->buf' is read while the mapping in 'dma' is kept, and nothing synchronises that for the CPU; call dma_sync_single_for_cpu() before the read [dma-unsynced-access, medium]
  memcpy(to, b->buf, 64);
}
// Silent: it is taken back somewhere.
struct both { struct device *dev; char *buf; dma_addr_t dma; };
int alloc_both(struct both *b) {
  b->buf = kmalloc(64, GFP_KERNEL);
  if (!b->buf)
    return -ENOMEM;
  b->dma = dma_map_single(b->dev, b->buf, 64, DMA_BIDIRECTIONAL);
  return dma_mapping_error(b->dev, b->dma) ? -ENOMEM : 0;
}
void free_both(struct both *b) {
  dma_unmap_single(b->dev, b->dma, 64, DMA_BIDIRECTIONAL);
  kfree(b->buf);
}
static void take(struct both *b) { dma_sync_single_for_cpu(b->dev, b->dma, 64, DMA_BIDIRECTIONAL); }
void give(struct both *b) { dma_sync_single_for_device(b->dev, b->dma, 64, DMA_BIDIRECTIONAL); }
void read_both(struct both *b, void *to) {
  take(b);
  memcpy(to, b->buf, 64);
}
// CHECK: 4 findings in 1 of 1 units
