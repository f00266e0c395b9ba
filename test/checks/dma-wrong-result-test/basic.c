// RUN: %check %s | %FileCheck %s
#include <kernel.h>

struct buf { dma_addr_t dma; };

int with_zero(struct device *dev, struct buf *b, void *p) {
  b->dma = dma_map_single(dev, p, 64, DMA_TO_DEVICE);
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: '!b->dma' does not show whether dma_map_single() failed (0 is a valid DMA address and a failed mapping is not 0); test it with dma_mapping_error() [dma-wrong-result-test, high]
  if (!b->dma)
    return -ENOMEM;
  return 0;
}
int negative(struct device *dev, struct scatterlist *sg, int n) {
  int mapped = dma_map_sg(dev, sg, n, DMA_TO_DEVICE);
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'mapped < 0' does not show whether dma_map_sg() failed (a failure is 0, which is not less than 0); test the count for 0 [dma-wrong-result-test, high]
  if (mapped < 0)
    return -EIO;
  return 0;
}
int of_a_count(struct device *dev, struct scatterlist *sg, int n) {
  int mapped = dma_map_sg(dev, sg, n, DMA_TO_DEVICE);
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'dma_mapping_error(dev, mapped)' does not show whether dma_map_sg() failed (dma_mapping_error() cannot tell); test the count for 0
  if (dma_mapping_error(dev, mapped))
    return -EIO;
  return 0;
}
void *is_err(struct device *dev, dma_addr_t *d) {
  void *v = dma_alloc_coherent(dev, 64, d, GFP_KERNEL);
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'IS_ERR(v)' does not show whether dma_alloc_coherent() failed (IS_ERR() cannot tell); test the returned pointer for NULL
  if (IS_ERR(v))
    return NULL;
  return v;
}
int of_coherent(struct device *dev, struct buf *b) {
  void *v = dma_alloc_coherent(dev, 64, &b->dma, GFP_KERNEL);
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'dma_mapping_error(dev, b->dma)' does not show whether dma_alloc_coherent() failed
  if (dma_mapping_error(dev, b->dma))
    return -ENOMEM;
  dma_free_coherent(dev, 64, v, b->dma);
  return 0;
}

// Silent twins: right() of with_zero(), not_positive() of negative(), err_or_null() of is_err().
int right(struct device *dev, struct buf *b, void *p) {
  b->dma = dma_map_single(dev, p, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, b->dma))
    return -ENOMEM;
  // After the test a comparison with 0 says nothing wrong.
  if (!b->dma)
    printk("at 0\n");
  return 0;
}
int not_positive(struct device *dev, struct scatterlist *sg, int n) {
  int mapped = dma_map_sg(dev, sg, n, DMA_TO_DEVICE);
  if (mapped <= 0)
    return -EIO;
  return 0;
}
void *err_or_null(struct device *dev, dma_addr_t *d) {
  void *v = dma_alloc_coherent(dev, 64, d, GFP_KERNEL);
  if (IS_ERR_OR_NULL(v))
    return NULL;
  return v;
}
// A guard before an unmap is no test of the map; bare() has one behind the map.
void guard(struct device *dev, struct buf *b) {
  if (b->dma)
    dma_unmap_single(dev, b->dma, 64, DMA_TO_DEVICE);
}
// The same test the other way round, and bare.
int reversed(struct device *dev, struct buf *b, void *p) {
  b->dma = dma_map_single(dev, p, 64, DMA_TO_DEVICE);
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: '0 == b->dma' does not show whether dma_map_single() failed
  if (0 == b->dma)
    return -ENOMEM;
  return 0;
}
int bare(struct device *dev, struct buf *b, void *p) {
  b->dma = dma_map_single(dev, p, 64, DMA_TO_DEVICE);
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'b->dma' does not show whether dma_map_single() failed
  if (b->dma)
    return 0;
  return -ENOMEM;
}
// 0 entries is how the mapping fails, and 0 is how this function says that all went well.
int zero(struct device *dev, struct scatterlist *sg, int n) {
  int ret;
  if (n > 16)
    return -EINVAL;
  ret = dma_map_sg(dev, sg, n, DMA_TO_DEVICE);
  if (!ret)
    // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'ret' is 0 here because dma_map_sg() failed, and is returned as if it had worked; return a negative error number [dma-wrong-result-test, medium]
    return ret;
  dma_unmap_sg(dev, sg, n, DMA_TO_DEVICE);
  return 0;
}
// Silent twins of zero(): a number of entries is returned, and 0 is none; the error gets a number of its own.
int how_many(struct device *dev, struct scatterlist *sg, int n) {
  int ret = dma_map_sg(dev, sg, n, DMA_TO_DEVICE);
  if (!ret)
    return ret;
  return ret;
}
int zero_well(struct device *dev, struct scatterlist *sg, int n) {
  int ret = dma_map_sg(dev, sg, n, DMA_TO_DEVICE);
  if (!ret) {
    ret = -EIO;
    return ret;
  }
  dma_unmap_sg(dev, sg, n, DMA_TO_DEVICE);
  return 0;
}
// dma_map_sgtable() is the other way round.
int table(struct device *dev, struct sg_table *t) {
  int ret = dma_map_sgtable(dev, t, DMA_TO_DEVICE, 0);
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'ret <= 0' does not show whether dma_map_sgtable() failed (0 means that it worked); test the result for being negative [dma-wrong-result-test, high]
  if (ret <= 0)
    return -EIO;
  return 0;
}
// Silent: less than 0.
int table_well(struct device *dev, struct sg_table *t) {
  int ret = dma_map_sgtable(dev, t, DMA_TO_DEVICE, 0);
  if (ret < 0)
    return ret;
  return 0;
}
// No test at all: it is asked whether there is something to release, not whether it worked.
struct slot { dma_addr_t addr; };
int drop(struct device *dev, struct slot *s, void *p) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 's->addr' is used without a test whether dma_map_single() failed; {{.*}} [dma-unchecked-result, high]
  s->addr = dma_map_single(dev, p, 64, DMA_TO_DEVICE);
  if (s->addr)
    dma_unmap_single(dev, s->addr, 64, DMA_TO_DEVICE);
  return -EIO;
}
// CHECK: 10 findings in 1 of 1 units
