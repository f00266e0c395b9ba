// What a network driver needs of linux/netdevice.h.
#include <kernel.h>
struct napi_struct { int weight; };
struct net_device_ops {
  int (*ndo_open)(struct net_device *);
  int (*ndo_stop)(struct net_device *);
  int (*ndo_start_xmit)(struct sk_buff *, struct net_device *);
};
void *netdev_priv(const struct net_device *);
void netif_napi_add(struct net_device *, struct napi_struct *, int (*poll)(struct napi_struct *, int));
void napi_disable(struct napi_struct *);
void netif_stop_queue(struct net_device *);
