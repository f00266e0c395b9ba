// RUN: %check %s | %FileCheck %s
// Operations after whose failure the framework does not call their counterpart.
#include <kernel.h>
struct card { struct device *dev; void *ring, *list, *desc; dma_addr_t ring_dma, list_dma, desc_dma; };
struct inode; struct file { void *private_data; };
struct file_operations { int (*open)(struct inode *, struct file *); int (*release)(struct inode *, struct file *); };
struct dma_device { int (*device_alloc_chan_resources)(struct card *); void (*device_free_chan_resources)(struct card *); };
struct valve_ops { int (*open)(struct card *); void (*close)(struct card *); };
int regs_ready(struct card *c);
static int card_open(struct inode *inode, struct file *file) {
  struct card *c = file->private_data;
  c->ring = dma_alloc_coherent(c->dev, 64, &c->ring_dma, GFP_KERNEL);
  if (!c->ring)
    return -ENOMEM;
  if (!regs_read(c->dev, NULL, 4))
    // CHECK: framework-operations.c:[[@LINE+1]]:{{.*}}: warning: 'c->ring' is left behind when the function gives up here; call dma_free_coherent() first [dma-leak, medium]
    return -EIO;
  return 0;
}
static int card_release(struct inode *inode, struct file *file) {
  struct card *c = file->private_data;
  dma_free_coherent(c->dev, 64, c->ring, c->ring_dma);
  return 0;
}
const struct file_operations card_fops = {.open = card_open, .release = card_release};
static int alloc_chan(struct card *c) {
  c->list = dma_alloc_coherent(c->dev, 64, &c->list_dma, GFP_KERNEL);
  if (!c->list)
    return -ENOMEM;
  if (!regs_read(c->dev, NULL, 4))
    // CHECK: framework-operations.c:[[@LINE+1]]:{{.*}}: warning: 'c->list' is left behind when the function gives up here; call dma_free_coherent() first [dma-leak, medium]
    return -EIO;
  return 0;
}
static void free_chan(struct card *c) { dma_free_coherent(c->dev, 64, c->list, c->list_dma); }
void setup(struct dma_device *d) {
  d->device_alloc_chan_resources = alloc_chan;
  d->device_free_chan_resources = free_chan;
}
// Silent: of some other framework nobody knows what it calls.
static int valve_open(struct card *c) {
  c->desc = dma_alloc_coherent(c->dev, 64, &c->desc_dma, GFP_KERNEL);
  if (!c->desc)
    return -ENOMEM;
  if (!regs_read(c->dev, NULL, 4))
    return -EIO;
  return 0;
}
static void valve_close(struct card *c) { dma_free_coherent(c->dev, 64, c->desc, c->desc_dma); }
const struct valve_ops valve = {.open = valve_open, .close = valve_close};
// CHECK: 2 findings in 1 of 1 units
