// RUN: %check %s | %FileCheck %s
// Who calls a function and unmaps what it has mapped, once it has worked, takes it to have mapped nothing when it has failed.
#include <kernel.h>
struct chan { struct device *dev; bool on; };
struct req { struct scatterlist *sgl; int nents; int mapped; };
int queue_request(struct chan *c, struct req *r);
static int submit(struct chan *c, struct req *r) {
  r->mapped = dma_map_sg(c->dev, r->sgl, r->nents, DMA_TO_DEVICE);
  if (!r->mapped)
    return -EIO;
  if (!c->on)
    // CHECK: callers.c:[[@LINE+1]]:{{.*}}: warning: 'r->sgl' is left behind when the function gives up here; {{.*}} [dma-leak, medium]
    return -EINVAL;
  return queue_request(c, r);
}
long chan_write(struct chan *c, struct req *r) {
  int ret = submit(c, r);
  if (ret < 0)
    return ret;
  // CHECK: callers.c:[[@LINE+1]]:{{.*}}: note: a caller releases it here, when this has worked
  dma_unmap_sg(c->dev, r->sgl, r->nents, DMA_TO_DEVICE);
  return 0;
}
// Silent: it unmaps in either case.
static int post(struct chan *c, struct req *r) {
  r->mapped = dma_map_sg(c->dev, r->sgl, r->nents, DMA_FROM_DEVICE);
  if (!r->mapped)
    return -EIO;
  if (!c->on)
    return -EINVAL;
  return queue_request(c, r);
}
long chan_read(struct chan *c, struct req *r) {
  int ret = post(c, r);
  if (r->mapped)
    dma_unmap_sg(c->dev, r->sgl, r->nents, DMA_FROM_DEVICE);
  return ret;
}

// An operation of the driver's own that fails half-way, where what calls it does not call the one that undoes it.
struct buf { void *cpu; dma_addr_t dma; };
struct ctx;
struct codec_ops { int (*init)(struct ctx *); void (*exit)(struct ctx *); };
struct ctx { struct device *dev; const struct codec_ops *ops; struct buf a, b; };
static int av1_init(struct ctx *c) {
  c->a.cpu = dma_alloc_coherent(c->dev, 4096, &c->a.dma, GFP_KERNEL);
  if (!c->a.cpu)
    return -ENOMEM;
  c->b.cpu = dma_alloc_coherent(c->dev, 8192, &c->b.dma, GFP_KERNEL);
  if (!c->b.cpu)
    // CHECK: callers.c:[[@LINE+1]]:{{.*}}: warning: 'c->a.cpu' is left behind when the function gives up here; {{.*}} [dma-leak, medium]
    return -ENOMEM;
  return 0;
}
static void av1_exit(struct ctx *c) {
  dma_free_coherent(c->dev, 4096, c->a.cpu, c->a.dma);
  dma_free_coherent(c->dev, 8192, c->b.cpu, c->b.dma);
}
const struct codec_ops av1_ops = { .init = av1_init, .exit = av1_exit };
int start_streaming(struct ctx *c) { return c->ops->init(c); }
void stop_streaming(struct ctx *c) { c->ops->exit(c); }
// Silent: it does call it.
struct vp9;
struct vp9_ops { int (*init)(struct vp9 *); void (*exit)(struct vp9 *); };
struct vp9 { struct device *dev; const struct vp9_ops *ops; struct buf a, b; };
static int vp9_init(struct vp9 *c) {
  c->a.cpu = dma_alloc_coherent(c->dev, 4096, &c->a.dma, GFP_KERNEL);
  if (!c->a.cpu)
    return -ENOMEM;
  c->b.cpu = dma_alloc_coherent(c->dev, 8192, &c->b.dma, GFP_KERNEL);
  return c->b.cpu ? 0 : -ENOMEM;
}
static void vp9_exit(struct vp9 *c) {
  if (c->a.cpu)
    dma_free_coherent(c->dev, 4096, c->a.cpu, c->a.dma);
  if (c->b.cpu)
    dma_free_coherent(c->dev, 8192, c->b.cpu, c->b.dma);
}
const struct vp9_ops vp9_table = { .init = vp9_init, .exit = vp9_exit };
int start_vp9(struct vp9 *c) {
  int ret = c->ops->init(c);
  if (ret)
    c->ops->exit(c);
  return ret;
}
void stop_vp9(struct vp9 *c) { c->ops->exit(c); }
// CHECK: 2 findings in 1 of 1 units
