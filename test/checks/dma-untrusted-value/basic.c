// RUN: %check %s --checks=-*,dma-untrusted-value --min-confidence=low | %FileCheck %s
#include <kernel.h>
#define le16_to_cpu(x) ((u16)(x))
struct cq { u16 index, length; __le32 count; };
struct nic { struct device *dev; struct cq *ring; dma_addr_t dma; void *bufs[16]; u8 table[64]; };
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
