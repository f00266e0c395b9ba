// RUN: %check %s | %FileCheck %s
#include <kernel.h>

struct card { struct device *dev; void *ts, *rx; dma_addr_t tsd, rxd; };
static int map_ts(struct card *c) {
  // CHECK: dropped.c:[[@LINE+1]]:{{.*}}: warning: 'c->ts' is used although map_ts() may have failed to acquire it; give up when it says so [dma-unchecked-result, medium]
  c->ts = dma_alloc_coherent(c->dev, 64, &c->tsd, GFP_KERNEL);
  return !c->ts;
}
static int map_rx(struct card *c) {
  c->rx = dma_alloc_coherent(c->dev, 64, &c->rxd, GFP_KERNEL);
  return !c->rx;
}
int init(struct card *c) {
  // CHECK: dropped.c:[[@LINE+1]]:{{.*}}: note: the result of map_ts() is dropped here
  map_ts(c);
  writel(c->tsd, (void *)0x100000);
  // Silent: asked for afterwards, unlike the one of map_ts().
  map_rx(c);
  if (!c->rx)
    return -ENOMEM;
  return 0;
}
void exit_card(struct card *c) {
  dma_free_coherent(c->dev, 64, c->ts, c->tsd);
  dma_free_coherent(c->dev, 64, c->rx, c->rxd);
}
// CHECK: 1 finding in 1 of 1 units
