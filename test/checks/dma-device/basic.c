// RUN: %check %s | %FileCheck %s
#include <kernel.h>

struct nic { struct platform_device *pdev; struct net_device *ndev; struct device *dma_dev, *if_dev, *none; dma_addr_t rx, tx; void *ring; dma_addr_t ring_dma; };

// The interface's own device, written in the call: said once in a function.
int map_rx(struct nic *n, void *buf) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: the device passed to dma_map_single() is that of a struct net_device, which does no DMA; pass the device on the bus, usually its parent [dma-device, high]
  n->rx = dma_map_single(&n->ndev->dev, buf, 64, DMA_FROM_DEVICE);
  if (dma_mapping_error(&n->ndev->dev, n->rx))
    return -ENOMEM;
  return 0;
}
void unmap_rx(struct nic *n) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: the device passed to dma_unmap_single() is that of a struct net_device
  dma_unmap_single(&n->ndev->dev, n->rx, 64, DMA_FROM_DEVICE);
}
// In a variable.
int map_tx(struct nic *n, void *buf) {
  struct device *dev = &n->ndev->dev;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: the device passed to dma_map_single() is that of a struct net_device{{.*}} [dma-device, high]
  n->tx = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, n->tx))
    return -ENOMEM;
  dma_unmap_single(dev, n->tx, 64, DMA_TO_DEVICE);
  return 0;
}
// In a field, and through a parameter.
void init(struct nic *n) { n->if_dev = &n->ndev->dev; }
int ring(struct nic *n) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: the device passed to dma_alloc_coherent() is that of a struct net_device{{.*}} [dma-device, medium]
  n->ring = dma_alloc_coherent(n->if_dev, 64, &n->ring_dma, GFP_KERNEL);
  // CHECK: note: assuming that nothing else is stored where the device is kept
  return n->ring ? 0 : -ENOMEM;
}
void free_ring(struct nic *n) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: the device passed to dma_free_coherent() is that of a struct net_device
  dma_free_coherent(n->if_dev, 64, n->ring, n->ring_dma);
}
static void sync(struct device *dev, struct nic *n) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: the device passed to dma_sync_single_for_cpu() is that of a struct net_device{{.*}} [dma-device, medium]
  dma_sync_single_for_cpu(dev, n->rx, 64, DMA_FROM_DEVICE);
}
void poll(struct nic *n) { sync(&n->ndev->dev, n); }
// None at all.
int nobody(struct nic *n, void *buf) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: NULL is passed to dma_map_single() for the device; pass the device that does the DMA [dma-device, high]
  dma_addr_t d = dma_map_single(NULL, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(NULL, d))
    return -ENOMEM;
  dma_unmap_single(NULL, d, 64, DMA_TO_DEVICE);
  return 0;
}
// CHECK: 7 findings in 1 of 1 units
