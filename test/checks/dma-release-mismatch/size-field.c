// RUN: %check %s --checks=dma-release-mismatch | %FileCheck %s
// Two buffers of a record, each with its size in a field: one is released by the other's.
#include <kernel.h>
struct task { struct device *dev; void *req, *resp; dma_addr_t req_dma, resp_dma; u32 req_len, resp_len, both; };
struct pair { struct device *dev; void *a, *b; dma_addr_t a_dma, b_dma; u32 a_len, b_len; };
int task_alloc(struct task *t, u32 req, u32 resp) {
  t->req_len = req;
  t->resp_len = resp;
  t->req = dma_alloc_coherent(t->dev, t->req_len, &t->req_dma, GFP_KERNEL);
  if (!t->req)
    return -ENOMEM;
  t->resp = dma_alloc_coherent(t->dev, t->resp_len, &t->resp_dma, GFP_KERNEL);
  if (!t->resp) {
    dma_free_coherent(t->dev, t->req_len, t->req, t->req_dma);
    return -ENOMEM;
  }
  return 0;
}
void task_free(struct task *t) {
  // CHECK: size-field.c:[[@LINE+1]]:{{.*}}: warning: 't->resp' is released with the size of 't->req'; release it with the size that it was acquired with [dma-release-mismatch, medium]
  dma_free_coherent(t->dev, t->req_len, t->resp, t->resp_dma);
  // CHECK: size-field.c:12:{{.*}}: note: coherent memory is acquired here with dma_alloc_coherent()
  // CHECK: size-field.c:9:{{.*}}: note: 't->req' is acquired with that size
  dma_free_coherent(t->dev, t->req_len, t->req, t->req_dma);
}
// Silent: both sizes are one.
int pair_alloc(struct pair *p, u32 n) {
  p->a_len = p->b_len = n;
  p->a = dma_alloc_coherent(p->dev, p->a_len, &p->a_dma, GFP_KERNEL);
  if (!p->a)
    return -ENOMEM;
  p->b = dma_alloc_coherent(p->dev, p->b_len, &p->b_dma, GFP_KERNEL);
  if (!p->b) {
    dma_free_coherent(p->dev, p->a_len, p->a, p->a_dma);
    return -ENOMEM;
  }
  return 0;
}
void pair_free(struct pair *p) {
  dma_free_coherent(p->dev, p->a_len, p->b, p->b_dma);
  dma_free_coherent(p->dev, p->a_len, p->a, p->a_dma);
}
// CHECK: 1 finding in 1 of 1 units
