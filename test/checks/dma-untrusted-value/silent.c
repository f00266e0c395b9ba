// RUN: %check %s --checks=-*,dma-untrusted-value --min-confidence=low | %FileCheck %s
// CHECK: 0 findings
#include <kernel.h>
struct cq { u16 index, length; u32 count; };
struct own { u16 index; };
struct nic { struct device *dev; struct cq *ring; dma_addr_t dma; void *bufs[16]; u8 table[64]; struct own *o; };
int open(struct nic *n) {
  n->ring = dma_alloc_coherent(n->dev, 256, &n->dma, GFP_KERNEL);
  return n->ring ? 0 : -ENOMEM;
}
void close(struct nic *n) { dma_free_coherent(n->dev, 256, n->ring, n->dma); }
// Masked, compared, the driver's own, a number.
void *masked(struct nic *n, struct cq *c) { return n->bufs[c->index & 15]; }
void *remainder(struct nic *n, struct cq *c) { return n->bufs[c->index % 16]; }
void *compared(struct nic *n, struct cq *c) {
  u16 at = c->index;
  if (at >= 16)
    return NULL;
  return n->bufs[at];
}
void *own(struct nic *n) { return n->bufs[n->o->index]; }
void *number(struct nic *n) { return n->bufs[3]; }
void copy(struct nic *n, struct cq *c, void *to) {
  u32 length = c->length;
  if (length > 64)
    length = 64;
  memcpy(to, n->table, length);
}
// Several values, one of them the driver's.
void *either(struct nic *n, struct cq *c, bool old) {
  u16 at = c->index;
  if (old)
    at = 0;
  return n->bufs[at];
}
// Only looked at.
bool done(struct cq *c) { return c->count == 0; }
