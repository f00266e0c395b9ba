// RUN: %check %s | %FileCheck %s
// A function undoes what it has done when a later step fails, but for what one helper has acquired.
#include <kernel.h>
struct ring { void *v; dma_addr_t d; };
struct card { struct device *dev; struct ring *tx; void *regs; int n; };
int start(void *regs);
void unmap(void *regs);
static int setup(struct card *c) {
  for (int i = 0; i < c->n; i++) {
    c->tx[i].v = dma_alloc_coherent(c->dev, 64, &c->tx[i].d, GFP_KERNEL);
    if (!c->tx[i].v)
      return -ENOMEM;
  }
  return 0;
}
static void teardown(struct card *c) {
  for (int i = 0; i < c->n; i++)
    if (c->tx[i].v)
      dma_free_coherent(c->dev, 64, c->tx[i].v, c->tx[i].d);
}
void close(struct card *c) { teardown(c); }
int open(struct card *c) {
  int err;
  c->regs = kmalloc(64, GFP_KERNEL);
  if (!c->regs)
    return -ENOMEM;
  err = setup(c);
  if (err)
    goto free;
  err = start(c->regs);
  if (err)
    // CHECK: forgotten-unwind.c:[[@LINE+1]]:{{.*}}: warning: 'v' is left behind when the function gives up here; release it, as {{close|teardown}}() does [dma-leak, medium]
    goto free;
  return 0;
free:
  kfree(c->regs);
  return err;
}
// CHECK: note: it is acquired here

// Silent: the caller tears down; and a cleanup in another file may.
struct port { struct device *dev; void *v, *w, *regs; dma_addr_t d, e; };
void clean(struct port *p);
static int fill(struct port *p) {
  p->v = dma_alloc_coherent(p->dev, 64, &p->d, GFP_KERNEL);
  return p->v ? 0 : -ENOMEM;
}
static int open_port(struct port *p) {
  int err;
  p->regs = kmalloc(64, GFP_KERNEL);
  if (!p->regs)
    return -ENOMEM;
  err = fill(p);
  if (err)
    goto free;
  err = start(p->regs);
  if (err)
    goto free;
  return 0;
free:
  kfree(p->regs);
  return err;
}
static void close_port(struct port *p) { dma_free_coherent(p->dev, 64, p->v, p->d); }
int bring_up(struct port *p) {
  int err = open_port(p);
  if (err)
    close_port(p);
  return err;
}
int open_other(struct port *p) {
  int err;
  p->w = dma_alloc_coherent(p->dev, 64, &p->e, GFP_KERNEL);
  if (!p->w)
    return -ENOMEM;
  err = start(p->regs);
  if (err)
    goto free;
  return 0;
free:
  clean(p);
  return err;
}
void close_other(struct port *p) { dma_free_coherent(p->dev, 64, p->w, p->e); }
// Silent: it is kept for the next time; and a counter of references releases it.
struct fw { struct device *dev; void *v, *regs; dma_addr_t d; struct kref ref; };
int load(struct fw *f) {
  int err;
  if (!f->v)
    f->v = dma_alloc_coherent(f->dev, 64, &f->d, GFP_KERNEL);
  if (!f->v)
    return -ENOMEM;
  err = start(f->regs);
  if (err)
    goto free;
  return 0;
free:
  kfree(f->regs);
  return err;
}
void unload(struct fw *f) { dma_free_coherent(f->dev, 64, f->v, f->d); }
struct box { struct kref ref; struct device *dev; void *v, *regs; dma_addr_t d; };
static void box_free(struct kref *ref) {
  struct box *b = (struct box *)ref;
  dma_free_coherent(b->dev, 64, b->v, b->d);
}
int open_box(struct box *b) {
  int err;
  b->v = dma_alloc_coherent(b->dev, 64, &b->d, GFP_KERNEL);
  if (!b->v)
    return -ENOMEM;
  err = start(b->regs);
  if (err)
    goto put;
  return 0;
put:
  kref_put(&b->ref, box_free);
  return err;
}

// What a helper acquires through a variable it acquires for the field as well.
struct pool { struct device *dev; void *v, *regs; dma_addr_t d; int rev, wide; };
static int fill_pool(struct pool *p) {
  dma_addr_t at;
  void *memory = dma_alloc_coherent(p->dev, 64, &at, GFP_KERNEL);
  if (!memory)
    return -ENOMEM;
  p->v = memory;
  p->d = at;
  return 0;
}
void close_pool(struct pool *p) { dma_free_coherent(p->dev, 64, p->v, p->d); }
int open_pool(struct pool *p) {
  int err;
  p->regs = kmalloc(64, GFP_KERNEL);
  if (!p->regs)
    return -ENOMEM;
  err = fill_pool(p);
  if (err)
    goto free;
  err = start(p->regs);
  if (err)
    // CHECK: forgotten-unwind.c:[[@LINE+1]]:{{.*}}: warning: 'v' is left behind when the function gives up here; release it, as close_pool() does [dma-leak, medium]
    goto free;
  return 0;
free:
  kfree(p->regs);
  return err;
}
// Silent: the device core releases it.
struct kept { struct device *dev; void *v, *regs; dma_addr_t d; };
static int fill_kept(struct kept *k) {
  void *memory = dmam_alloc_coherent(k->dev, 64, &k->d, GFP_KERNEL);
  if (!memory)
    return -ENOMEM;
  k->v = memory;
  return 0;
}
void dmam_free_coherent(struct device *, size_t, void *, dma_addr_t);
void close_kept(struct kept *k) { dmam_free_coherent(k->dev, 64, k->v, k->d); }
int open_kept(struct kept *k) {
  int err;
  k->regs = kmalloc(64, GFP_KERNEL);
  if (!k->regs)
    return -ENOMEM;
  err = fill_kept(k);
  if (err)
    goto free;
  err = start(k->regs);
  if (err)
    goto free;
  return 0;
free:
  kfree(k->regs);
  return err;
}
// Silent: it is only acquired in one mode, and the failure may be of another.
struct mode { struct device *dev; void *v, *regs; dma_addr_t d; int rev, wide; };
static int fill_mode(struct mode *m) {
  m->v = dma_alloc_coherent(m->dev, 64, &m->d, GFP_KERNEL);
  return m->v ? 0 : -ENOMEM;
}
void close_mode(struct mode *m) { dma_free_coherent(m->dev, 64, m->v, m->d); }
int open_mode(struct mode *m) {
  int err;
  m->regs = kmalloc(64, GFP_KERNEL);
  if (!m->regs)
    return -ENOMEM;
  if (m->rev == 3) {
    err = fill_mode(m);
    if (err)
      goto free;
  }
  if (m->wide) {
    err = start(m->regs);
    if (err)
      goto free;
  }
  return 0;
free:
  kfree(m->regs);
  return err;
}
// Silent: what was taken from a list is put back there.
struct slot { struct slot *next; void *v; dma_addr_t d; };
struct cache { struct device *dev; struct slot *slots, *used; void *regs; };
static struct slot *get_slot(struct cache *c) {
  struct slot *s = c->slots;
  if (s) {
    c->slots = s->next;
    return s;
  }
  s = kmalloc(sizeof(*s), GFP_KERNEL);
  if (!s)
    return NULL;
  s->v = dma_alloc_coherent(c->dev, 64, &s->d, GFP_KERNEL);
  if (!s->v) {
    kfree(s);
    return NULL;
  }
  return s;
}
static void put_slot(struct cache *c, struct slot *s) {
  s->next = c->slots;
  c->slots = s;
}
void empty(struct cache *c) {
  struct slot *s;
  for (s = c->slots; s; s = s->next)
    dma_free_coherent(c->dev, 64, s->v, s->d);
}
int use_slot(struct cache *c) {
  struct slot *s;
  int err = -ENOMEM;
  c->regs = kmalloc(64, GFP_KERNEL);
  if (!c->regs)
    return -ENOMEM;
  s = get_slot(c);
  if (!s)
    goto free;
  err = start(c->regs);
  if (err)
    goto put;
  c->used = s;
  return 0;
put:
  put_slot(c, s);
free:
  kfree(c->regs);
  return err;
}
// What acquires for several undoes that when it fails itself, and not when something else does later.
struct tables { struct device *dev; void *t[4]; dma_addr_t d[4]; void *regs; };
static void free_tables(struct tables *t) {
  for (int i = 0; i < 4; i++)
    if (t->t[i])
      dma_free_coherent(t->dev, 64, t->t[i], t->d[i]);
}
static int init_tables(struct tables *t) {
  for (int i = 0; i < 4; i++) {
    t->t[i] = dma_alloc_coherent(t->dev, 64, &t->d[i], GFP_KERNEL);
    if (!t->t[i]) {
      free_tables(t);
      return -ENOMEM;
    }
  }
  return 0;
}
int setup_tables(struct tables *t) {
  int err;
  t->regs = kmalloc(64, GFP_KERNEL);
  if (!t->regs)
    return -ENOMEM;
  err = init_tables(t);
  if (err)
    goto free;
  err = start(t->regs);
  if (err)
    // CHECK: forgotten-unwind.c:[[@LINE+1]]:{{.*}}: warning: 't' is left behind when the function gives up here; release it, as remove_tables() does [dma-leak, medium]
    goto free;
  return 0;
free:
  kfree(t->regs);
  return err;
}
void remove_tables(struct tables *t) {
  free_tables(t);
  kfree(t->regs);
}
// Its twin undoes it.
struct lists { struct device *dev; void *l[4]; dma_addr_t d[4]; void *regs; };
static void free_lists(struct lists *l) {
  for (int i = 0; i < 4; i++)
    if (l->l[i])
      dma_free_coherent(l->dev, 64, l->l[i], l->d[i]);
}
static int init_lists(struct lists *l) {
  for (int i = 0; i < 4; i++) {
    l->l[i] = dma_alloc_coherent(l->dev, 64, &l->d[i], GFP_KERNEL);
    if (!l->l[i]) {
      free_lists(l);
      return -ENOMEM;
    }
  }
  return 0;
}
int setup_lists(struct lists *l) {
  int err;
  l->regs = kmalloc(64, GFP_KERNEL);
  if (!l->regs)
    return -ENOMEM;
  err = init_lists(l);
  if (err)
    goto free;
  err = start(l->regs);
  if (err)
    goto lists;
  return 0;
lists:
  free_lists(l);
free:
  kfree(l->regs);
  return err;
}
void remove_lists(struct lists *l) {
  free_lists(l);
  kfree(l->regs);
}
// CHECK: 3 findings in 1 of 1 units
