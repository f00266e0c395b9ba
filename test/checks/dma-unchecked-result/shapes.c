// RUN: %check %s | %FileCheck %s
#include <kernel.h>

struct desc { u64 addr; u32 len; };
struct priv { struct device *dev; struct desc *desc; dma_addr_t d; struct dma_pool *pool; };
void writeq(u64 value, u32 *reg);

// Straight into a descriptor.
void descriptor(struct priv *p, void *buf) {
  // CHECK: shapes.c:[[@LINE+1]]:{{.*}}: warning: 'p->desc->addr' is used without a test whether dma_map_single() failed; {{.*}} [dma-unchecked-result, high]
  p->desc->addr = dma_map_single(p->dev, buf, 64, DMA_TO_DEVICE);
  p->desc->len = 64;
}
// Into a register, and unmapped when the transfer is over.
void reg(struct priv *p, struct page *page, u32 *regs) {
  // CHECK: shapes.c:[[@LINE+1]]:{{.*}}: warning: 'd' is used without a test whether dma_map_page() failed; {{.*}} [dma-unchecked-result, high]
  dma_addr_t d = dma_map_page(p->dev, page, 0, 4096, DMA_FROM_DEVICE);
  writeq(d, regs);
  dma_unmap_page(p->dev, d, 4096, DMA_FROM_DEVICE);
}
// A block of a pool is written right away.
void block(struct priv *p) {
  // CHECK: shapes.c:[[@LINE+1]]:{{.*}}: warning: {{.*}} is used without a test whether dma_pool_alloc() failed; test the returned pointer for NULL [dma-unchecked-result, high]
  struct desc *desc = dma_pool_alloc(p->pool, GFP_KERNEL, &p->d);
  desc->len = 0;
  dma_pool_free(p->pool, desc, p->d);
}

// Silent: the same three, tested.
int descriptor_tested(struct priv *p, void *buf) {
  dma_addr_t d = dma_map_single(p->dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(p->dev, d))
    return -ENOMEM;
  p->desc->addr = d;
  return 0;
}
int reg_tested(struct priv *p, struct page *page, u32 *regs) {
  dma_addr_t d = dma_map_page(p->dev, page, 0, 4096, DMA_FROM_DEVICE);
  int err = dma_mapping_error(p->dev, d);
  if (err)
    return err;
  writeq(d, regs);
  dma_unmap_page(p->dev, d, 4096, DMA_FROM_DEVICE);
  return 0;
}
int block_tested(struct priv *p) {
  struct desc *desc = dma_pool_alloc(p->pool, GFP_KERNEL, &p->d);
  if (!desc)
    return -ENOMEM;
  desc->len = 0;
  dma_pool_free(p->pool, desc, p->d);
  return 0;
}
// CHECK: 3 findings in 1 of 1 units
