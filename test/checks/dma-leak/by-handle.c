// RUN: %check %s | %FileCheck %s
// Memory of which nothing but the DMA handle is kept is lost: with that alone nobody releases it.
#include <kernel.h>
struct adapter { struct device *dev; u32 mailbox; u64 cookie; void *kept; unsigned long address; };
int send(u32 command);
int ask(struct adapter *a) {
  dma_addr_t h;
  void *p = dma_alloc_coherent(a->dev, 64, &h, GFP_KERNEL);
  if (!p)
    return 0;
  a->mailbox = (u32)h;
  if (send(1))
    goto out;
  send(*(u32 *)p);
  dma_free_coherent(a->dev, 64, p, h);
out:
  // CHECK: by-handle.c:[[@LINE+1]]:{{.*}}: warning: {{.*}} is never released on this path and nothing refers to it any more; {{.*}}[dma-leak, high]
  return 0;
}
// Silent: its address is kept, too, in one form or the other, or returned; a mapping is released by its handle; nobody of
// this function releases it.
int ask_kept(struct adapter *a) {
  dma_addr_t h;
  void *p = dma_alloc_coherent(a->dev, 64, &h, GFP_KERNEL);
  if (!p)
    return 0;
  a->mailbox = (u32)h;
  a->kept = p;
  if (send(1))
    return 0;
  dma_free_coherent(a->dev, 64, p, h);
  return 0;
}
int ask_number(struct adapter *a) {
  dma_addr_t h;
  void *p = dma_alloc_coherent(a->dev, 64, &h, GFP_KERNEL);
  if (!p)
    return 0;
  a->mailbox = (u32)h;
  a->address = (unsigned long)p;
  if (send(1))
    return 0;
  dma_free_coherent(a->dev, 64, p, h);
  return 0;
}
void *ask_returned(struct adapter *a) {
  dma_addr_t h;
  void *p = dma_alloc_coherent(a->dev, 64, &h, GFP_KERNEL);
  if (!p)
    return NULL;
  a->mailbox = (u32)h;
  if (send(1))
    return p;
  dma_free_coherent(a->dev, 64, p, h);
  return NULL;
}
int ask_mapped(struct adapter *a, void *p) {
  dma_addr_t h = dma_map_single(a->dev, p, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(a->dev, h))
    return 0;
  a->cookie = h;
  if (send(1))
    return 0;
  dma_unmap_single(a->dev, h, 64, DMA_TO_DEVICE);
  return 0;
}
int ask_for_good(struct adapter *a) {
  dma_addr_t h;
  void *p = dma_alloc_coherent(a->dev, 64, &h, GFP_KERNEL);
  if (!p)
    return 0;
  a->mailbox = (u32)h;
  return 0;
}
// CHECK: 1 finding in 1 of 1 units
