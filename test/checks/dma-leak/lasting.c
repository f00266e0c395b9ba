// RUN: %check %s | %FileCheck %s
// Memory that is acquired where there is none yet, or anew where it is too small, lasts from one call to the next: a call
// that fails later leaves it to the next one, although the helper that acquired it cleans up after itself.
#include <kernel.h>
struct hw { struct device *dev; void *buf; dma_addr_t dma; void *table; dma_addr_t table_dma; size_t size; };
int start(struct hw *hw);

static int get_buf(struct hw *hw) {
  if (hw->buf)
    return 0;
  hw->buf = dma_alloc_coherent(hw->dev, 64, &hw->dma, GFP_KERNEL);
  if (!hw->buf)
    return -ENOMEM;
  if (start(NULL)) {
    dma_free_coherent(hw->dev, 64, hw->buf, hw->dma);
    hw->buf = NULL;
    return -EIO;
  }
  return 0;
}
// Silent: the next resume finds it.
int resume(struct hw *hw) {
  int err = get_buf(hw);
  if (err)
    return err;
  return start(NULL) ? -EIO : 0;
}

static void free_table(struct hw *hw) {
  if (hw->table)
    dma_free_coherent(hw->dev, hw->size, hw->table, hw->table_dma);
  hw->table = NULL;
}
static int grow_table(struct hw *hw, size_t size) {
  if (hw->size >= size)
    return 0;
  free_table(hw);
  hw->table = dma_alloc_coherent(hw->dev, size, &hw->table_dma, GFP_KERNEL);
  if (!hw->table)
    return -ENOMEM;
  hw->size = size;
  if (start(NULL)) {
    free_table(hw);
    return -EIO;
  }
  return 0;
}
// Silent: the next run takes it, or grows it.
int run(struct hw *hw, size_t size) {
  int err = grow_table(hw, size);
  if (err)
    return err;
  return start(NULL) ? -EIO : 0;
}

struct once { struct device *dev; void *mem; dma_addr_t mem_dma; };
static int get_mem(struct once *o) {
  o->mem = dma_alloc_coherent(o->dev, 64, &o->mem_dma, GFP_KERNEL);
  if (!o->mem)
    return -ENOMEM;
  if (start(NULL)) {
    dma_free_coherent(o->dev, 64, o->mem, o->mem_dma);
    return -EIO;
  }
  return 0;
}
// Their twin: it is acquired whether there is one or not; the next call overwrites it.
int open_once(struct once *o) {
  int err = get_mem(o);
  if (err)
    return err;
  if (start(NULL))
    // CHECK: lasting.c:[[@LINE+1]]:{{.*}}: warning: 'o->mem' is left behind when the function gives up here; call dma_free_coherent() first [dma-leak, medium]
    return -EIO;
  return 0;
}

// The twin of run(): what a path maps after it has unmapped what it had mapped itself lasts no longer for that.
struct job { struct device *dev; void *buf; dma_addr_t d; };
static int again(struct job *j) {
  j->d = dma_map_single(j->dev, j->buf, 64, DMA_FROM_DEVICE);
  if (dma_mapping_error(j->dev, j->d))
    return -ENOMEM;
  if (start(NULL)) {
    dma_unmap_single(j->dev, j->d, 64, DMA_FROM_DEVICE);
    return -EIO;
  }
  return 0;
}
int both_ways(struct job *j) {
  int err;
  j->d = dma_map_single(j->dev, j->buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(j->dev, j->d))
    return -ENOMEM;
  dma_unmap_single(j->dev, j->d, 64, DMA_TO_DEVICE);
  err = again(j);
  if (err)
    return err;
  if (start(NULL))
    // CHECK: lasting.c:[[@LINE+1]]:{{.*}}: warning: 'j->d' is left behind when the function gives up here; call dma_unmap_single() first [dma-leak, medium]
    return -EIO;
  dma_unmap_single(j->dev, j->d, 64, DMA_FROM_DEVICE);
  return 0;
}

// The twin of resume(): nothing calls the driver again once probe has failed.
struct board { struct device *dev; void *rom; dma_addr_t dma; };
struct driver { int (*probe)(struct board *b); void (*remove)(struct board *b); };
static int get_rom(struct board *b) {
  if (b->rom)
    return 0;
  b->rom = dma_alloc_coherent(b->dev, 64, &b->dma, GFP_KERNEL);
  if (!b->rom)
    return -ENOMEM;
  if (start(NULL)) {
    dma_free_coherent(b->dev, 64, b->rom, b->dma);
    b->rom = NULL;
    return -EIO;
  }
  return 0;
}
static int first(struct board *b) {
  int err = get_rom(b);
  if (err)
    return err;
  if (start(NULL))
    // CHECK: lasting.c:[[@LINE+1]]:{{.*}}: warning: 'b->rom' is left behind when the function gives up here; call dma_free_coherent() first [dma-leak, high]
    return -EIO;
  return 0;
}
static void last(struct board *b) { dma_free_coherent(b->dev, 64, b->rom, b->dma); }
const struct driver driver = { .probe = first, .remove = last };
// Silent: an operation that comes again finds what it left.
struct net_device_ops { int (*ndo_open)(struct board *b); void (*ndo_stop)(struct board *b); };
static int open_again(struct board *b) {
  if (!b->rom)
    b->rom = dma_alloc_coherent(b->dev, 64, &b->dma, GFP_KERNEL);
  if (!b->rom)
    return -ENOMEM;
  return start(NULL) ? -EIO : 0;
}
const struct net_device_ops ops = { .ndo_open = open_again, .ndo_stop = last };

// A record that is made where there is none lasts as well, with what is in it: the endpoint of ep->priv is looked up first.
struct ep { void *priv; };
struct qh { struct device *dev; void *hw; dma_addr_t hw_dma; int state; };
static struct qh *make_qh(struct device *dev) {
  struct qh *qh = kmalloc(sizeof(*qh), GFP_KERNEL);
  if (!qh)
    return NULL;
  qh->hw = dma_alloc_coherent(dev, 64, &qh->hw_dma, GFP_KERNEL);
  if (!qh->hw) {
    kfree(qh);
    return NULL;
  }
  return qh;
}
static struct qh *find_qh(struct device *dev, void **slot) {
  struct qh *qh = *slot;
  if (qh == NULL) {
    qh = make_qh(dev);
    *slot = qh;
  }
  return qh;
}
static void drop_qh(struct device *dev, struct qh *qh) {
  dma_free_coherent(dev, 64, qh->hw, qh->hw_dma);
  kfree(qh);
}
// Silent: the next submission finds it.
int submit(struct device *dev, struct ep *ep) {
  struct qh *qh = find_qh(dev, &ep->priv);
  if (!qh)
    return -ENOMEM;
  if (start(NULL)) {
    if (start(NULL))
      return -EIO;
    ep->priv = NULL;
    drop_qh(dev, qh);
    return -EBUSY;
  }
  return 0;
}
static struct qh *make_new_qh(struct device *dev) {
  struct qh *qh = kmalloc(sizeof(*qh), GFP_KERNEL);
  if (!qh)
    return NULL;
  qh->hw = dma_alloc_coherent(dev, 64, &qh->hw_dma, GFP_KERNEL);
  if (!qh->hw) {
    kfree(qh);
    return NULL;
  }
  return qh;
}
// Its twin: nobody looks whether there is one.
int submit_new(struct device *dev, struct ep *ep) {
  struct qh *qh = make_new_qh(dev);
  ep->priv = qh;
  if (!qh)
    return -ENOMEM;
  if (start(NULL)) {
    if (start(NULL))
      // CHECK: lasting.c:[[@LINE+1]]:{{.*}}: warning: 'hw' is left behind when the function gives up here; {{.*}} [dma-leak, {{.*}}]
      return -EIO;
    ep->priv = NULL;
    drop_qh(dev, qh);
    return -EBUSY;
  }
  return 0;
}
// CHECK: 4 findings in 1 of 1 units
