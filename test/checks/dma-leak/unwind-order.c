// RUN: %check %s | %FileCheck %s
// Failures that skip what others undo: whoever has acquired it, the labels say what is due.
#include <kernel.h>
struct ring { void *v; dma_addr_t d; };
struct card { struct device *dev; struct ring tx, rx, *extra; struct list_head link; void *t; int late, status; };
int start(struct card *), listen(struct card *), is_ready(struct card *), later(struct card *);
void say(struct card *, const char *, ...);

static int setup(struct card *c, struct ring *r) {
  if (c->late)
    return later(c);
  r->v = dma_alloc_coherent(c->dev, 64, &r->d, GFP_KERNEL);
  return r->v ? 0 : -ENOMEM;
}
static void teardown(struct card *c, struct ring *r) {
  if (!c->late && c->status)
    say(c, "busy");
  if (r->v)
    dma_free_coherent(c->dev, 64, r->v, r->d);
}

// A later failure goes further down than an earlier one.
int further_down(struct card *c) {
  int err = setup(c, &c->tx);
  if (err)
    return err;
  err = start(c);
  if (err)
    goto free_tx;
  err = listen(c);
  if (err) {
    say(c, "no");
    // CHECK: unwind-order.c:[[@LINE+1]]:{{.*}}: warning: what teardown() releases is left behind when the function gives up here; go to 'free_tx', as other failures do [dma-leak, medium]
    goto out;
  }
  return 0;
free_tx:
  teardown(c, &c->tx);
out:
  say(c, "failed");
  return err;
}
// CHECK: note: an earlier failure goes to 'free_tx'
// CHECK: note: where it is released; 'out' comes after that

// An earlier one returns, though what a later one releases is there.
int returns(struct card *c) {
  int err = setup(c, &c->tx);
  if (err)
    return err;
  err = start(c);
  if (err)
    // CHECK: unwind-order.c:[[@LINE+1]]:{{.*}}: warning: what teardown() releases is left behind when the function gives up here; go to 'free_tx', as other failures do [dma-leak, medium]
    return err;
  // CHECK: note: it is acquired here
  // CHECK: note: a later failure goes to 'free_tx'
  err = listen(c);
  if (err)
    goto free_tx;
  return 0;
free_tx:
  teardown(c, &c->tx);
  return err;
}

// Nothing goes there.
int unreached(struct card *c) {
  int err = setup(c, &c->tx);
  if (err)
    goto out;
  err = start(c);
  if (err)
    goto out;
  return 0;
free_tx:
  // CHECK: unwind-order.c:[[@LINE+1]]:{{.*}}: warning: what teardown() releases is never released here: nothing goes to 'free_tx'; go there where a step that comes after it fails [dma-leak, medium]
  teardown(c, &c->tx);
out:
  return err;
}

// All elements that a loop has set up.
int all_elements(struct card *c, int n) {
  int i, err;
  for (i = 0; i < n; i++) {
    err = setup(c, &c->extra[i]);
    if (err)
      goto undo;
  }
  err = start(c);
  if (err)
    // CHECK: unwind-order.c:[[@LINE+1]]:{{.*}}: warning: what teardown() releases is left behind when the function gives up here; go to 'undo', as other failures do [dma-leak, medium]
    return err;
  return 0;
undo:
  while (--i >= 0)
    teardown(c, &c->extra[i]);
  return err;
}

// Without a label: failures before it and behind it release it.
int without_labels(struct card *c) {
  int err = setup(c, &c->tx);
  if (err)
    return err;
  err = start(c);
  if (err) {
    teardown(c, &c->tx);
    return err;
  }
  err = listen(c);
  if (err) {
    say(c, "no");
    // CHECK: unwind-order.c:[[@LINE+1]]:{{.*}}: warning: what teardown() releases is left behind when the function gives up here; release it, as other failures do [dma-leak, medium]
    return err;
  }
  // CHECK: note: an earlier failure releases it here
  err = start(c);
  if (err) {
    teardown(c, &c->tx);
    return err;
  }
  return 0;
}
// Nothing behind it does, but two before it, and no other.
int last_without(struct card *c) {
  int err = setup(c, &c->tx);
  if (err)
    return err;
  err = start(c);
  if (err) {
    teardown(c, &c->tx);
    return err;
  }
  err = listen(c);
  if (err) {
    teardown(c, &c->tx);
    return err;
  }
  err = start(c);
  if (err) {
    say(c, "no");
    // CHECK: unwind-order.c:[[@LINE+1]]:{{.*}}: warning: what teardown() releases is left behind when the function gives up here; release it, as other failures do [dma-leak, medium]
    return err;
  }
  // CHECK: note: an earlier failure releases it here
  return 0;
}
// Silent: one before it, and nothing behind it.
int handed_on(struct card *c) {
  int err = setup(c, &c->tx);
  if (err)
    return err;
  err = start(c);
  if (err) {
    teardown(c, &c->tx);
    return err;
  }
  err = listen(c);
  if (err)
    return err;
  return 0;
}

// Silent: the branch releases it, or hands it to something that nobody sees, or gives it to another name.
void give_up(struct card *c);
int in_branch(struct card *c) {
  int err = setup(c, &c->tx);
  if (err)
    return err;
  err = start(c);
  if (err)
    goto free_tx;
  err = listen(c);
  if (err) {
    teardown(c, &c->tx);
    return err;
  }
  err = start(c);
  if (err) {
    give_up(c);
    return err;
  }
  return 0;
free_tx:
  teardown(c, &c->tx);
  return err;
}
// Silent: it is released, taken by the device core or put into a list in between.
int in_between(struct card *c, struct list_head *all) {
  int err = setup(c, &c->tx);
  if (err)
    return err;
  err = start(c);
  if (err)
    goto free_tx;
  teardown(c, &c->tx);
  err = listen(c);
  if (err)
    return err;
  return 0;
free_tx:
  teardown(c, &c->tx);
  return err;
}
int in_list(struct card *c, struct list_head *all) {
  int err = setup(c, &c->tx);
  if (err)
    return err;
  err = start(c);
  if (err)
    goto free_tx;
  list_add_tail(&c->link, all);
  err = listen(c);
  if (err)
    return err;
  return 0;
free_tx:
  teardown(c, &c->tx);
  return err;
}
// Silent: not a failure; what has been taken over; a failure that is told as success.
int succeeds(struct card *c) {
  int err = setup(c, &c->tx);
  if (err)
    return err;
  err = start(c);
  if (err)
    goto free_tx;
  if (is_ready(c))
    goto out;
  err = listen(c);
  if (!err)
    return -EINPROGRESS;
free_tx:
  teardown(c, &c->tx);
out:
  return err;
}
int swallows(struct card *c) {
  int err = setup(c, &c->tx);
  if (err)
    return err;
  err = start(c);
  if (err)
    goto free_tx;
  err = listen(c);
  if (err)
    goto keep;
  return 0;
free_tx:
  teardown(c, &c->tx);
  return err;
keep:
  say(c, "kept");
  return 0;
}
// Silent: the label is where the function goes on.
int goes_on(struct card *c) {
  int err = setup(c, &c->tx);
  if (err)
    return err;
  err = start(c);
  if (err)
    goto free_tx;
  c->t = kmalloc(4, GFP_KERNEL);
  if (!c->t)
    goto without;
  err = listen(c);
  if (err)
    goto free_tx;
without:
  err = start(c);
  if (err)
    goto free_tx;
  return 0;
free_tx:
  teardown(c, &c->tx);
  return err;
}
// Silent: the element at hand; those of one mode only; and nothing has been acquired yet.
int at_hand(struct card *c, int n) {
  int i, err = 0;
  for (i = 0; i < n; i++) {
    err = setup(c, &c->extra[i]);
    if (err)
      return err;
    err = start(c);
    if (err)
      goto undo;
    teardown(c, &c->extra[i]);
  }
  err = listen(c);
  if (err)
    return err;
  return 0;
undo:
  teardown(c, &c->extra[i]);
  return err;
}
int one_mode(struct card *c, int n) {
  int i, err;
  for (i = 0; i < n; i++) {
    if (!c->late)
      continue;
    err = setup(c, &c->extra[i]);
    if (err)
      goto undo;
  }
  if (c->late)
    return 0;
  err = start(c);
  if (err)
    return err;
  return 0;
undo:
  while (--i >= 0)
    teardown(c, &c->extra[i]);
  return err;
}
int too_early(struct card *c) {
  int err = -EINVAL;
  if (!c->status)
    goto free_tx;
  c->t = kmalloc(4, GFP_KERNEL);
  if (!c->t)
    return -ENOMEM;
  return setup(c, &c->tx);
free_tx:
  teardown(c, &c->tx);
  return err;
}
// Silent: who calls it releases it when it has failed.
static int half(struct card *c) {
  int err = setup(c, &c->rx);
  if (err)
    return err;
  err = start(c);
  if (err)
    goto free_rx;
  err = listen(c);
  if (err)
    return err;
  return 0;
free_rx:
  teardown(c, &c->rx);
  c->rx.v = NULL;
  return err;
}
int whole(struct card *c) {
  int err = half(c);
  if (err)
    teardown(c, &c->rx);
  return err;
}
// CHECK: 6 findings in 1 of 1 units
