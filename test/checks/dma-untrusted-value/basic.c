// RUN: %check %s --checks=-*,dma-untrusted-value --min-confidence=low | %FileCheck %s
#include <kernel.h>
#define le16_to_cpu(x) ((u16)(x))
struct cq { u16 index, length; __le32 count; };
struct own { u16 index; };
struct nic { struct device *dev; struct cq *ring; dma_addr_t dma; void *bufs[16]; u8 table[64]; struct own *o; };
int open(struct nic *n) {
  n->ring = dma_alloc_coherent(n->dev, 256, &n->dma, GFP_KERNEL);
  return n->ring ? 0 : -ENOMEM;
}
void close(struct nic *n) { dma_free_coherent(n->dev, 256, n->ring, n->dma); }

void *direct(struct nic *n) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'n->ring[0].index' stands in memory that the device can rewrite, and is used as an index as it is; read it once and compare it first [dma-untrusted-value, low]
  return n->bufs[n->ring[0].index];
  // CHECK: note: assuming that the device may turn against its driver
}
void *swapped(struct nic *n, int i) {
  struct cq *c = &n->ring[i];
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'c->index' stands in memory that the device can rewrite, and is used as an index
  return n->bufs[le16_to_cpu(c->index)];
}
void *through_variable(struct nic *n, struct cq *c) {
  u16 at = c->index;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'c->index' stands in memory that the device can rewrite, and is used as an index
  return n->bufs[at];
}
void copy(struct nic *n, struct cq *c, void *to) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'c->length' stands in memory that the device can rewrite, and is used as a length
  memcpy(to, n->table, c->length);
}
void copy_variable(struct nic *n, struct cq *c, void *to) {
  u16 length;
  length = le16_to_cpu(c->length);
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'c->length' stands in memory that the device can rewrite, and is used as a length
  memcpy(to, n->table, length);
}
u32 sum(struct nic *n, struct cq *c) {
  u32 total = 0;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'c->count' stands in memory that the device can rewrite, and is used as the bound of a loop
  for (u32 i = 0; i < c->count; i++)
    total += n->table[i];
  return total;
}
// Silent: masked. Their twin is direct().
void *masked(struct nic *n, struct cq *c) { return n->bufs[c->index & 15]; }
void *remainder(struct nic *n, struct cq *c) { return n->bufs[c->index % 16]; }
// Silent: compared. Its twin is through_variable().
void *compared(struct nic *n, struct cq *c) {
  u16 at = c->index;
  if (at >= 16)
    return NULL;
  return n->bufs[at];
}
// Silent: the driver's own; a number. Their twin: the device's.
void *own(struct nic *n) { return n->bufs[n->o->index]; }
void *number(struct nic *n) { return n->bufs[3]; }
// CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'n->ring->index' stands in memory that the device can rewrite, and is used as an index as it is{{.*}} [dma-untrusted-value, low]
void *not_own(struct nic *n) { return n->bufs[n->ring->index]; }
// Silent: bounded.
void copy_bounded(struct nic *n, struct cq *c, void *to) {
  u32 length = c->length;
  if (length > 64)
    length = 64;
  memcpy(to, n->table, length);
}
// Its twin: not bounded.
void copy_unbounded(struct nic *n, struct cq *c, void *to) {
  u32 length = c->length;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'c->length' stands in memory that the device can rewrite, and is used as a length as it is{{.*}} [dma-untrusted-value, low]
  memcpy(to, n->table, length);
}
// Silent: several values, one of them the driver's.
void *either(struct nic *n, struct cq *c, bool old) {
  u16 at = c->index;
  if (old)
    at = 0;
  return n->bufs[at];
}
// Its twin: always the device's.
void *always(struct nic *n, struct cq *c, bool old) {
  u16 at = c->index;
  if (old)
    return NULL;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'c->index' stands in memory that the device can rewrite, and is used as an index as it is{{.*}} [dma-untrusted-value, low]
  return n->bufs[at];
}
// Silent: only looked at. Its twin is sum().
bool done(struct cq *c) { return c->count == 0; }
// CHECK: 9 findings in 1 of 1 units
