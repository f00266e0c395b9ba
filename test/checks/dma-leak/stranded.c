// RUN: %check %s | %FileCheck %s
// A record that the function has allocated, and that nobody else was shown, is lost with the function, and what it holds.
#include <kernel.h>
struct priv;
struct ring { struct priv *priv; void *desc; dma_addr_t dma; size_t size; struct list_head node; };
struct priv { struct device *dev; struct ring *rx[4], *kept; struct list_head rings; };
int start_queue(struct device *dev, int id);
void keep(struct priv *p, struct ring *r);

static struct ring *make(struct priv *p) {
  struct ring *r = kmalloc(sizeof(*r), GFP_KERNEL);
  if (!r)
    return NULL;
  r->priv = p;
  r->size = 4096;
  r->desc = dma_alloc_coherent(p->dev, r->size, &r->dma, GFP_KERNEL);
  if (!r->desc) {
    kfree(r);
    return NULL;
  }
  return r;
}
int create(struct priv *p, int id) {
  struct ring *r = make(p);
  if (!r)
    return -ENOMEM;
  if (start_queue(p->dev, id))
    // CHECK: stranded.c:[[@LINE+1]]:{{.*}}: warning: {{.*}} is never released on this path and nothing refers to it any more; {{.*}} [dma-leak, high]
    return -EIO;
  p->kept = r;
  return 0;
}

// A cleanup that is not given the record cannot find it: the parent does not know it yet.
static void free_ring(struct priv *p, int id) {
  struct ring *r = p->rx[id];
  if (!r)
    return;
  dma_free_coherent(p->dev, r->size, r->desc, r->dma);
  kfree(r);
}
static struct ring *make_rx(struct priv *p) {
  struct ring *r = kmalloc(sizeof(*r), GFP_KERNEL);
  if (!r)
    return NULL;
  r->desc = dma_alloc_coherent(p->dev, 4096, &r->dma, GFP_KERNEL);
  if (!r->desc) {
    kfree(r);
    return NULL;
  }
  return r;
}
int create_rx(struct priv *p, struct ring **out, int id) {
  struct ring *r = make_rx(p);
  if (!r)
    return -ENOMEM;
  if (start_queue(p->dev, id)) {
    free_ring(p, id);
    // CHECK: stranded.c:[[@LINE+1]]:{{.*}}: warning: {{.*}} is never released on this path and nothing refers to it any more; {{.*}} [dma-leak, high]
    return -EIO;
  }
  *out = r;
  return 0;
}

// Silent: somebody else has the record: a field, a list, a function that may keep it, who called; or it gives it up itself.
int in_field(struct priv *p, int id) {
  struct ring *r = make(p);
  if (!r)
    return -ENOMEM;
  p->kept = r;
  return start_queue(p->dev, id) ? -EIO : 0;
}
int in_list(struct priv *p, int id) {
  struct ring *r = make(p);
  if (!r)
    return -ENOMEM;
  list_add_tail(&r->node, &p->rings);
  return start_queue(p->dev, id) ? -EIO : 0;
}
int given(struct priv *p, int id) {
  struct ring *r = make(p);
  if (!r)
    return -ENOMEM;
  keep(p, r);
  return start_queue(p->dev, id) ? -EIO : 0;
}
struct ring *returned(struct priv *p, int id) {
  struct ring *r = make(p);
  if (r && start_queue(p->dev, id))
    r->size = 0;
  return r;
}
int through(struct priv *p, struct ring **out) {
  struct ring *r = make(p);
  if (!r)
    return -ENOMEM;
  *out = r;
  return start_queue(p->dev, 0) ? -EIO : 0;
}
int undone(struct priv *p, int id) {
  struct ring *r = make(p);
  if (!r)
    return -ENOMEM;
  if (start_queue(p->dev, id)) {
    dma_free_coherent(p->dev, r->size, r->desc, r->dma);
    kfree(r);
    return -EIO;
  }
  p->kept = r;
  return 0;
}
// CHECK: 2 findings in 1 of 1 units
