// RUN: %check %s | %FileCheck %s
// Yes or no is no direction: READ is 0, which is DMA_BIDIRECTIONAL.
#include <kernel.h>
#define READ 0
#define WRITE 1
struct req { int flags; };
#define req_data_dir(req) ((req)->flags & 1 ? WRITE : READ)
#define req_dma_dir(req) ((req)->flags & 1 ? DMA_TO_DEVICE : DMA_FROM_DEVICE)

void macro(struct device *dev, dma_addr_t dma, struct req *req) {
  // CHECK: [[@LINE+1]]:{{[0-9]+}}: warning: 'req_data_dir(req)' is 0 or 1, which are DMA_BIDIRECTIONAL and DMA_TO_DEVICE; pass the direction in which the data goes [dma-direction, high]
  dma_unmap_single(dev, dma, 64, req_data_dir(req));
}
void comparison(struct device *dev, dma_addr_t dma, struct req *req) {
  // CHECK: [[@LINE+1]]:{{[0-9]+}}: warning: 'req->flags == WRITE' is 0 or 1
  dma_unmap_single(dev, dma, 64, req->flags == WRITE);
}
void direction(struct device *dev, dma_addr_t dma, struct req *req) {
  dma_unmap_single(dev, dma, 64, req_dma_dir(req));
}
void numbers(struct device *dev, dma_addr_t dma, struct req *req) {
  dma_unmap_single(dev, dma, 64, req->flags ? 1 : 2);
}
void number(struct device *dev, dma_addr_t dma, struct req *req) {
  dma_unmap_single(dev, dma, 64, req->flags);
}
// CHECK: 2 findings in 1 of 1 units
