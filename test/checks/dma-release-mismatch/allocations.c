// RUN: %check %s | %FileCheck %s
// The rest of the API: non-coherent, page and non-contiguous memory, MMIO, physical addresses, dma-buf.
#include <locks.h>
struct dma_buf_attachment;
void dma_free_pages(struct device *, size_t, struct page *, dma_addr_t, enum dma_data_direction);
dma_addr_t dma_map_resource(struct device *, u64, size_t, enum dma_data_direction, unsigned long);
void dma_unmap_resource(struct device *, dma_addr_t, size_t, enum dma_data_direction, unsigned long);
struct sg_table *dma_buf_map_attachment(struct dma_buf_attachment *, enum dma_data_direction);
void dma_buf_unmap_attachment(struct dma_buf_attachment *, struct sg_table *, enum dma_data_direction);
void *dma_vmap_noncontiguous(struct device *, size_t, struct sg_table *);
void dma_vunmap_noncontiguous(struct device *, void *);

int noncoherent(struct device *dev) {
  dma_addr_t d;
  void *v = dma_alloc_noncoherent(dev, 64, &d, DMA_TO_DEVICE, GFP_KERNEL);
  if (!v)
    return -ENOMEM;
  // CHECK: allocations.c:[[@LINE+1]]:{{.*}}: warning: 'v' is released as DMA_FROM_DEVICE, but was mapped as DMA_TO_DEVICE; release it with the same direction [dma-release-mismatch, high]
  dma_free_noncoherent(dev, 64, v, d, DMA_FROM_DEVICE);
  return 0;
}
int coherent_free(struct device *dev) {
  dma_addr_t d;
  void *v = dma_alloc_noncoherent(dev, 64, &d, DMA_TO_DEVICE, GFP_KERNEL);
  if (!v)
    return -ENOMEM;
  // CHECK: allocations.c:[[@LINE+1]]:{{.*}}: warning: 'v' was acquired with dma_alloc_noncoherent() and must not be released with dma_free_coherent(); use dma_free_noncoherent()
  dma_free_coherent(dev, 64, v, d);
  return 0;
}
int pages(struct device *dev) {
  dma_addr_t d;
  struct page *p = dma_alloc_pages(dev, 4096, &d, DMA_TO_DEVICE, GFP_KERNEL);
  if (!p)
    return -ENOMEM;
  // CHECK: allocations.c:[[@LINE+1]]:{{.*}}: warning: 'p' is released with a size of 8192 bytes, but was acquired with 4096 bytes
  dma_free_pages(dev, 8192, p, d, DMA_TO_DEVICE);
  return 0;
}
int noncontiguous(struct device *dev) {
  void *t = dma_alloc_noncontiguous(dev, 8192, DMA_TO_DEVICE, GFP_KERNEL, 0);
  if (!t)
    return -ENOMEM;
  // CHECK: allocations.c:[[@LINE+1]]:{{.*}}: warning: 't' is released as DMA_BIDIRECTIONAL, but was mapped as DMA_TO_DEVICE
  dma_free_noncontiguous(dev, 8192, t, DMA_BIDIRECTIONAL);
  return 0;
}
int vmapped(struct device *dev, struct sg_table *t, struct device *other) {
  void *v = dma_vmap_noncontiguous(dev, 8192, t);
  if (!v)
    return -ENOMEM;
  dma_vunmap_noncontiguous(dev, v);
  // CHECK: allocations.c:[[@LINE+1]]:{{.*}}: warning: 'v' has already been released on this path
  dma_vunmap_noncontiguous(dev, v);
  return 0;
}
int resource(struct device *dev, u64 fifo) {
  dma_addr_t d = dma_map_resource(dev, fifo, 4, DMA_TO_DEVICE, 0);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  // CHECK: allocations.c:[[@LINE+1]]:{{.*}}: warning: 'd' was acquired with dma_map_resource() and must not be released with dma_unmap_single(); use dma_unmap_resource()
  dma_unmap_single(dev, d, 4, DMA_TO_DEVICE);
  return 0;
}
int attachment(struct dma_buf_attachment *a) {
  struct sg_table *t = dma_buf_map_attachment(a, DMA_TO_DEVICE);
  if (IS_ERR(t))
    return -ENOMEM;
  // CHECK: allocations.c:[[@LINE+1]]:{{.*}}: warning: 't' is released as DMA_FROM_DEVICE, but was mapped as DMA_TO_DEVICE
  dma_buf_unmap_attachment(a, t, DMA_FROM_DEVICE);
  return 0;
}

// Silent: each with its own; the twins stand above.
int well(struct device *dev, u64 fifo, struct dma_buf_attachment *a) {
  dma_addr_t d;
  void *v = dma_alloc_noncoherent(dev, 64, &d, DMA_TO_DEVICE, GFP_KERNEL);
  if (!v)
    return -ENOMEM;
  dma_free_noncoherent(dev, 64, v, d, DMA_TO_DEVICE);
  struct page *p = dma_alloc_pages(dev, 4096, &d, DMA_TO_DEVICE, GFP_KERNEL);
  if (!p)
    return -ENOMEM;
  dma_free_pages(dev, 4096, p, d, DMA_TO_DEVICE);
  void *t = dma_alloc_noncontiguous(dev, 8192, DMA_TO_DEVICE, GFP_KERNEL, 0);
  if (!t)
    return -ENOMEM;
  dma_free_noncontiguous(dev, 8192, t, DMA_TO_DEVICE);
  d = dma_map_resource(dev, fifo, 4, DMA_TO_DEVICE, 0);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  dma_unmap_resource(dev, d, 4, DMA_TO_DEVICE, 0);
  struct sg_table *map = dma_buf_map_attachment(a, DMA_TO_DEVICE);
  if (IS_ERR(map))
    return -ENOMEM;
  dma_buf_unmap_attachment(a, map, DMA_TO_DEVICE);
  return 0;
}

// A pool that maps its pages itself, and its own release.
struct xsk_buff_pool;
struct page_pool;
struct page_pool_params { int order; };
int xsk_pool_dma_map(struct xsk_buff_pool *, struct device *, unsigned long);
void xsk_pool_dma_unmap(struct xsk_buff_pool *, unsigned long);
struct page_pool *page_pool_create(const struct page_pool_params *);
void page_pool_destroy(struct page_pool *);
int xsk(struct device *dev, struct xsk_buff_pool *pool) {
  int err = xsk_pool_dma_map(pool, dev, 0);
  if (err)
    return err;
  xsk_pool_dma_unmap(pool, 0);
  // CHECK: allocations.c:[[@LINE+1]]:{{.*}}: warning: 'pool' has already been released on this path
  xsk_pool_dma_unmap(pool, 0);
  return 0;
}
int page_pool(const struct page_pool_params *params, int fail) {
  struct page_pool *p = page_pool_create(params);
  if (IS_ERR(p))
    return -ENOMEM;
  if (fail)
    // CHECK: allocations.c:[[@LINE+1]]:{{.*}}: warning: 'p' is never released on this path and nothing refers to it any more; call page_pool_destroy() before leaving [dma-leak, high]
    return -EIO;
  page_pool_destroy(p);
  return 0;
}
// CHECK: 9 findings in 1 of 1 units
