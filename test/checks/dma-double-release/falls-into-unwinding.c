// RUN: %check %s | %FileCheck %s
// The `return` before the first label is missing: what has succeeded is undone, by a function of the driver's.
#include <kernel.h>
struct ring { void *v; dma_addr_t d; };
struct card { struct device *dev; struct ring *rings; int n; };
int start(struct card *), listen(struct card *);
static int setup(struct card *c) {
  for (int i = 0; i < c->n; i++) {
    c->rings[i].v = dma_alloc_coherent(c->dev, 64, &c->rings[i].d, GFP_KERNEL);
    if (!c->rings[i].v)
      return -ENOMEM;
  }
  return 0;
}
static void teardown(struct card *c) {
  for (int i = 0; i < c->n; i++)
    if (c->rings[i].v)
      dma_free_coherent(c->dev, 64, c->rings[i].v, c->rings[i].d);
}
void close(struct card *c) { teardown(c); }
int open(struct card *c) {
  int err = setup(c);
  if (err)
    goto free;
  err = start(c);
  if (err)
    goto free;
  listen(c);
free:
  // CHECK: falls-into-unwinding.c:[[@LINE+1]]:{{.*}}: warning: what teardown() releases is released although the function may have succeeded, and bring_up() releases it as well; return before 'free' [dma-double-release, medium]
  teardown(c);
  return err;
}
// CHECK: note: what has not failed runs into the label here
// A caller releases it when what comes behind has failed.
int bring_up(struct card *c) {
  int err = open(c);
  if (err)
    return err;
  err = listen(c);
  if (err)
    close(c);
  return err;
}
// Silent: it returns before the label.
int open_well(struct card *c) {
  int err = setup(c);
  if (err)
    goto free;
  err = start(c);
  if (err)
    goto free;
  return 0;
free:
  teardown(c);
  return err;
}
// Silent: what runs into the label has failed; and not all who go there have.
int open_never(struct card *c) {
  int err = setup(c);
  if (err)
    goto free;
  err = start(c);
  if (err)
    goto free;
  err = -EINVAL;
free:
  teardown(c);
  return err;
}
int try_out(struct card *c) {
  int err = setup(c);
  if (err)
    goto free;
  if (c->n > 4)
    goto free;
  err = start(c);
free:
  teardown(c);
  return err;
}
// Elements of a ring: the handle comes by way of a variable.
struct slot { dma_addr_t m; unsigned len; };
struct queue { struct device *dev; struct slot *slots; unsigned head; };
void kick(struct queue *q);
void send(struct queue *q, void *buf, unsigned len) {
  struct slot *s = &q->slots[q->head];
  dma_addr_t m = dma_map_single(q->dev, buf, len, DMA_TO_DEVICE);
  if (dma_mapping_error(q->dev, m))
    goto drop;
  s->m = m;
  s->len = len;
  m = dma_map_single(q->dev, buf, len, DMA_TO_DEVICE);
  if (dma_mapping_error(q->dev, m))
    goto unmap;
  q->slots[q->head + 1].m = m;
  kick(q);
unmap:
  // CHECK: falls-into-unwinding.c:[[@LINE+1]]:{{.*}}: warning: 's->m' is released although the function may have succeeded, and sent() releases it as well; return before 'unmap' [dma-double-release, medium]
  dma_unmap_single(q->dev, s->m, len, DMA_TO_DEVICE);
drop:
  kfree(buf);
}
void sent(struct queue *q) {
  struct slot *s = &q->slots[q->head];
  dma_unmap_single(q->dev, s->m, s->len, DMA_TO_DEVICE);
}
// Silent: what it makes for itself, as others do.
struct job { struct device *dev; void *v; dma_addr_t d; };
static struct job *make(struct device *dev) {
  struct job *j = kmalloc(sizeof(*j), GFP_KERNEL);
  if (!j)
    return NULL;
  j->dev = dev;
  j->v = dma_alloc_coherent(dev, 64, &j->d, GFP_KERNEL);
  if (!j->v) {
    kfree(j);
    return NULL;
  }
  return j;
}
static void drop(struct job *j) {
  dma_free_coherent(j->dev, 64, j->v, j->d);
  kfree(j);
}
static int test(struct device *dev) {
  int err = 0;
  struct job *j = make(dev);
  if (!j)
    return -ENOMEM;
  err = regs_read(dev, j, 4);
  if (err)
    goto done;
  regs_read(dev, j, 8);
done:
  drop(j);
  return err;
}
int tests(struct device *dev, struct job *other) {
  int err = test(dev);
  if (err)
    return err;
  err = regs_read(dev, other, 4);
  drop(other);
  return err;
}

// What is released stands in a table as well: it is called to stop.
struct role { struct device *dev; void *v; dma_addr_t d; };
struct role_ops { int (*start)(struct role *); void (*stop)(struct role *); };
int role_listen(struct role *);
static void role_exit(struct role *r) { dma_free_coherent(r->dev, 64, r->v, r->d); }
static int role_take(struct role *r) {
  r->v = dma_alloc_coherent(r->dev, 64, &r->d, GFP_KERNEL);
  return r->v ? 0 : -ENOMEM;
}
static int role_init(struct role *r) {
  int err = role_take(r);
  if (err)
    goto out;
  err = role_listen(r);
  if (err)
    goto out;
out:
  // CHECK: falls-into-unwinding.c:[[@LINE+1]]:{{.*}}: warning: what role_exit() releases is released although the function may have succeeded, and role_exit() releases it as well; return before 'out' [dma-double-release, medium]
  role_exit(r);
  return err;
}
struct role_ops role_ops = {.start = role_init, .stop = role_exit};
// Silent: nobody else calls it.
struct role3 { struct device *dev; void *v; dma_addr_t d; };
int role3_listen(struct role3 *);
static void role3_exit(struct role3 *r) { dma_free_coherent(r->dev, 64, r->v, r->d); }
static int role3_take(struct role3 *r) {
  r->v = dma_alloc_coherent(r->dev, 64, &r->d, GFP_KERNEL);
  return r->v ? 0 : -ENOMEM;
}
int role3_run(struct role3 *r) {
  int err = role3_take(r);
  if (err)
    goto out;
  err = role3_listen(r);
  if (err)
    goto out;
out:
  role3_exit(r);
  return err;
}
// CHECK: 3 findings in 1 of 1 units
