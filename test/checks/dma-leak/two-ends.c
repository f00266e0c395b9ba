// RUN: %check %s | %FileCheck %s
// After a failing set_ringparam the device can still be closed; after a failing ndo_open nothing runs, though the one calls the other.
#include <kernel.h>
struct net_device_ops { int (*ndo_open)(struct net_device *); int (*ndo_stop)(struct net_device *); };
struct ethtool_ops { int (*set_ringparam)(struct net_device *, int); };
struct nic { struct device *dev; void *rx, *tx, *extra; dma_addr_t rx_dma, tx_dma, extra_dma; int n; };
void *netdev_priv(const struct net_device *net);
static struct nic *priv(struct net_device *net) { return netdev_priv(net); }
static void nic_free(struct nic *p) {
  if (p->rx)
    dma_free_coherent(p->dev, p->n, p->rx, p->rx_dma);
  if (p->tx)
    dma_free_coherent(p->dev, p->n, p->tx, p->tx_dma);
  p->rx = p->tx = NULL;
}
static int nic_alloc(struct nic *p) {
  p->rx = dma_alloc_coherent(p->dev, p->n, &p->rx_dma, GFP_KERNEL);
  if (!p->rx)
    return -ENOMEM;
  p->tx = dma_alloc_coherent(p->dev, p->n, &p->tx_dma, GFP_KERNEL);
  if (!p->tx)
    // CHECK: two-ends.c:[[@LINE+1]]:{{.*}}: warning: 'p->rx' is left behind when the function gives up here; call dma_free_coherent() first [dma-leak, medium]
    return -ENOMEM;
  return 0;
}
static int nic_open(struct net_device *net) { return nic_alloc(priv(net)); }
static int nic_close(struct net_device *net) {
  nic_free(priv(net));
  return 0;
}
// Its twin: only set_ringparam calls this.
static int nic_grow(struct nic *p) {
  p->extra = dma_alloc_coherent(p->dev, p->n, &p->extra_dma, GFP_KERNEL);
  if (!p->extra)
    return -ENOMEM;
  p->tx = dma_alloc_coherent(p->dev, p->n, &p->tx_dma, GFP_KERNEL);
  if (!p->tx)
    return -ENOMEM;
  dma_free_coherent(p->dev, p->n, p->extra, p->extra_dma);
  return 0;
}
static int nic_set_ringparam(struct net_device *net, int n) {
  nic_close(net);
  priv(net)->n = n;
  if (nic_grow(priv(net)))
    return -ENOMEM;
  return nic_open(net);
}
const struct net_device_ops ops = {.ndo_open = nic_open, .ndo_stop = nic_close};
const struct ethtool_ops tool = {.set_ringparam = nic_set_ringparam};
// CHECK: 1 finding in 1 of 1 units
