// RUN: %check %s | %FileCheck %s
// How a function says that it has failed, and what it would have cleaned up.
#include <kernel.h>
struct hw { struct device *dev; void *a, *b; dma_addr_t a_dma, b_dma; };
int start(struct hw *hw);

// A number of the driver's own, which it returns where an acquisition fails.
#define HW_FAILED 258
int own_number(struct hw *hw) {
  dma_addr_t d;
  void *v = dma_alloc_coherent(hw->dev, 64, &d, GFP_KERNEL);
  int status = HW_FAILED;
  if (!v)
    return HW_FAILED;
  hw->a = v;
  if (start(NULL))
    goto free;
  if (start(hw->dev->driver_data))
    // CHECK: exits.c:[[@LINE+1]]:{{.*}}: warning: 'v' is left behind when the function gives up here; call dma_free_coherent() first [dma-leak, medium]
    return status;
  return 0;
free:
  hw->a = NULL;
  dma_free_coherent(hw->dev, 64, v, d);
  return status;
}
// Silent: a number that it returns where everything has worked, too.
int handled(struct hw *hw) {
  dma_addr_t d;
  void *v = dma_alloc_coherent(hw->dev, 64, &d, GFP_KERNEL);
  if (!v)
    return 1;
  hw->a = v;
  if (start(NULL)) {
    hw->a = NULL;
    dma_free_coherent(hw->dev, 64, v, d);
    return 1;
  }
  return 1;
}

// 0, where 1 is success.
static int zero_fails(struct hw *hw) {
  hw->a = dma_alloc_coherent(hw->dev, 64, &hw->a_dma, GFP_KERNEL);
  if (!hw->a)
    return 0;
  hw->b = dma_alloc_coherent(hw->dev, 64, &hw->b_dma, GFP_KERNEL);
  if (!hw->b)
    // CHECK: exits.c:[[@LINE+1]]:{{.*}}: warning: 'hw->a' is left behind when the function gives up here; call dma_free_coherent() first [dma-leak, medium]
    return 0;
  return 1;
}
static int probe(struct platform_device *pdev) {
  zero_fails((struct hw *)pdev->dev.driver_data);
  return 0;
}
// Silent: how many there are, which may be none.
static int how_many(struct hw *hw) {
  hw->a = dma_alloc_coherent(hw->dev, 64, &hw->a_dma, GFP_KERNEL);
  if (!hw->a)
    return 0;
  hw->b = dma_alloc_coherent(hw->dev, 64, &hw->b_dma, GFP_KERNEL);
  if (!hw->b)
    return 1;
  return 2;
}

static int probe_many(struct platform_device *pdev) {
  how_many((struct hw *)pdev->dev.driver_data);
  return 0;
}
struct platform_driver driver = {.probe = probe}, driver_many = {.probe = probe_many};
void remove(struct hw *hw) {
  dma_free_coherent(hw->dev, 64, hw->a, hw->a_dma);
  dma_free_coherent(hw->dev, 64, hw->b, hw->b_dma);
}

// Silent: an answer that the function tells apart is no failure; its twin does not.
struct req { struct device *dev; void *buf; dma_addr_t d; };
int enqueue(void);
int queued(struct req *r) {
  int err;
  r->d = dma_map_single(r->dev, r->buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(r->dev, r->d))
    return -ENOMEM;
  err = enqueue();
  if (err == -EINPROGRESS || err == -EBUSY)
    return err;
  dma_unmap_single(r->dev, r->d, 64, DMA_TO_DEVICE);
  return err;
}
int queued_blindly(struct req *r) {
  int err;
  r->d = dma_map_single(r->dev, r->buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(r->dev, r->d))
    return -ENOMEM;
  if (start(NULL))
    // CHECK: exits.c:[[@LINE+1]]:{{.*}}: warning: 'r->d' is left behind when the function gives up here; call dma_unmap_single() first [dma-leak, medium]
    return -EBUSY;
  err = enqueue();
  if (err)
    dma_unmap_single(r->dev, r->d, 64, DMA_TO_DEVICE);
  return err;
}

// The cleanup at the end says what is the function's own, though no path comes by any more.
int unused_label(struct hw *hw) {
  int err = -ENOMEM;
  hw->a = dma_alloc_coherent(hw->dev, 64, &hw->a_dma, GFP_KERNEL);
  if (!hw->a)
    return err;
  err = -EIO;
  if (start(NULL))
    goto out;
  return 0;
  dma_free_coherent(hw->dev, 64, hw->b, hw->b_dma);
free_a:
  dma_free_coherent(hw->dev, 64, hw->a, hw->a_dma);
out:
  // CHECK: exits.c:[[@LINE+1]]:{{.*}}: warning: 'hw->a' is left behind when the function gives up here; call dma_free_coherent() first [dma-leak, medium]
  return err;
}
// Silent: nothing says that it should.
int no_label(struct hw *hw) {
  int err = -ENOMEM;
  hw->a = dma_alloc_coherent(hw->dev, 64, &hw->a_dma, GFP_KERNEL);
  if (!hw->a)
    return err;
  err = -EIO;
  if (start(NULL))
    goto out;
  return 0;
out:
  return err;
}

// Silent: nobody is told of the failure, and the driver goes on; the next function finds it.
struct net { struct device *dev; void *ring; dma_addr_t dma; };
static int setup(struct net *n) {
  n->ring = dma_alloc_coherent(n->dev, 64, &n->dma, GFP_KERNEL);
  if (!n->ring)
    return -ENOMEM;
  if (start(NULL))
    goto fail;
  if (regs_read(n->dev, NULL, 4))
    return -EIO;
  return 0;
fail:
  dma_free_coherent(n->dev, 64, n->ring, n->dma);
  n->ring = NULL;
  return -EIO;
}
void begin(struct net *n) { setup(n); }
void end(struct net *n) {
  if (n->ring)
    dma_free_coherent(n->dev, 64, n->ring, n->dma);
}
// Its twin tells.
struct net_told { struct device *dev; void *ring; dma_addr_t dma; };
int setup_told(struct net_told *n) {
  n->ring = dma_alloc_coherent(n->dev, 64, &n->dma, GFP_KERNEL);
  if (!n->ring)
    return -ENOMEM;
  if (start(NULL))
    goto fail;
  if (regs_read(n->dev, NULL, 4))
    // CHECK: exits.c:[[@LINE+1]]:{{.*}}: warning: 'n->ring' is left behind when the function gives up here; call dma_free_coherent() first [dma-leak, medium]
    return -EIO;
  return 0;
fail:
  dma_free_coherent(n->dev, 64, n->ring, n->dma);
  n->ring = NULL;
  return -EIO;
}
void end_told(struct net_told *n) {
  if (n->ring)
    dma_free_coherent(n->dev, 64, n->ring, n->dma);
}

// Silent: managed by a function of the driver's own that registers a release.
void devres_add(struct device *dev, void *res);
struct res { void *v; dma_addr_t d; };
static int probe_managed(struct platform_device *pdev) {
  struct hw *hw = (struct hw *)pdev->dev.driver_data;
  struct res *res = (struct res *)kmalloc(sizeof(*res), GFP_KERNEL);
  if (!res)
    return -ENOMEM;
  res->v = dma_alloc_coherent(&pdev->dev, 64, &res->d, GFP_KERNEL);
  if (!res->v)
    return -ENOMEM;
  devres_add(&pdev->dev, res);
  return start(hw) ? -EIO : 0;
}
struct platform_driver driver_managed = {.probe = probe_managed};
void release(struct device *dev, struct res *res) { dma_free_coherent(dev, 64, res->v, res->d); }
// CHECK: 5 findings in 1 of 1 units
