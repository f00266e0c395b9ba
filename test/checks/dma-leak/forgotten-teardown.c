// RUN: %check %s | %FileCheck %s
// What a function has acquired it gives back where it fails; a teardown releases what is beside it, and not this.
#include <kernel.h>
struct vpu { struct device *dev; void *param, *work; dma_addr_t param_dma, work_dma; };
int alloc_shared(struct vpu *v) {
  // CHECK: forgotten-teardown.c:[[@LINE+1]]:{{.*}}: warning: 'param' is released only where the function fails; release it in free_shared(), which releases 'work', too [dma-leak, medium]
  v->param = dma_alloc_coherent(v->dev, 64, &v->param_dma, GFP_KERNEL);
  if (!v->param)
    return -ENOMEM;
  v->work = dma_alloc_coherent(v->dev, 64, &v->work_dma, GFP_KERNEL);
  if (!v->work)
    goto free_param;
  return 0;
free_param:
  dma_free_coherent(v->dev, 64, v->param, v->param_dma);
  return -ENOMEM;
}
void free_shared(struct vpu *v) {
  dma_free_coherent(v->dev, 64, v->work, v->work_dma);
}
// Silent: it is for the time of the function only.
struct cmd { struct device *dev; void *req, *resp; dma_addr_t req_dma, resp_dma; };
int exchange(struct cmd *c) {
  int err = -ENOMEM;
  c->req = dma_alloc_coherent(c->dev, 64, &c->req_dma, GFP_KERNEL);
  if (!c->req)
    return err;
  c->resp = dma_alloc_coherent(c->dev, 64, &c->resp_dma, GFP_KERNEL);
  if (c->resp)
    err = regs_read(c->dev, c->resp, 4);
  dma_free_coherent(c->dev, 64, c->req, c->req_dma);
  return err;
}
void drop_answer(struct cmd *c) { dma_free_coherent(c->dev, 64, c->resp, c->resp_dma); }
// Silent: another one releases it by another way; nobody releases what is beside it.
struct ring { struct device *dev; void *desc, *data; dma_addr_t desc_dma, data_dma; };
int alloc_ring(struct ring *r) {
  r->desc = dma_alloc_coherent(r->dev, 64, &r->desc_dma, GFP_KERNEL);
  if (!r->desc)
    return -ENOMEM;
  r->data = dma_alloc_coherent(r->dev, 64, &r->data_dma, GFP_KERNEL);
  if (!r->data) {
    dma_free_coherent(r->dev, 64, r->desc, r->desc_dma);
    return -ENOMEM;
  }
  return 0;
}
static void drop_desc(struct device *dev, void *desc, dma_addr_t dma) { dma_free_coherent(dev, 64, desc, dma); }
void free_ring(struct ring *r) {
  drop_desc(r->dev, r->desc, r->desc_dma);
  dma_free_coherent(r->dev, 64, r->data, r->data_dma);
}
// CHECK: 1 finding in 1 of 1 units
