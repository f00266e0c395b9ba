// RUN: %check %s | %FileCheck %s
#include <kernel.h>

struct ring { dma_addr_t dma; struct sk_buff *skb; __le64 desc; u32 *regs; };

// A path that gives up after a successful map.
int refill(struct device *dev, struct ring *r) {
  struct sk_buff *skb = alloc_skb(64, GFP_ATOMIC);
  if (!skb)
    return -ENOMEM;
  dma_addr_t dma = dma_map_single(dev, skb->data, 64, DMA_FROM_DEVICE);
  if (dma_mapping_error(dev, dma)) {
    dev_kfree_skb(skb);
    return -ENOMEM;
  }
  if (WARN_ON(dma & 3)) {
    // CHECK: lost.c:[[@LINE+1]]:{{.*}}: warning: 'dma' is never released on this path and nothing refers to it any more; call dma_unmap_single() before leaving [dma-leak, high]
    dev_kfree_skb(skb);
    // CHECK: note: assuming 'skb' is non-null
    // CHECK: lost.c:11:{{.*}}: note: mapping is made here with dma_map_single()
    // CHECK: lost.c:12:{{.*}}: note: assuming the acquisition succeeded
    // CHECK: lost.c:16:{{.*}}: note: taking true branch
    return -EIO;
  }
  r->skb = skb;
  r->dma = dma;
  return 0;
}

// Coherent memory that only a local variable knows.
int scratch(struct device *dev) {
  dma_addr_t dma;
  u32 *buf = (u32 *)dma_alloc_coherent(dev, 64, &dma, GFP_KERNEL);
  if (!buf)
    return -ENOMEM;
  if (buf[0] == 7)
    // CHECK: lost.c:[[@LINE+1]]:{{.*}}: warning: 'buf' is never released on this path {{.*}}; call dma_free_coherent() before leaving [dma-leak, high]
    return -EIO;
  dma_free_coherent(dev, 64, buf, dma);
  return 0;
}

// Silent: every way a handle lives on.
void published(struct device *dev, struct ring *r, void *buf) {
  dma_addr_t dma = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, dma))
    return;
  r->desc = cpu_to_le64(dma);
}
void swapped(struct device *dev, struct ring *r, void *buf) {
  dma_addr_t dma = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, dma))
    return;
  r->desc = cpu_to_be32(dma);
}
void halves(struct device *dev, struct ring *r, void *buf) {
  dma_addr_t dma = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, dma))
    return;
  r->regs[0] = lower_32_bits(dma) | 1;
  r->regs[1] = upper_32_bits(dma);
}
void in_register(struct device *dev, struct ring *r, void *buf) {
  dma_addr_t dma = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, dma))
    return;
  writel(dma, r->regs);
}
// Their twin: what is written is not the address.
void unpublished(struct device *dev, struct ring *r, void *buf) {
  dma_addr_t dma = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, dma))
    return;
  // CHECK: lost.c:[[@LINE+1]]:{{.*}}: warning: 'dma' is never released on this path and nothing refers to it any more; call dma_unmap_single() before leaving [dma-leak, high]
  r->desc = cpu_to_le64(1);
  r->regs[0] = 1;
  writel(1, r->regs);
}
dma_addr_t returned(struct device *dev, void *buf) {
  dma_addr_t dma = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, dma))
    return 0;
  return dma;
}
// Its twin: another value is returned.
dma_addr_t not_returned(struct device *dev, void *buf) {
  dma_addr_t dma = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, dma))
    return 0;
  // CHECK: lost.c:[[@LINE+1]]:{{.*}}: warning: 'dma' is never released on this path and nothing refers to it any more; call dma_unmap_single() before leaving [dma-leak, high]
  return 1;
}
int through_parameter(struct device *dev, void *buf, dma_addr_t *out) {
  *out = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  return dma_mapping_error(dev, *out) ? -ENOMEM : 0;
}
// Its twin: through nothing.
int through_variable(struct device *dev, void *buf) {
  dma_addr_t out = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  // CHECK: lost.c:[[@LINE+1]]:{{.*}}: warning: 'out' is never released on this path and nothing refers to it any more; call dma_unmap_single() before leaving [dma-leak, high]
  return dma_mapping_error(dev, out) ? -ENOMEM : 0;
}
void hand_over(struct ring *, dma_addr_t);
void handed_over(struct device *dev, struct ring *r, void *buf) {
  dma_addr_t dma = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, dma))
    return;
  hand_over(r, dma);
}
// Its twin: another value is.
void not_handed_over(struct device *dev, struct ring *r, void *buf) {
  dma_addr_t dma = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, dma))
    return;
  // CHECK: lost.c:[[@LINE+1]]:{{.*}}: warning: 'dma' is never released on this path and nothing refers to it any more; call dma_unmap_single() before leaving [dma-leak, high]
  hand_over(r, 0);
}
struct fd { u64 addr; u32 len; };
int enqueue(struct fd *);
int in_local_record(struct device *dev, void *buf) {
  struct fd fd;
  fd.addr = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, fd.addr))
    return -ENOMEM;
  return enqueue(&fd);
}
// Its twin: another record is enqueued.
int in_lost_record(struct device *dev, void *buf) {
  struct fd fd, other = {0};
  fd.addr = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, fd.addr))
    return -ENOMEM;
  // CHECK: lost.c:[[@LINE+1]]:{{.*}}: warning: 'fd.addr' is never released on this path and nothing refers to it any more; call dma_unmap_single() before leaving [dma-leak, high]
  return enqueue(&other);
}
void copied_record(struct device *dev, struct fd *slots, int i, void *buf) {
  struct fd fd;
  fd.addr = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, fd.addr))
    return;
  slots[i] = fd;
}
void copied_bytes(struct device *dev, struct fd *slots, int i, void *buf) {
  struct fd fd;
  fd.addr = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, fd.addr))
    return;
  memcpy(&slots[i], &fd, sizeof(fd));
}
// Their twins: only its length is copied.
void copied_length(struct device *dev, struct fd *slots, int i, void *buf) {
  struct fd fd = {0, 64};
  fd.addr = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, fd.addr))
    return;
  slots[i].len = fd.len;
  // CHECK: lost.c:[[@LINE+1]]:{{.*}}: warning: 'fd.addr' is never released on this path and nothing refers to it any more; call dma_unmap_single() before leaving [dma-leak, high]
}
void copied_bytes_of_length(struct device *dev, struct fd *slots, int i, void *buf) {
  struct fd fd = {0, 64};
  fd.addr = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, fd.addr))
    return;
  memcpy(&slots[i].len, &fd.len, sizeof(fd.len));
  // CHECK: lost.c:[[@LINE+1]]:{{.*}}: warning: 'fd.addr' is never released on this path and nothing refers to it any more; call dma_unmap_single() before leaving [dma-leak, high]
}
// Silent: BUG() ends a path: nothing is left behind by it.
void bugs(struct device *dev, struct ring *r, void *buf) {
  dma_addr_t dma = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, dma))
    return;
  if (r->desc & 1)
    BUG();
  r->dma = dma;
}
// Its twin: the path goes on.
void warns(struct device *dev, struct ring *r, void *buf) {
  dma_addr_t dma = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, dma))
    return;
  if (WARN_ON(r->desc & 1))
    // CHECK: lost.c:[[@LINE+1]]:{{.*}}: warning: 'dma' is never released on this path and nothing refers to it any more; call dma_unmap_single() before leaving [dma-leak, high]
    return;
  r->dma = dma;
}
// Silent: managed.
void managed(struct device *dev) {
  dma_addr_t dma;
  u32 *p = (u32 *)dmam_alloc_coherent(dev, 64, &dma, GFP_KERNEL);
  if (p)
    p[0] = 1;
}
// Its twin: not managed.
void unmanaged(struct device *dev) {
  dma_addr_t dma;
  u32 *p = (u32 *)dma_alloc_coherent(dev, 64, &dma, GFP_KERNEL);
  if (p)
    p[0] = 1;
  // CHECK: lost.c:[[@LINE+1]]:{{.*}}: warning: 'p' is never released on this path and nothing refers to it any more; call dma_free_coherent() before leaving [dma-leak, high]
}
// Silent: a ring that comes round to the slot it began with.
void ring(struct device *dev, struct ring *slots, u32 *idx, u32 n, void **bufs) {
  for (u32 i = 0; i < n; i++) {
    dma_addr_t dma = dma_map_single(dev, bufs[i], 64, DMA_FROM_DEVICE);
    if (dma_mapping_error(dev, dma))
      break;
    slots[*idx].dma = dma;
    if (++*idx == n)
      *idx = 0;
  }
}
// Its twin: no slot.
void no_ring(struct device *dev, u32 *idx, u32 n, void **bufs) {
  // CHECK: lost.c:[[@LINE+5]]:{{.*}}: warning: 'dma' is never released on this path and nothing refers to it any more; call dma_unmap_single() before leaving [dma-leak, high]
  for (u32 i = 0; i < n; i++) {
    dma_addr_t dma = dma_map_single(dev, bufs[i], 64, DMA_FROM_DEVICE);
    if (dma_mapping_error(dev, dma))
      break;
    if (++*idx == n)
      *idx = 0;
  }
}
// CHECK: 12 findings in 1 of 1 units
