// RUN: %check %s --checks=dma-double-release --max-nodes=5 | %FileCheck %s
// The same release again, with branches between that all come to it: the text shows it where the paths are cut short.
#include <kernel.h>
struct hba { struct device *dev; void *ring; dma_addr_t ring_dma; void *log; int state; };
int start(struct device *dev);

int again(struct hba *h, int n) {
  if (start(h->dev)) {
    dma_free_coherent(h->dev, 64, h->ring, h->ring_dma);
    goto fail_log;
  }
  return 0;
fail_log:
  if (h->log)
    kfree(h->log);
  while (n--)
    printk("fail");
  // CHECK: [[@LINE+1]]:{{[0-9]+}}: warning: 'h->ring' has already been released; release it once, {{.*}} [dma-double-release, high]
  dma_free_coherent(h->dev, 64, h->ring, h->ring_dma);
  return -EIO;
}
// One way does not come to it.
int not_on_all(struct hba *h) {
  if (start(h->dev)) {
    dma_free_coherent(h->dev, 64, h->ring, h->ring_dma);
    goto fail_log;
  }
  if (start(h->dev))
    goto fail_ring;
  return 0;
fail_ring:
  if (h->state)
    return -EIO;
  dma_free_coherent(h->dev, 64, h->ring, h->ring_dma);
fail_log:
  kfree(h->log);
  return -EIO;
}
// It is acquired anew between.
int anew(struct hba *h) {
  dma_free_coherent(h->dev, 64, h->ring, h->ring_dma);
  if (h->state)
    kfree(h->log);
  h->ring = dma_alloc_coherent(h->dev, 64, &h->ring_dma, GFP_KERNEL);
  if (!h->ring)
    return -ENOMEM;
  dma_free_coherent(h->dev, 64, h->ring, h->ring_dma);
  return 0;
}
// It is cleared on one of the ways.
int cleared(struct hba *h) {
  dma_free_coherent(h->dev, 64, h->ring, h->ring_dma);
  if (h->state)
    h->ring = NULL;
  else
    h->ring = h->log;
  dma_free_coherent(h->dev, 64, h->ring, h->ring_dma);
  return 0;
}
// CHECK: 1 finding in 1 of 1 units
