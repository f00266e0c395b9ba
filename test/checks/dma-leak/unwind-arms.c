// RUN: %check %s | %FileCheck %s
// A failure in one arm of an `if` skips what one in the other arm, or in a branch beside it, undoes.
#include <kernel.h>
struct ring { void *v; dma_addr_t d; };
struct card { struct device *dev; struct ring tx, rx; int split; };
int start(struct card *), listen(struct card *);
void *find(struct card *);

static int setup(struct card *c) {
  dma_addr_t at;
  void *memory = dma_alloc_coherent(c->dev, 64, &at, GFP_KERNEL);
  if (!memory)
    return -ENOMEM;
  c->tx.v = memory;
  c->tx.d = at;
  return 0;
}
static void teardown(struct card *c) {
  dma_free_coherent(c->dev, 64, c->tx.v, c->tx.d);
  c->tx.v = NULL;
}

int two_arms(struct card *c) {
  if (setup(c))
    goto out;
  if (c->split) {
    if (start(c))
      goto free_tx;
  } else {
    if (listen(c))
      // CHECK: unwind-arms.c:[[@LINE+1]]:7: warning: what teardown() releases is left behind when the function gives up here; go to 'free_tx', as other failures do [dma-leak, medium]
      goto out;
    // CHECK: unwind-arms.c:24:7: note: it is acquired here
    // CHECK: unwind-arms.c:28:7: note: another failure goes to 'free_tx'
  }
  return 0;
free_tx:
  teardown(c);
out:
  return -EIO;
}
// Silent: the other arm has acquired it itself.
int own_arm(struct card *c) {
  if (c->split) {
    if (setup(c))
      goto out;
    if (start(c))
      goto free_tx;
  } else {
    if (listen(c))
      goto out;
  }
  return 0;
free_tx:
  teardown(c);
out:
  return -EIO;
}

int nested(struct card *c) {
  int err = setup(c);
  if (err)
    goto out;
  if (c->split) {
    err = start(c);
    if (err)
      goto free_tx;
  }
  err = listen(c);
  if (err)
    // CHECK: unwind-arms.c:[[@LINE+1]]:5: warning: what teardown() releases is left behind when the function gives up here; go to 'free_tx', as other failures do [dma-leak, medium]
    goto out;
  return 0;
free_tx:
  teardown(c);
out:
  return err;
}
// Silent: it has been released in between.
int let_go(struct card *c) {
  int err = setup(c);
  if (err)
    goto out;
  if (c->split) {
    err = start(c);
    if (err)
      goto free_tx;
  }
  teardown(c);
  err = listen(c);
  if (err)
    goto out;
  return 0;
free_tx:
  teardown(c);
out:
  return err;
}

// What goes to a label that only failures go to has failed, whatever the result says.
int by_label(struct card *c) {
  int ret = 0;
  void *place = NULL, *memory = dma_alloc_coherent(c->dev, 64, &c->rx.d, GFP_KERNEL);
  if (!memory) {
    ret = -ENOMEM;
    goto out;
  }
  for (int i = 0; i < 4 && !place; i++)
    place = find(c);
  if (!place) {
    ret = 16;
    // CHECK: unwind-arms.c:[[@LINE+1]]:5: warning: 'memory' is left behind when the function gives up here; go to 'free', as other failures do [dma-leak, medium]
    goto out;
  }
  c->rx.v = memory;
  ret = start(c);
  if (ret)
    goto free;
  return 0;
free:
  dma_free_coherent(c->dev, 64, memory, c->rx.d);
out:
  return ret;
}
// Silent: success comes by the label, too, and has put it away.
int by_shared_label(struct card *c) {
  int ret = 0;
  void *place = NULL, *memory = dma_alloc_coherent(c->dev, 64, &c->rx.d, GFP_KERNEL);
  if (!memory) {
    ret = -ENOMEM;
    goto out;
  }
  c->rx.v = memory;
  ret = start(c);
  if (ret)
    goto free;
  for (int i = 0; i < 4 && !place; i++)
    place = find(c);
  if (!place) {
    ret = 16;
    goto out;
  }
  listen(c);
  goto out;
free:
  c->rx.v = NULL;
  dma_free_coherent(c->dev, 64, memory, c->rx.d);
out:
  return ret;
}

// A case gives up as well.
int by_case(struct card *c, int type) {
  int err = setup(c);
  if (err)
    goto out;
  switch (type) {
  case 1:
    err = start(c);
    if (err)
      goto free_tx;
    break;
  default:
    err = -EINVAL;
    // CHECK: unwind-arms.c:[[@LINE+1]]:5: warning: what teardown() releases is left behind when the function gives up here; go to 'free_tx', as other failures do [dma-leak, medium]
    goto out;
  }
  return 0;
free_tx:
  teardown(c);
out:
  return err;
}
// Silent: the case has released it itself, or is none of a failure.
int own_case(struct card *c, int type) {
  int err = setup(c);
  if (err)
    goto out;
  switch (type) {
  case 1:
    err = start(c);
    if (err)
      goto free_tx;
    break;
  case 2:
    goto out;
  default:
    teardown(c);
    err = -EINVAL;
    goto out;
  }
  return 0;
free_tx:
  teardown(c);
out:
  return err;
}
// CHECK: 4 findings in 1 of 1 units
