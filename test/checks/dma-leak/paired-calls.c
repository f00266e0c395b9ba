// RUN: %check %s | %FileCheck %s
// A helper releases what another has acquired, right behind its calls, but for one of them.
#include <kernel.h>
struct req { struct device *dev; void *list, *key; dma_addr_t list_dma, key_dma; int kind; };
int hash(struct req *r, void *list);
static int prepare(struct req *r) {
  r->list = dma_alloc_coherent(r->dev, 64, &r->list_dma, GFP_KERNEL);
  return r->list ? 0 : -ENOMEM;
}
static void cleanup(struct req *r) {
  dma_free_coherent(r->dev, 64, r->list, r->list_dma);
  r->list = NULL;
}
int run(struct req *r) {
  int rc;
  if (r->kind == 1) {
    rc = prepare(r);
    if (rc)
      goto error;
    rc = hash(r, r->list);
    cleanup(r);
    if (rc)
      goto error;
    goto done;
  }
  if (r->kind == 2) {
    // CHECK: paired-calls.c:[[@LINE+1]]:{{.*}}: warning: what prepare() acquires here is left behind; call cleanup(), as behind its other calls [dma-leak, medium]
    rc = prepare(r);
    if (rc)
      goto error;
    rc = hash(r, r->list);
    if (rc)
      goto error;
    goto done;
  }
  rc = prepare(r);
  if (rc)
    goto error;
  rc = hash(r, r->list);
  cleanup(r);
  if (rc)
    goto error;
done:
  return 0;
error:
  return rc;
}
// Silent: one that releases behind a label.
static int load_key(struct req *r) {
  r->key = dma_alloc_coherent(r->dev, 16, &r->key_dma, GFP_KERNEL);
  return r->key ? 0 : -ENOMEM;
}
static void drop_key(struct req *r) { dma_free_coherent(r->dev, 16, r->key, r->key_dma); }
int sign(struct req *r) {
  int rc;
  if (r->kind == 1) {
    rc = load_key(r);
    if (rc)
      return rc;
    rc = hash(r, r->key);
    drop_key(r);
    return rc;
  }
  if (r->kind == 2) {
    rc = load_key(r);
    if (rc)
      return rc;
    rc = hash(r, r->key);
    if (rc)
      goto drop;
    return 0;
  }
  rc = load_key(r);
  if (rc)
    return rc;
  rc = hash(r, r->key);
  drop_key(r);
  return rc;
drop:
  drop_key(r);
  return rc;
}
// Silent: of another record, which somebody may keep.
int keep(struct req *r, struct req *kept) {
  int rc = load_key(r);
  if (rc)
    return rc;
  drop_key(r);
  rc = load_key(r);
  if (rc)
    return rc;
  drop_key(r);
  return load_key(kept);
}
// CHECK: 1 finding in 1 of 1 units
