// RUN: %check %s | %FileCheck %s
// Released although the function succeeds, for others to release again.
#include <kernel.h>
struct card { struct device *dev; void *v, *t; dma_addr_t d, td; };
int start(struct card *c) {
  int err;
  c->v = dma_alloc_coherent(c->dev, 64, &c->d, GFP_KERNEL);
  if (!c->v)
    return -ENOMEM;
  err = regs_read(c->dev, c, 4);
  if (err)
    goto free;
free:
  dma_free_coherent(c->dev, 64, c->v, c->d);
  // CHECK: succeeded.c:[[@LINE+1]]:{{.*}}: warning: 'c->v' has been released although the function succeeds here, and stop() releases it again; return before the error path [dma-double-release, medium]
  return err;
}
void stop(struct card *c) { dma_free_coherent(c->dev, 64, c->v, c->d); }

// Silent: nobody else releases what was for a while only; and it is kept where the function succeeds.
int probe_it(struct card *c) {
  int err;
  c->t = dma_alloc_coherent(c->dev, 64, &c->td, GFP_KERNEL);
  if (!c->t)
    return -ENOMEM;
  err = regs_read(c->dev, c, 4);
  dma_free_coherent(c->dev, 64, c->t, c->td);
  return err ? err : 0;
}
struct box { struct device *dev; void *v; dma_addr_t d; };
int open_box(struct box *b) {
  int err;
  b->v = dma_alloc_coherent(b->dev, 64, &b->d, GFP_KERNEL);
  if (!b->v)
    return -ENOMEM;
  err = regs_read(b->dev, b, 4);
  if (err)
    dma_free_coherent(b->dev, 64, b->v, b->d);
  return err;
}
void close_box(struct box *b) { dma_free_coherent(b->dev, 64, b->v, b->d); }

// A global variable, filled by way of a local one; and a caller of the same release function.
static void *table;
static dma_addr_t table_dma;
static struct device *owner;
static void drop_table(void) { dma_free_coherent(owner, 64, table, table_dma); }
static int load_table(void) {
  void *v = dma_alloc_coherent(owner, 64, &table_dma, GFP_KERNEL);
  if (!v)
    return -ENOMEM;
  table = v;
  regs_read(owner, v, 4);
  drop_table();
  // CHECK: succeeded.c:[[@LINE+1]]:{{.*}}: warning: 'table' has been released although the function succeeds here, and unload_table() releases it again; return before the error path [dma-double-release, medium]
  return 0;
}
static void unload_table(void) { drop_table(); }
// No way out keeps it, whatever the last one says.
struct port { struct device *dev; void *v; dma_addr_t d; int status; };
static int start_port(struct port *p) {
  p->v = dma_alloc_coherent(p->dev, 64, &p->d, GFP_KERNEL);
  if (!p->v)
    return -ENOMEM;
  if (regs_read(p->dev, p, 4))
    goto free;
  regs_read(p->dev, p, 8);
free:
  dma_free_coherent(p->dev, 64, p->v, p->d);
  // CHECK: succeeded.c:[[@LINE+1]]:{{.*}}: warning: 'p->v' is released on every way out of the function, and stop_port() releases it again; return before the error path [dma-double-release, medium]
  return p->status;
}
static void stop_port(struct port *p) { dma_free_coherent(p->dev, 64, p->v, p->d); }
// The record goes, too, though others have been told of it.
struct mouse { struct device *dev; void *v; dma_addr_t d; };
static int plug(struct device *dev) {
  struct mouse *m = kmalloc(sizeof(*m), GFP_KERNEL);
  if (!m)
    return -ENOMEM;
  m->dev = dev;
  m->v = dma_alloc_coherent(dev, 64, &m->d, GFP_KERNEL);
  if (!m->v)
    goto free;
  if (regs_read(dev, dev, 4))
    goto free_memory;
  regs_read(dev, m, 0);
free_memory:
  dma_free_coherent(dev, 64, m->v, m->d);
  kfree(m);
  // CHECK: succeeded.c:[[@LINE+1]]:{{.*}}: warning: 'm->v' has been released although the function succeeds here, and unplug() releases it again; return before the error path [dma-double-release, medium]
  return 0;
free:
  kfree(m);
  return -ENOMEM;
}
static void unplug(struct mouse *m) { dma_free_coherent(m->dev, 64, m->v, m->d); }

// Silent: a test takes and gives back what opening takes and closing gives back, with the same two helpers.
struct ring { struct device *dev; void *v; dma_addr_t d; };
static int take_ring(struct ring *r) {
  r->v = dma_alloc_coherent(r->dev, 64, &r->d, GFP_KERNEL);
  return r->v ? 0 : -ENOMEM;
}
static void give_ring(struct ring *r) { dma_free_coherent(r->dev, 64, r->v, r->d); }
static int test_ring(struct ring *r) {
  if (take_ring(r))
    return -ENOMEM;
  regs_read(r->dev, r, 4);
  give_ring(r);
  return 0;
}
static int open_ring(struct ring *r) { return take_ring(r); }
static void close_ring(struct ring *r) { give_ring(r); }
// Silent: a request that failed is gone with all it had.
struct keyboard { struct device *dev; void *v; dma_addr_t d; };
static int plug_once(struct device *dev, struct keyboard **out) {
  struct keyboard *m = kmalloc(sizeof(*m), GFP_KERNEL);
  if (!m)
    return -ENOMEM;
  m->v = dma_alloc_coherent(dev, 64, &m->d, GFP_KERNEL);
  if (!m->v)
    goto free;
  if (regs_read(dev, dev, 4)) {
    dma_free_coherent(dev, 64, m->v, m->d);
    goto free;
  }
  *out = m;
  return 0;
free:
  kfree(m);
  return -ENOMEM;
}
static void unplug_late(struct keyboard *m) { dma_free_coherent(m->dev, 64, m->v, m->d); }
// Silent: mapped lists come from others, and are mapped one after the other.
struct job { struct scatterlist *sg; int n; };
static int run_job(struct device *dev, struct job *j) {
  int n = dma_map_sg(dev, j->sg, j->n, DMA_TO_DEVICE);
  if (!n)
    return -ENOMEM;
  regs_read(dev, j, n);
  dma_unmap_sg(dev, j->sg, j->n, DMA_TO_DEVICE);
  return -EBUSY;
}
static void end_job(struct device *dev, struct job *j) { dma_unmap_sg(dev, j->sg, j->n, DMA_TO_DEVICE); }
struct calls { void *f[16]; } calls = {{load_table, unload_table, start_port, stop_port, plug, unplug, test_ring, open_ring, close_ring, plug_once, unplug_late, run_job, end_job}};
// CHECK: 4 findings in 1 of 1 units
