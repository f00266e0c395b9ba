// RUN: %check %s | %FileCheck %s
#include <kernel.h>

// The record with the list goes with a call of the driver's own that frees it, and nobody can release the mapping any more.
struct pages { struct sg_table sgt; void **pages; unsigned count; };
struct user { struct device *dev; struct pages *kept; };
int fill(struct sg_table *sgt, void **pages, unsigned count);
void *view(void **pages, unsigned count);
static void free_record(struct pages *p) { kfree(p); }
static void drop(struct user *u, struct pages *p) {
  if (!p)
    return;
  kfree(p->pages);
  free_record(p);
}
void *alloc(struct user *u) {
  struct pages *p = kmalloc(sizeof(*p), GFP_KERNEL);
  void *v;
  if (!p)
    return NULL;
  if (fill(&p->sgt, p->pages, p->count))
    goto error;
  if (dma_map_sgtable(u->dev, &p->sgt, DMA_BIDIRECTIONAL, 0))
    goto error;
  v = view(p->pages, p->count);
  if (!v)
    goto error;
  u->kept = p;
  return v;
error:
  drop(u, p);
  // CHECK: freed-by-helper.c:[[@LINE+1]]:{{.*}}: warning: '&p->sgt' is never released on this path and nothing refers to it any more; call dma_unmap_sgtable() before leaving [dma-leak, high]
  return NULL;
}

// The same without a helper: that the mapping gave 0 tells that it worked, not which it is.
void *alloc_alone(struct user *u) {
  struct pages *p = kmalloc(sizeof(*p), GFP_KERNEL);
  void *v;
  if (!p)
    return NULL;
  if (dma_map_sgtable(u->dev, &p->sgt, DMA_BIDIRECTIONAL, 0)) {
    kfree(p);
    return NULL;
  }
  v = view(p->pages, p->count);
  if (!v) {
    kfree(p);
    // CHECK: freed-by-helper.c:[[@LINE+1]]:{{.*}}: warning: '&p->sgt' is never released on this path and nothing refers to it any more; call dma_unmap_sgtable() before leaving [dma-leak, high]
    return NULL;
  }
  u->kept = p;
  return v;
}

// Silent: a function that frees what the record points to, or the record only now and then.
static void drop_pages(struct user *u, struct pages *p) { kfree(p->pages); }
static void drop_last(struct user *u, struct pages *p) {
  if (p->count > 1)
    return;
  kfree(p);
}
int keep_record(struct user *u, struct pages *p) {
  if (dma_map_sgtable(u->dev, &p->sgt, DMA_BIDIRECTIONAL, 0))
    return -EIO;
  drop_pages(u, p);
  return 0;
}
int keep_sometimes(struct user *u) {
  struct pages *p = kmalloc(sizeof(*p), GFP_KERNEL);
  if (!p)
    return -ENOMEM;
  u->kept = p;
  if (dma_map_sgtable(u->dev, &p->sgt, DMA_BIDIRECTIONAL, 0)) {
    kfree(p);
    return -EIO;
  }
  drop_last(u, p);
  return 0;
}
void close_user(struct user *u) {
  dma_unmap_sgtable(u->dev, &u->kept->sgt, DMA_BIDIRECTIONAL, 0);
  kfree(u->kept);
}
// CHECK: 2 findings in 1 of 1 units
