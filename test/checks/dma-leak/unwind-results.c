// RUN: %check %s --checks=dma-leak | %FileCheck %s
// What says that a function has failed: a result without a sign, one that is no error number, a packet that is dropped.
#include <kernel.h>
struct ring { void *v; dma_addr_t d; };
struct card { struct device *dev; struct ring tx; dma_addr_t map[8]; void *buf[8]; int n; };
int start(struct card *), listen(struct card *);
void *memory(struct card *);
typedef enum { TX_OK, TX_BUSY = 16 } tx_t;

static int setup(struct card *c) {
  c->tx.v = dma_alloc_coherent(c->dev, 64, &c->tx.d, GFP_KERNEL);
  return c->tx.v ? 0 : -ENOMEM;
}
static void teardown(struct card *c) { dma_free_coherent(c->dev, 64, c->tx.v, c->tx.d); }

int without_sign(struct card *c) {
  unsigned int rc = setup(c);
  if (rc)
    goto out;
  rc = start(c);
  if (rc)
    goto free;
  rc = listen(c);
  if (rc)
    // CHECK: unwind-results.c:[[@LINE+1]]:5: warning: what teardown() releases is left behind when the function gives up here; go to 'free', as other failures do [dma-leak, medium]
    goto out;
  return 0;
free:
  teardown(c);
out:
  return rc;
}
// Silent: a number that is counted is no failure.
unsigned int count(struct card *);
int counted(struct card *c) {
  unsigned int n;
  int rc = setup(c);
  if (rc)
    goto out;
  rc = start(c);
  if (rc)
    goto free;
  n = count(c);
  if (n)
    goto out;
  return 0;
free:
  teardown(c);
out:
  return rc;
}

int no_error_number(struct card *c) {
  if (setup(c))
    return 0x2003;
  c->buf[0] = memory(c);
  if (!c->buf[0]) {
    teardown(c);
    return 0x2003;
  }
  c->buf[1] = memory(c);
  if (!c->buf[1])
    // CHECK: unwind-results.c:[[@LINE+1]]:5: warning: what teardown() releases is left behind when the function gives up here; release it, as other failures do [dma-leak, medium]
    return 0x2003;
  c->buf[2] = memory(c);
  if (!c->buf[2]) {
    teardown(c);
    return 0x2003;
  }
  return 0x2002;
}

static void undo(struct card *c, int n) {
  while (n--)
    dma_unmap_single(c->dev, c->map[n], 64, DMA_TO_DEVICE);
}
tx_t xmit(struct card *c, struct sk_buff *skb, int n, int len) {
  for (int i = 0; i < n; i++) {
    c->map[i] = dma_map_single(c->dev, c->buf[i], 64, DMA_TO_DEVICE);
    if (dma_mapping_error(c->dev, c->map[i])) {
      undo(c, i);
      dev_kfree_skb(skb);
      return TX_OK;
    }
  }
  if (len != c->n) {
    dev_kfree_skb(skb);
    // CHECK: unwind-results.c:[[@LINE+1]]:5: warning: what undo() releases is left behind when the function gives up here; release it, as other failures do [dma-leak, medium]
    return TX_OK;
  }
  c->n = n;
  return TX_OK;
}
// Silent: it goes on its way.
tx_t xmit_short(struct card *c, struct sk_buff *skb, int n, int len) {
  for (int i = 0; i < n; i++) {
    c->map[i] = dma_map_single(c->dev, c->buf[i], 64, DMA_TO_DEVICE);
    if (dma_mapping_error(c->dev, c->map[i])) {
      undo(c, i);
      dev_kfree_skb(skb);
      return TX_OK;
    }
  }
  if (len != c->n) {
    c->n = len;
    return TX_OK;
  }
  c->n = n;
  return TX_OK;
}
// CHECK: 3 findings in 1 of 1 units
