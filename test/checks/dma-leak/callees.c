// RUN: %check %s | %FileCheck %s
// What a function of the driver's can do with an object it is shown: by the address it is given, by a number, by a record
// that leads there, and by a record on the stack.
#include <kernel.h>
struct hw { struct device *dev; void *kept; void *ring; dma_addr_t ring_dma; void *table; dma_addr_t table_dma; };
int post(struct hw *hw, dma_addr_t where);

static int sum(const unsigned char *v) { return v[0] + v[1]; }
// A function that only looks at memory leaves it to its caller.
int looked_at(struct hw *hw) {
  dma_addr_t d;
  unsigned char *v = (unsigned char *)dma_alloc_coherent(hw->dev, 64, &d, GFP_KERNEL);
  if (!v)
    return -ENOMEM;
  // CHECK: callees.c:[[@LINE+1]]:{{.*}}: warning: 'v' is never released on this path and nothing refers to it any more; call dma_free_coherent() before leaving [dma-leak, high]
  return sum(v);
}
static void keep(struct hw *hw, void *v) { hw->kept = v; }
// Silent: one that keeps it.
int kept(struct hw *hw) {
  dma_addr_t d;
  void *v = dma_alloc_coherent(hw->dev, 64, &d, GFP_KERNEL);
  if (!v)
    return -ENOMEM;
  keep(hw, v);
  return 0;
}
void drop(struct hw *hw) { dma_free_coherent(hw->dev, 64, hw->kept, 0); }
static void end(struct hw *hw, void *v, dma_addr_t d) { dma_free_coherent(hw->dev, 64, v, d); }
// Silent: one that releases it.
int ended(struct hw *hw) {
  dma_addr_t d;
  void *v = dma_alloc_coherent(hw->dev, 64, &d, GFP_KERNEL);
  if (!v)
    return -ENOMEM;
  end(hw, v, d);
  return 0;
}

// Memory is not released by its handle alone, whoever has that.
int posted(struct hw *hw) {
  dma_addr_t d;
  void *v = dma_alloc_coherent(hw->dev, 64, &d, GFP_KERNEL);
  if (!v)
    return -ENOMEM;
  // CHECK: callees.c:[[@LINE+1]]:{{.*}}: warning: 'v' is never released on this path and nothing refers to it any more; call dma_free_coherent() before leaving [dma-leak, high]
  return post(hw, d);
}
// Silent: a mapping is.
int posted_mapping(struct hw *hw, void *buf) {
  dma_addr_t d = dma_map_single(hw->dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(hw->dev, d))
    return -ENOMEM;
  return post(hw, d);
}

// Both are given to a function that another file may show.
int post_both(struct hw *hw, dma_addr_t where, void *what);
int posted_both(struct hw *hw) {
  dma_addr_t d;
  void *v = dma_alloc_coherent(hw->dev, 64, &d, GFP_KERNEL);
  if (!v)
    return -ENOMEM;
  if (post_both(hw, d, v))
    return -EIO;
  dma_free_coherent(hw->dev, 64, v, d);
  return 0;
}

static void free_table(struct hw *hw) {
  if (hw->table)
    dma_free_coherent(hw->dev, 64, hw->table, hw->table_dma);
  hw->table = NULL;
}
static int fill_table(struct hw *hw, unsigned depth) {
  // Too deep to be followed, and it releases the table.
  if (depth)
    return fill_table(hw, depth - 1);
  free_table(hw);
  return -EIO;
}
static int probe(struct platform_device *pdev) {
  struct hw *hw = (struct hw *)pdev->dev.driver_data;
  hw->ring = dma_alloc_coherent(hw->dev, 64, &hw->ring_dma, GFP_KERNEL);
  if (!hw->ring)
    return -ENOMEM;
  if (fill_table(hw, 9))
    // CHECK: callees.c:[[@LINE+1]]:{{.*}}: warning: 'hw->ring' is left behind when the function gives up here; call dma_free_coherent() first [dma-leak, {{high|medium}}]
    return -EIO;
  return 0;
}
// Silent: what the other one may have released.
static int probe_table(struct platform_device *pdev) {
  struct hw *hw = (struct hw *)pdev->dev.driver_data;
  hw->table = dma_alloc_coherent(hw->dev, 64, &hw->table_dma, GFP_KERNEL);
  if (!hw->table)
    return -ENOMEM;
  if (fill_table(hw, 9))
    return -EIO;
  return 0;
}
void drop_ring(struct hw *hw) { dma_free_coherent(hw->dev, 64, hw->ring, hw->ring_dma); }
struct platform_driver driver = {.probe = probe}, driver_table = {.probe = probe_table};

// A record on the stack goes with its function, unless somebody is shown it.
struct cmd { void *va; dma_addr_t dma; size_t size; };
int run(struct hw *hw, struct cmd *cmd);
void done(struct hw *hw, struct cmd *cmd) { dma_free_coherent(hw->dev, cmd->size, cmd->va, cmd->dma); }
int prepared(struct hw *hw) {
  struct cmd cmd;
  cmd.size = 64;
  cmd.va = dma_alloc_coherent(hw->dev, cmd.size, &cmd.dma, GFP_KERNEL);
  if (!cmd.va)
    return -ENOMEM;
  if (post(hw, 1))
    // CHECK: callees.c:[[@LINE+1]]:{{.*}}: warning: 'cmd.va' is never released on this path and nothing refers to it any more; call dma_free_coherent() before leaving [dma-leak, high]
    return -EIO;
  return run(hw, &cmd);
}
// Silent: shown to somebody; and copied to where others find it.
int shown_record(struct hw *hw) {
  struct cmd cmd;
  cmd.size = 64;
  cmd.va = dma_alloc_coherent(hw->dev, cmd.size, &cmd.dma, GFP_KERNEL);
  if (!cmd.va)
    return -ENOMEM;
  return run(hw, &cmd);
}
struct queue { struct cmd last; };
int copied(struct hw *hw, struct queue *q) {
  struct cmd cmd;
  cmd.size = 64;
  cmd.va = dma_alloc_coherent(hw->dev, cmd.size, &cmd.dma, GFP_KERNEL);
  if (!cmd.va)
    return -ENOMEM;
  q->last = cmd;
  return 0;
}
// CHECK: 4 findings in 1 of 1 units
