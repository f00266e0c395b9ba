// RUN: %check %s | %FileCheck %s
// What a function acquires for itself it releases at its end, whether or not it has failed; but where it leaves before that.
#include <kernel.h>
struct mem { void *va; dma_addr_t dma; unsigned size; };
struct card { struct device *dev; int port, count; struct mem kept; };
int notify(struct card *c, struct mem *m);
int get_config(struct card *c, int *ports, int *all) {
  struct mem cmd;
  int status;
  cmd.va = dma_alloc_coherent(c->dev, 64, &cmd.dma, GFP_KERNEL);
  if (!cmd.va)
    return -ENOMEM;
  status = notify(c, &cmd);
  if (status)
    goto err;
  if (ports) {
    *ports = c->port;
    // CHECK: unwind-shared-exit.c:[[@LINE+1]]:{{.*}}: warning: 'cmd.va' is left behind when the function leaves here; go to 'err', which others run into [dma-leak, medium]
    return status;
  }
  *all = c->count;
err:
  if (cmd.va)
    dma_free_coherent(c->dev, 64, cmd.va, cmd.dma);
  return status;
}
// Silent: what has been done decides it: somebody has it; it is in a record of others; the branch hands it on.
int send(struct card *c) {
  struct mem cmd;
  int status;
  cmd.va = dma_alloc_coherent(c->dev, 64, &cmd.dma, GFP_KERNEL);
  if (!cmd.va)
    return -ENOMEM;
  status = notify(c, &cmd);
  if (status < 0)
    goto err;
  status = notify(c, &cmd);
  if (status == 2)
    return status;
err:
  dma_free_coherent(c->dev, 64, cmd.va, cmd.dma);
  return status;
}
int keep(struct card *c, int *ports) {
  int status;
  c->kept.va = dma_alloc_coherent(c->dev, 64, &c->kept.dma, GFP_KERNEL);
  if (!c->kept.va)
    return -ENOMEM;
  status = notify(c, &c->kept);
  if (status)
    goto err;
  if (ports)
    return status;
err:
  dma_free_coherent(c->dev, 64, c->kept.va, c->kept.dma);
  return status;
}
void give_back(struct card *c) { dma_free_coherent(c->dev, 64, c->kept.va, c->kept.dma); }
int hand_on(struct card *c, int *ports) {
  struct mem cmd;
  int status;
  cmd.va = dma_alloc_coherent(c->dev, 64, &cmd.dma, GFP_KERNEL);
  if (!cmd.va)
    return -ENOMEM;
  status = notify(c, &cmd);
  if (status)
    goto err;
  if (ports) {
    notify(c, &cmd);
    return status;
  }
err:
  dma_free_coherent(c->dev, 64, cmd.va, cmd.dma);
  return status;
}
// CHECK: 1 finding in 1 of 1 units
