// RUN: %check %s | %FileCheck %s
// Where an object is put is followed, whichever way it comes to be there.
#include <kernel.h>

struct job { struct device *dev; void *src, *dst; dma_addr_t in, out; };
int start(struct job *j);

static int get(struct job *j, int is_src, dma_addr_t *handle) {
  void *v = dma_alloc_coherent(j->dev, 64, handle, GFP_KERNEL);
  if (!v)
    return -ENOMEM;
  if (is_src)
    j->src = v;
  else
    j->dst = v;
  return 0;
}
static int prepare(struct job *j, int is_src) {
  dma_addr_t handle = 0;
  int err = get(j, is_src, &handle);
  if (err)
    return err;
  // Nobody in this file asks which of them it is.
  if (is_src)
    j->in = handle;
  else
    j->out = handle;
  return 0;
}
static void clear(struct job *j) {
  dma_addr_t handle = j->in;
  if (dma_mapping_error(j->dev, handle))
    return;
  dma_free_coherent(j->dev, 64, j->src, handle);
  handle = j->out;
  if (dma_mapping_error(j->dev, handle))
    return;
  if (j->dst)
    dma_free_coherent(j->dev, 64, j->dst, handle);
  else
    dma_unmap_single(j->dev, handle, 64, DMA_FROM_DEVICE);
}
// Silent: the other place has never held what was put into the first.
int run(struct job *j) {
  int err = prepare(j, 1);
  if (err)
    return err;
  if (start(j)) {
    clear(j);
    return -EIO;
  }
  return 0;
}

// Its twin: the same place, twice.
static void clear_twice(struct job *j) {
  dma_addr_t handle = j->in;
  dma_free_coherent(j->dev, 64, j->src, handle);
  // CHECK: carriers.c:[[@LINE+1]]:{{.*}}: warning: 'j->src' has already been released on this path
  dma_free_coherent(j->dev, 64, j->src, handle);
}
int run_twice(struct job *j) {
  int err = prepare(j, 1);
  if (err)
    return err;
  clear_twice(j);
  return 0;
}
// CHECK: 1 finding in 1 of 1 units
