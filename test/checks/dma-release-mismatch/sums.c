// RUN: %check %s | %FileCheck %s
// Sizes that are one the other and something more: an alignment, the paged part of an skb, a term.
#include <kernel.h>
struct hw { struct device *dev; void *ring, *table, *small; dma_addr_t ring_dma, table_dma, small_dma; size_t n, pad; };

int aligned(struct device *dev, size_t n) {
  dma_addr_t d;
  void *v = dma_alloc_coherent(dev, ALIGN(n, 64), &d, GFP_KERNEL);
  if (!v)
    return -ENOMEM;
  // CHECK: sums.c:[[@LINE+1]]:{{.*}}: warning: 'v' is released with 'n' bytes, but was acquired with more; release it with the same size [dma-release-mismatch, medium]
  dma_free_coherent(dev, n, v, d);
  // CHECK: note: assuming that what makes the difference is not 0
  return 0;
}
// Silent: the same, and another value.
int aligned_twice(struct device *dev, size_t n, size_t m) {
  dma_addr_t d;
  void *v = dma_alloc_coherent(dev, ALIGN(n, 64), &d, GFP_KERNEL);
  if (!v)
    return -ENOMEM;
  if (m)
    dma_free_coherent(dev, ALIGN(n, 64), v, d);
  else
    dma_free_coherent(dev, m, v, d);
  return 0;
}

int sent(struct device *dev, struct sk_buff *skb) {
  dma_addr_t d = dma_map_single(dev, skb->data, skb_headlen(skb), DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  // CHECK: sums.c:[[@LINE+1]]:{{.*}}: warning: 'd' is released with 'skb->len' bytes, but was acquired with fewer; release it with the same size [dma-release-mismatch, medium]
  dma_unmap_single(dev, d, skb->len, DMA_TO_DEVICE);
  return 0;
}
// Silent: nothing is paged.
int sent_linear(struct device *dev, struct sk_buff *skb) {
  dma_addr_t d;
  if (skb->data_len)
    return -EINVAL;
  d = dma_map_single(dev, skb->data, skb_headlen(skb), DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  dma_unmap_single(dev, d, skb->len, DMA_TO_DEVICE);
  return 0;
}

// Silent: what was mapped as a whole has no paged part.
int sent_whole(struct device *dev, struct sk_buff *skb) {
  dma_addr_t d = dma_map_single(dev, skb->data, skb->len, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  dma_unmap_single(dev, d, skb_headlen(skb), DMA_TO_DEVICE);
  return 0;
}
struct tx { struct device *dev; struct sk_buff *skb; dma_addr_t d; };
int queue_whole(struct tx *t) {
  t->d = dma_map_single(t->dev, t->skb->data, t->skb->len, DMA_TO_DEVICE);
  return dma_mapping_error(t->dev, t->d) ? -ENOMEM : 0;
}
void done_whole(struct tx *t) { dma_unmap_single(t->dev, t->d, skb_headlen(t->skb), DMA_TO_DEVICE); }

// Across functions.
int open_hw(struct hw *hw) {
  hw->ring = dma_alloc_coherent(hw->dev, ALIGN(hw->n * 16, 4096), &hw->ring_dma, GFP_KERNEL);
  hw->table = dma_alloc_coherent(hw->dev, hw->n * 16 + hw->pad, &hw->table_dma, GFP_KERNEL);
  hw->small = dma_alloc_coherent(hw->dev, hw->n * 16, &hw->small_dma, GFP_KERNEL);
  return hw->ring && hw->table && hw->small ? 0 : -ENOMEM;
}
void close_hw(struct hw *hw) {
  // CHECK: sums.c:[[@LINE+1]]:{{.*}}: warning: 'hw->ring' is released with another size than it was acquired with; release it with the same size [dma-release-mismatch, medium]
  dma_free_coherent(hw->dev, hw->n * 16, hw->ring, hw->ring_dma);
  // CHECK: sums.c:[[@LINE+1]]:{{.*}}: warning: 'hw->table' is released with another size than it was acquired with; release it with the same size [dma-release-mismatch, medium]
  dma_free_coherent(hw->dev, hw->n * 16, hw->table, hw->table_dma);
  // CHECK: sums.c:[[@LINE+1]]:{{.*}}: warning: 'hw->small' is released with another size than it was acquired with; release it with the same size [dma-release-mismatch, medium]
  dma_free_coherent(hw->dev, hw->n * 8, hw->small, hw->small_dma);
}
struct twin { struct device *dev; void *ring, *table; dma_addr_t ring_dma, table_dma; size_t n, m, size, zero; };
// Silent: the same by another name; a value that is 0; and one that is neither more nor less.
int open_twin(struct twin *t) {
  t->zero = 0;
  t->size = ALIGN(t->n * 16, 4096);
  t->ring = dma_alloc_coherent(t->dev, t->size + t->zero, &t->ring_dma, GFP_KERNEL);
  t->table = dma_alloc_coherent(t->dev, t->n * 16, &t->table_dma, GFP_KERNEL);
  return t->ring && t->table ? 0 : -ENOMEM;
}
void close_twin(struct twin *t) {
  dma_free_coherent(t->dev, ALIGN(t->n * 16, 4096), t->ring, t->ring_dma);
  dma_free_coherent(t->dev, t->m * 16, t->table, t->table_dma);
}
// Silent: what is added is known to be 0 here. Its twin: it is not.
int copy(struct device *dev, void *p, size_t n, size_t extra) {
  dma_addr_t d = dma_map_single(dev, p, n + extra, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  if (extra && (d & (extra - 1))) {
    dma_unmap_single(dev, d, n + extra, DMA_TO_DEVICE);
    return -EINVAL;
  }
  dma_unmap_single(dev, d, n + extra, DMA_TO_DEVICE);
  return 0;
}
int copy_short(struct device *dev, void *p, size_t n, size_t extra) {
  dma_addr_t d = dma_map_single(dev, p, n + extra, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  // CHECK: sums.c:[[@LINE+1]]:{{.*}}: warning: 'd' is released with 'n' bytes, but was acquired with more; release it with the same size [dma-release-mismatch, medium]
  dma_unmap_single(dev, d, n, DMA_TO_DEVICE);
  return 0;
}
// A count is left out, in a function and across functions: the size is that of one, whatever the count is.
struct table { struct device *dev; u32 n, one; void *rows, *cells, *single; dma_addr_t rows_dma, cells_dma, single_dma; };
int rows(struct table *t, u32 n, void *p) {
  dma_addr_t d = dma_map_single(t->dev, p, n * 32, DMA_TO_DEVICE);
  if (dma_mapping_error(t->dev, d))
    return -ENOMEM;
  // CHECK: sums.c:[[@LINE+1]]:{{.*}}: warning: 'd' is released with '32' bytes, but was acquired with more; release it with the same size [dma-release-mismatch, medium]
  dma_unmap_single(t->dev, d, 32, DMA_TO_DEVICE);
  return 0;
}
int scaled(struct table *t, u32 n, void *p) {
  dma_addr_t d = dma_map_single(t->dev, p, n * 16, DMA_TO_DEVICE);
  if (dma_mapping_error(t->dev, d))
    return -ENOMEM;
  // CHECK: sums.c:[[@LINE+1]]:{{.*}}: warning: 'd' is released with 'n << 5' bytes, but was acquired with fewer; release it with the same size [dma-release-mismatch, medium]
  dma_unmap_single(t->dev, d, n << 5, DMA_TO_DEVICE);
  return 0;
}
int product(struct table *t, u32 n, u32 m, void *p) {
  dma_addr_t d = dma_map_single(t->dev, p, n * m, DMA_TO_DEVICE);
  if (dma_mapping_error(t->dev, d))
    return -ENOMEM;
  // CHECK: sums.c:[[@LINE+1]]:{{.*}}: warning: 'd' is released with 'm' bytes, but was acquired with more; release it with the same size [dma-release-mismatch, medium]
  dma_unmap_single(t->dev, d, m, DMA_TO_DEVICE);
  return 0;
}
// Silent: the path knows that there is one; the same number written in another way; bytes of a count that is no size.
int one_row(struct table *t, u32 n, void *p) {
  dma_addr_t d = dma_map_single(t->dev, p, n * 32, DMA_TO_DEVICE);
  if (dma_mapping_error(t->dev, d))
    return -ENOMEM;
  if (n == 1)
    dma_unmap_single(t->dev, d, 32, DMA_TO_DEVICE);
  else
    dma_unmap_single(t->dev, d, n << 5, DMA_TO_DEVICE);
  return 0;
}
int open_table(struct table *t, u32 n) {
  t->n = n;
  t->one = 1;
  t->rows = dma_alloc_coherent(t->dev, t->n * 32, &t->rows_dma, GFP_KERNEL);
  t->cells = dma_alloc_coherent(t->dev, t->n * 64, &t->cells_dma, GFP_KERNEL);
  t->single = dma_alloc_coherent(t->dev, t->one * 32, &t->single_dma, GFP_KERNEL);
  return t->rows && t->cells && t->single ? 0 : -ENOMEM;
}
void close_table(struct table *t) {
  // CHECK: sums.c:[[@LINE+1]]:{{.*}}: warning: 't->rows' is released with another size than it was acquired with; release it with the same size [dma-release-mismatch, medium]
  dma_free_coherent(t->dev, 32, t->rows, t->rows_dma);
  dma_free_coherent(t->dev, t->n * 64, t->cells, t->cells_dma);
  dma_free_coherent(t->dev, 32, t->single, t->single_dma);
}
// CHECK: 10 findings in 1 of 1 units
