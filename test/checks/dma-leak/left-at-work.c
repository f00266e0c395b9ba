// RUN: %check %s | %FileCheck %s
// RUN: %check %s --cc=-DSTOP_CLEANS | %FileCheck %s --check-prefix=SILENT
// RUN: %check %s --cc=-DREMOVE_CLEANS | %FileCheck %s --check-prefix=SILENT
// RUN: %check %s --cc=-DWORK_CLEANS | %FileCheck %s --check-prefix=SILENT
// RUN: %check %s --cc=-DSTOP_CALLS_OTHERS | %FileCheck %s --check-prefix=SILENT
// SILENT: 0 findings in 1 of 1 units
// A network device stops with packets under way: what keeps their mappings has to be gone through then.
#include <network.h>
struct slot { struct sk_buff *skb; dma_addr_t dma; };
struct priv { struct device *dev; struct napi_struct napi; struct slot tx[16], rx[16]; unsigned head, tail; };
static void tx_done(struct priv *p) {
  while (p->tail != p->head) {
    struct slot *slot = &p->tx[p->tail++ & 15];
    dma_unmap_single(p->dev, slot->dma, 64, DMA_TO_DEVICE);
  }
}
static int poll(struct napi_struct *napi, int budget) {
  struct priv *p = container_of(napi, struct priv, napi);
  tx_done(p);
  return 0;
}
// Who calls this, and when, nobody knows.
static void tx_work(struct priv *p) {
  tx_done(p);
}
void reset_hardware(struct priv *p);
static int eth_xmit(struct sk_buff *skb, struct net_device *dev) {
  struct priv *p = netdev_priv(dev);
  struct slot *slot = &p->tx[p->head & 15];
  // CHECK: [[@LINE+1]]:{{[0-9]+}}: warning: 'dma' is released only while the device works, and what is under way when eth_stop() ends that is left behind; release it there [dma-leak, medium]
  dma_addr_t dma = dma_map_single(p->dev, skb->data, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(p->dev, dma))
    return 0;
  slot->dma = dma;
  slot->skb = skb;
  p->head++;
  return 0;
}
static int eth_open(struct net_device *dev) {
  struct priv *p = netdev_priv(dev);
  netif_napi_add(dev, &p->napi, poll);
  return 0;
}
static int eth_stop(struct net_device *dev) {
  struct priv *p = netdev_priv(dev);
  p->head = p->tail = 0;
  napi_disable(&p->napi);
#ifdef STOP_CLEANS
  tx_done(p);
#endif
#ifdef STOP_CALLS_OTHERS
  reset_hardware(p);
#endif
  return 0;
}
static void eth_remove(struct priv *p) {
#ifdef REMOVE_CLEANS
  tx_done(p);
#endif
}
struct eth_driver { void (*remove)(struct priv *); };
struct eth_driver driver = {eth_remove};
#ifdef WORK_CLEANS
struct eth_driver work = {tx_work};
#endif
struct net_device_ops ops = {.ndo_open = eth_open, .ndo_stop = eth_stop, .ndo_start_xmit = eth_xmit};
// CHECK: 1 finding in 1 of 1 units
