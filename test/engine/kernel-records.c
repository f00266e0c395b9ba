// RUN: %check %s | %FileCheck %s
// A driver's record that the kernel allocates behind its own stays the driver's; a
// request that is handed over takes its handle along.
#include <kernel.h>


struct host { void *ring; dma_addr_t dma; };
struct wrapper { struct net_device net; struct host host; };
static int probe(struct platform_device *pdev) {
  struct wrapper *w = (struct wrapper *)pdev->dev.driver_data;
  struct host *h = &w->host;
  h->ring = dma_alloc_coherent(&pdev->dev, 64, &h->dma, GFP_KERNEL);
  if (!h->ring)
    return -ENOMEM;
  register_netdev(&w->net);
  void *clk = clk_get(&pdev->dev);
  if (IS_ERR(clk))
    // CHECK: kernel-records.c:[[@LINE+1]]:{{.*}}: warning: 'h->ring' is left behind when the function gives up here; call dma_free_coherent() first [dma-leak, medium]
    return PTR_ERR(clk);
  return 0;
}
struct platform_driver driver = {.probe = probe};
// CHECK: 1 finding in 1 of 1 units
