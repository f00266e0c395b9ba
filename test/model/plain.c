// RUN: %check %s | %FileCheck %s
// A driver's own header declares what the kernel has as macros over functions with attributes: they are the same rows.
typedef unsigned long long dma_addr_t;
struct device;
struct scatterlist;
enum dma_data_direction { DMA_BIDIRECTIONAL, DMA_TO_DEVICE, DMA_FROM_DEVICE };
dma_addr_t dma_map_single(struct device *dev, void *p, unsigned long n, enum dma_data_direction dir);
void dma_unmap_single(struct device *dev, dma_addr_t dma, unsigned long n, enum dma_data_direction dir);
int dma_map_sg(struct device *dev, struct scatterlist *sg, int n, enum dma_data_direction dir);
void dma_unmap_sg(struct device *dev, struct scatterlist *sg, int n, enum dma_data_direction dir);
int dma_mapping_error(struct device *dev, dma_addr_t dma);
int start(dma_addr_t dma);
int twice(struct device *dev, void *p) {
  dma_addr_t dma = dma_map_single(dev, p, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, dma))
    return -12;
  start(dma);
  dma_unmap_single(dev, dma, 64, DMA_TO_DEVICE);
  dma_unmap_single(dev, dma, 64, DMA_TO_DEVICE);
  return 0;
}
int once(struct device *dev, void *p) {
  dma_addr_t dma = dma_map_single(dev, p, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, dma))
    return -12;
  start(dma);
  dma_unmap_single(dev, dma, 64, DMA_TO_DEVICE);
  return 0;
}
int list(struct device *dev, struct scatterlist *sg, int n) {
  if (!dma_map_sg(dev, sg, n, DMA_TO_DEVICE))
    return -12;
  dma_unmap_sg(dev, sg, n, DMA_FROM_DEVICE);
  return 0;
}
// CHECK: plain.c:19:3: warning: 'dma' has already been released on this path; {{.*}}[dma-double-release, high]
// CHECK: plain.c:33:{{.*}}: warning: {{.*}}DMA_FROM_DEVICE{{.*}}[dma-release-mismatch, high]
// CHECK: 2 findings in 1 of 1 units
