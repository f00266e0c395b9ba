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
  pdev->dev.driver_data = p;
  return 0;
}
struct platform_driver drv = { .probe = probe };
// Its twin: nobody calls the cleanup.
static int probe_only(struct platform_device *pdev) {
  struct priv *p = kmalloc(sizeof(*p), GFP_KERNEL);
  if (!p)
    return -ENOMEM;
  p->v = dma_alloc_coherent(&pdev->dev, 64, &p->d, GFP_KERNEL);
  if (!p->v)
    return -ENOMEM;
  if (power_on(&pdev->dev))
    // CHECK: cleanup.c:[[@LINE+1]]:{{.*}}: warning: 'p->v' is never released on this path and nothing refers to it any more; {{.*}} [dma-leak, high]
    return -EIO;
  pdev->dev.driver_data = p;
  return 0;
}
struct platform_driver drv_only = { .probe = probe_only };

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
struct req { struct device *dev; dma_addr_t m, k; void *buf; };
int engine_submit(struct device *dev);
static int run(struct req *r) {
  r->m = dma_map_single(r->dev, r->buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(r->dev, r->m))
    return -ENOMEM;
  writel(1, (void *)0x100000);
  return -115;
}
static void use_run(struct req *r) { run(r); }
void *run_op = use_run;
// Its twin: it has failed.
static int run_badly(struct req *r) {
  r->k = dma_map_single(r->dev, r->buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(r->dev, r->k))
    return -ENOMEM;
  writel(1, (void *)0x100000);
  // CHECK: cleanup.c:[[@LINE+1]]:{{.*}}: warning: 'r->k' is left behind when the function gives up here; call dma_unmap_single() first [dma-leak, medium]
  return -EIO;
}
static void use_run_badly(struct req *r) { run_badly(r); }
void *run_badly_op = use_run_badly;
void ended(struct req *r) {
  dma_unmap_single(r->dev, r->m, 64, DMA_TO_DEVICE);
  dma_unmap_single(r->dev, r->k, 64, DMA_TO_DEVICE);
}

// Silent: the pages of the caller's list, in a table of this function's own.
int wrap(struct device *dev, struct scatterlist *sg, int n) {
  struct sg_table t = { sg, n, n };
  return dma_map_sgtable(dev, &t, DMA_TO_DEVICE, 0);
}
int wrap_in_part(struct device *dev, struct scatterlist *sg, int bad) {
  struct sg_table t = { sg, 4, 4 };
  if (dma_map_sgtable(dev, &t, DMA_TO_DEVICE, 0))
    return -ENOMEM;
  if (bad)
    return -EIO;
  dma_unmap_sgtable(dev, &t, DMA_TO_DEVICE, 0);
  return 0;
}
// Its twin: the list is this function's own, too.
int own_list(struct device *dev, int bad) {
  struct scatterlist sg[4] = {{0}};
  struct sg_table t = { sg, 4, 4 };
  if (dma_map_sgtable(dev, &t, DMA_TO_DEVICE, 0))
    return -ENOMEM;
  if (bad)
    // CHECK: cleanup.c:[[@LINE+1]]:{{.*}}: warning: '&t' is never released on this path and nothing refers to it any more; call dma_unmap_sgtable() before leaving [dma-leak, high]
    return -EIO;
  dma_unmap_sgtable(dev, &t, DMA_TO_DEVICE, 0);
  return 0;
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
// Its twin: it cannot be known that way.
void *any_table(struct device *dev) {
  void *page = kmalloc(64, GFP_KERNEL);
  dma_addr_t d;
  if (!page)
    return NULL;
  d = dma_map_single(dev, page, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d))
    return NULL;
  // CHECK: cleanup.c:[[@LINE+1]]:{{.*}}: warning: 'd' is never released on this path and nothing refers to it any more; call dma_unmap_single() before leaving [dma-leak, high]
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

// The release stands further down in the branch that the path leaves.
int inside(struct device *dev, void *v, int bad) {
  int err = -ENOMEM;
  dma_addr_t d = dma_map_single(dev, v, 64, DMA_TO_DEVICE);
  if (!dma_mapping_error(dev, d)) {
    if (bad)
      // CHECK: cleanup.c:[[@LINE+1]]:{{.*}}: warning: 'd' is never released on this path and nothing refers to it any more; call dma_unmap_single() before leaving [dma-leak, high]
      return -EIO;
    dma_unmap_single(dev, d, 64, DMA_TO_DEVICE);
    err = 0;
  }
  return err;
}

// Silent: whether the loop in the branch runs, and to where, is not known.
struct many { struct device *dev; dma_addr_t m[8]; void *buf[8]; int n, used; };
int several(struct many *p, int bad) {
  int i;
  p->m[0] = dma_map_single(p->dev, p->buf[0], 64, DMA_TO_DEVICE);
  if (dma_mapping_error(p->dev, p->m[0]))
    return -ENOMEM;
  p->m[1] = dma_map_single(p->dev, p->buf[1], 64, DMA_TO_DEVICE);
  if (dma_mapping_error(p->dev, p->m[1])) {
    dma_unmap_single(p->dev, p->m[0], 64, DMA_TO_DEVICE);
    return -ENOMEM;
  }
  if (bad) {
    for (i = 0; i < p->used; i++)
      dma_unmap_single(p->dev, p->m[i], 64, DMA_TO_DEVICE);
    bad = -EIO;
  }
  return bad;
}
// Its twin: no loop.
int two(struct many *p, int bad) {
  p->m[0] = dma_map_single(p->dev, p->buf[0], 64, DMA_TO_DEVICE);
  if (dma_mapping_error(p->dev, p->m[0]))
    return -ENOMEM;
  p->m[1] = dma_map_single(p->dev, p->buf[1], 64, DMA_TO_DEVICE);
  if (dma_mapping_error(p->dev, p->m[1])) {
    dma_unmap_single(p->dev, p->m[0], 64, DMA_TO_DEVICE);
    return -ENOMEM;
  }
  if (bad)
    bad = -EIO;
  // CHECK: cleanup.c:[[@LINE+1]]:{{.*}}: warning: 'p->m[0]' is left behind when the function gives up here; call dma_unmap_single() first [dma-leak, medium]
  return bad;
}

// A buffer that is sent: without it in the ring nobody finds the mapping.
struct buffer { u8 data[64]; };
struct desc { u32 hi, lo; };
struct slot { struct buffer *b; };
struct tx { struct device *dev; struct desc *ring; struct slot *slots; u32 head, done; int err; };
static int send(struct tx *t, struct buffer *b) {
  u32 at = t->head++;
  dma_addr_t d = dma_map_single(t->dev, b->data, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(t->dev, d))
    return -ENOMEM;
  t->ring[at].hi = d >> 32;
  t->ring[at].lo = d;
  if (t->done != at)
    // CHECK: cleanup.c:[[@LINE+1]]:{{.*}}: warning: 'd' is left behind when the function gives up here; call dma_unmap_single() first [dma-leak, medium]
    return -EIO;
  return 0;
}
// Silent: its twin that puts the buffer into its slot; whoever finds it there unmaps it.
static int send_kept(struct tx *t, struct buffer *b) {
  u32 at = t->head++;
  dma_addr_t d = dma_map_single(t->dev, b->data, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(t->dev, d))
    return -ENOMEM;
  t->slots[at].b = b;
  t->ring[at].hi = d >> 32;
  t->ring[at].lo = d;
  if (t->done != at)
    return -EIO;
  return 0;
}
// The slot is the next one's, too, as long as the head has not moved.
static int send_late(struct tx *t, struct buffer *b) {
  u32 at = t->head;
  dma_addr_t d = dma_map_single(t->dev, b->data, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(t->dev, d))
    return -ENOMEM;
  t->slots[at].b = b;
  t->ring[at].hi = d >> 32;
  t->ring[at].lo = d;
  if (t->done != at)
    // CHECK: cleanup.c:[[@LINE+1]]:{{.*}}: warning: 'd' is left behind when the function gives up here; call dma_unmap_single() first [dma-leak, medium]
    return -EIO;
  t->head = at + 1;
  return 0;
}
void sent(struct tx *t, u32 at) {
  dma_unmap_single(t->dev, (dma_addr_t)t->ring[at].hi << 32 | t->ring[at].lo, 64, DMA_TO_DEVICE);
}
static void try_all(struct tx *t, struct buffer *b) {
  t->err = send(t, b) | send_kept(t, b) | send_late(t, b);
}
void *try_op = try_all;

// Silent: the cleanup gives up because the device still runs, and the record that named the memory is freed then.
struct card { struct device *dev; void *ring; dma_addr_t ring_dma; void *regs; };
static int ring_init(struct card *c) {
  dma_addr_t dma;
  void *ring = dma_alloc_coherent(c->dev, 64, &dma, GFP_KERNEL);
  if (!ring)
    return -ENOMEM;
  c->ring = ring;
  c->ring_dma = dma;
  return 0;
}
static int ring_free(struct card *c) {
  if (*(volatile u32 *)c->regs & 1)
    return -EBUSY;
  dma_free_coherent(c->dev, 64, c->ring, c->ring_dma);
  c->ring = NULL;
  return 0;
}
static int probe_card(struct platform_device *pdev) {
  struct card *c = kmalloc(sizeof(*c), GFP_KERNEL);
  int err;
  if (!c)
    return -ENOMEM;
  c->dev = &pdev->dev;
  err = ring_init(c);
  if (err)
    goto free;
  err = power_on(&pdev->dev);
  if (err)
    goto free_ring;
  pdev->dev.driver_data = c;
  return 0;
free_ring:
  ring_free(c);
free:
  kfree(c);
  return err;
}
struct platform_driver card_drv = { .probe = probe_card };
static int other_init(struct card *c) {
  dma_addr_t dma;
  void *ring = dma_alloc_coherent(c->dev, 64, &dma, GFP_KERNEL);
  if (!ring)
    return -ENOMEM;
  c->ring = ring;
  c->ring_dma = dma;
  return 0;
}
// Its twin: it does not try.
static int probe_again(struct platform_device *pdev) {
  struct card *c = kmalloc(sizeof(*c), GFP_KERNEL);
  int err;
  if (!c)
    return -ENOMEM;
  c->dev = &pdev->dev;
  err = other_init(c);
  if (err)
    goto free;
  err = power_on(&pdev->dev);
  if (err)
    goto free;
  pdev->dev.driver_data = c;
  return 0;
free:
  kfree(c);
  // CHECK: cleanup.c:[[@LINE+1]]:{{.*}}: warning: {{.*}} is never released on this path and nothing refers to it any more; {{.*}} [dma-leak, {{.*}}]
  return err;
}
struct platform_driver again_drv = { .probe = probe_again };
// CHECK: 11 findings in 1 of 1 units
