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

// Twins that must stay silent: every way a handle lives on.
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
dma_addr_t returned(struct device *dev, void *buf) {
  dma_addr_t dma = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, dma))
    return 0;
  return dma;
}
int through_parameter(struct device *dev, void *buf, dma_addr_t *out) {
  *out = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  return dma_mapping_error(dev, *out) ? -ENOMEM : 0;
}
void hand_over(struct ring *, dma_addr_t);
void handed_over(struct device *dev, struct ring *r, void *buf) {
  dma_addr_t dma = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, dma))
    return;
  hand_over(r, dma);
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
// BUG() ends a path: nothing is left behind by it.
void bugs(struct device *dev, struct ring *r, void *buf) {
  dma_addr_t dma = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, dma))
    return;
  if (r->desc & 1)
    BUG();
  r->dma = dma;
}
void managed(struct device *dev) {
  dma_addr_t dma;
  u32 *p = (u32 *)dmam_alloc_coherent(dev, 64, &dma, GFP_KERNEL);
  if (p)
    p[0] = 1;
}
// A ring that comes round to the slot it began with.
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
