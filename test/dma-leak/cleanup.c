// RUN: %check %s | %FileCheck %s
#include <kernel.h>

void *get_drvdata(struct device *dev);
int power_on(struct device *dev);
struct priv { struct device *dev; void *v; dma_addr_t d, m; void *buf; bool on; struct dma_chan *chan; };

// Silent: the cleanup it calls finds the record again through the device.
static void teardown(struct device *dev) {
  struct priv *p = get_drvdata(dev);
  if (p->v)
    dma_free_coherent(dev, 64, p->v, p->d);
}
static int probe(struct platform_device *pdev) {
  struct priv *p = kmalloc(sizeof(*p), GFP_KERNEL);
  if (!p)
    return -ENOMEM;
  p->v = dma_alloc_coherent(&pdev->dev, 64, &p->d, GFP_KERNEL);
  if (!p->v)
    return -ENOMEM;
  if (power_on(&pdev->dev)) {
    teardown(&pdev->dev);
    return -EIO;
  }
  return 0;
}
struct platform_driver drv = { .probe = probe };

// A mapping for one transfer stays when the transfer cannot be started, and the
// only caller does not care.
static int start(struct priv *p) {
  p->m = dma_map_single(p->dev, p->buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(p->dev, p->m))
    return -ENOMEM;
  if (!p->on)
    // CHECK: cleanup.c:[[@LINE+1]]:{{.*}}: warning: 'p->m' is left behind when the function gives up here; call dma_unmap_single() first [dma-leak, medium]
    return -EIO;
  return 0;
}
static void kick(struct priv *p) {
  if (start(p))
    p->on = false;
}
void *kick_op = kick;
void finish(struct priv *p) { dma_unmap_single(p->dev, p->m, 64, DMA_TO_DEVICE); }

// Silent: the request has been taken over; its callback unmaps.
struct req { struct device *dev; dma_addr_t m; void *buf; };
int engine_submit(struct device *dev);
static int run(struct req *r) {
  r->m = dma_map_single(r->dev, r->buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(r->dev, r->m))
    return -ENOMEM;
  writel(r->m, (void *)0x100000);
  return -115;
}
static void use_run(struct req *r) { run(r); }
void *run_op = use_run;
void ended(struct req *r) { dma_unmap_single(r->dev, r->m, 64, DMA_TO_DEVICE); }

// Silent: the pages of the caller's list, in a table of this function's own.
int wrap(struct device *dev, struct scatterlist *sg, int n) {
  struct sg_table t = { sg, n, n };
  return dma_map_sgtable(dev, &t, DMA_TO_DEVICE, 0);
}

// Silent: who releases it computes the handle again.
u64 virt_to_phys(void *p);
void *table(struct device *dev) {
  void *page = kmalloc(64, GFP_KERNEL);
  dma_addr_t d;
  if (!page)
    return NULL;
  d = dma_map_single(dev, page, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d))
    return NULL;
  if (d != virt_to_phys(page)) {
    dma_unmap_single(dev, d, 64, DMA_TO_DEVICE);
    return NULL;
  }
  return page;
}

// The record that holds the only pointer to a mapped list is freed.
struct abuf { struct scatterlist *sgl; int n, mapped; };
int hw_params(struct device *dev, int bad) {
  struct abuf *b = kmalloc(sizeof(*b), GFP_KERNEL);
  if (!b)
    return -ENOMEM;
  b->sgl = kmalloc(64, GFP_KERNEL);
  if (!b->sgl)
    return -ENOMEM;
  b->mapped = dma_map_sg(dev, b->sgl, b->n, DMA_FROM_DEVICE);
  if (!b->mapped)
    return -ENOMEM;
  if (bad) {
    kfree(b);
    // CHECK: cleanup.c:[[@LINE+1]]:{{.*}}: warning: 'b->sgl' is never released on this path and nothing refers to it any more; call dma_unmap_sg() before leaving [dma-leak, high]
    return -EIO;
  }
  dma_unmap_sg(dev, b->sgl, b->n, DMA_FROM_DEVICE);
  return 0;
}
