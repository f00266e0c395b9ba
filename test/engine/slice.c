// RUN: %check %s --max-nodes=200 | %FileCheck %s
// What no object depends on is not walked: neither the registers and counters
// nor the branches between them take the path to its bound.
#include <kernel.h>

struct desc { u32 flags, length, next, status; };
struct priv {
  struct device *dev;
  void *regs;
  struct desc *ring;
  u32 count, bytes, level, state, flags[8];
};
int arm(struct priv *p);

#define COUNT(p, n)                                                            \
  do {                                                                         \
    (p)->count += (n);                                                         \
    (p)->bytes += (n) * 64;                                                    \
    (p)->flags[(n) & 7] = (p)->bytes >> 3;                                     \
    writel((p)->count | (p)->bytes << 8, (char *)(p)->regs + (n) * 4);         \
    printk("%u of %u\n", (p)->count, (p)->bytes);                              \
  } while (0)
#define MANY(p) COUNT(p, 1); COUNT(p, 2); COUNT(p, 3); COUNT(p, 4); COUNT(p, 5)

int straight(struct priv *p, void *buffer) {
  struct desc d = { 1, 2, 3, 4 };
  u32 sum = 0, *last = &sum;
  MANY(p);
  dma_addr_t h = dma_map_single(p->dev, buffer, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(p->dev, h))
    return -ENOMEM;
  MANY(p);
  d.status = p->level;
  *last = d.status + d.next;
  switch (p->state) {
  case 1: p->count = 1; break;
  case 2: p->count = 2; break;
  default: p->count = 3;
  }
  MANY(p);
  // CHECK-DAG: slice.c:[[@LINE+1]]:{{.*}}: warning: 'h' is never released on this path and nothing refers to it any more; call dma_unmap_single() before leaving [dma-leak, high]
  return 0;
}
// Silent: what such a statement leaves behind may be needed after all.
int needed(struct priv *p, void *buffer) {
  u32 wanted = p->level ? 1 : 0, *through = &wanted;
  MANY(p);
  *through = 0;
  dma_addr_t h = dma_map_single(p->dev, buffer, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(p->dev, h))
    return -ENOMEM;
  if (wanted)
    return -EIO;
  dma_unmap_single(p->dev, h, 64, DMA_TO_DEVICE);
  return 0;
}
// Its twin: without that statement.
int needed_and_missing(struct priv *p, void *buffer) {
  u32 wanted = p->level ? 1 : 0;
  MANY(p);
  dma_addr_t h = dma_map_single(p->dev, buffer, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(p->dev, h))
    return -ENOMEM;
  if (wanted)
    // CHECK: slice.c:[[@LINE+1]]:{{.*}}: warning: 'h' is never released on this path and nothing refers to it any more{{.*}} [dma-leak, high]
    return -EIO;
  dma_unmap_single(p->dev, h, 64, DMA_TO_DEVICE);
  return 0;
}
// So may what a function of the kernel fills in.
struct answer { u32 kind, refused; };
int filled(struct priv *p, void *buffer) {
  struct answer a = { 0 };
  dma_addr_t h = dma_map_single(p->dev, buffer, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(p->dev, h))
    return -ENOMEM;
  regs_read(p->dev, &a, sizeof(a));
  if (a.refused)
    // CHECK-DAG: slice.c:[[@LINE+1]]:{{.*}}: warning: 'h' is never released on this path
    return -EIO;
  dma_unmap_single(p->dev, h, 64, DMA_TO_DEVICE);
  return 0;
}
// CHECK: 3 findings in 1 of 1 units
