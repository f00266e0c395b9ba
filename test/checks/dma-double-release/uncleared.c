// RUN: %check %s | %FileCheck %s --implicit-check-not="not cleared"
// Memory that is freed where others ask whether it is there, and that is not cleared, as theirs is.
#include <kernel.h>
struct unit { struct device *dev; void *ring, *info; dma_addr_t ring_dma, info_dma; };
int start(struct device *dev);
void tell(struct unit *u);

// The handle is cleared, the pointer is not.
int by_handle(struct unit *u) {
  u->ring = dma_alloc_coherent(u->dev, 64, &u->ring_dma, GFP_KERNEL);
  if (!u->ring)
    return -ENOMEM;
  if (!start(u->dev))
    return 0;
  // CHECK: uncleared.c:[[@LINE+1]]:3: warning: 'u->ring' is released and not cleared here, and stop() releases what it finds there; set it to NULL [dma-double-release, medium]
  dma_free_coherent(u->dev, 64, u->ring, u->ring_dma);
  // CHECK: uncleared.c:[[@LINE+1]]:3: note: 'u->ring_dma' is cleared likewise
  u->ring_dma = 0;
  return -EIO;
}
void stop(struct unit *u) {
  // CHECK: uncleared.c:[[@LINE+1]]:7: note: stop() asks here
  if (u->ring) {
    dma_free_coherent(u->dev, 64, u->ring, u->ring_dma);
    u->ring = NULL;
  }
  if (u->info)
    dma_free_coherent(u->dev, 64, u->info, u->info_dma);
}
// Silent: it is cleared.
int cleared(struct unit *u) {
  if (!start(u->dev))
    return 0;
  dma_free_coherent(u->dev, 64, u->ring, u->ring_dma);
  u->ring = NULL;
  u->ring_dma = 0;
  return -EIO;
}
// The one beside it is cleared.
int beside(struct unit *u) {
  if (!start(u->dev))
    return 0;
  dma_free_coherent(u->dev, 64, u->ring, u->ring_dma);
  u->ring = NULL;
  // CHECK: uncleared.c:[[@LINE+1]]:3: warning: 'u->info' is released and not cleared here, and stop() releases what it finds there; set it to NULL [dma-double-release, medium]
  dma_free_coherent(u->dev, 64, u->info, u->info_dma);
  return -EIO;
}
// Silent: something else is put there.
int replaced(struct unit *u) {
  dma_free_coherent(u->dev, 64, u->ring, u->ring_dma);
  u->ring_dma = 0;
  u->ring = dma_alloc_coherent(u->dev, 64, &u->ring_dma, GFP_KERNEL);
  return u->ring ? 0 : -ENOMEM;
}
// Silent: the record is gone, or somebody else's to clear.
void gone(struct unit *u) {
  dma_free_coherent(u->dev, 64, u->ring, u->ring_dma);
  u->ring_dma = 0;
  kfree(u);
}
void told(struct unit *u) {
  dma_free_coherent(u->dev, 64, u->ring, u->ring_dma);
  u->ring_dma = 0;
  tell(u);
}
// Silent: a caller frees the record where this fails.
struct queue { struct device *dev; void *ring; dma_addr_t ring_dma; };
static int queue_init(struct queue *q) {
  if (!start(q->dev))
    return 0;
  dma_free_coherent(q->dev, 64, q->ring, q->ring_dma);
  q->ring_dma = 0;
  return -EIO;
}
int queue_new(struct queue *q) {
  if (queue_init(q)) {
    kfree(q);
    return -ENOMEM;
  }
  return 0;
}
void queue_stop(struct queue *q) {
  if (q->ring)
    dma_free_coherent(q->dev, 64, q->ring, q->ring_dma);
}
// What asks leaves the release to a helper.
struct txq { struct device *dev; void *desc; dma_addr_t dma; void *sdesc; };
static void free_txq(struct txq *q) {
  dma_free_coherent(q->dev, 64, q->desc, q->dma);
}
int alloc_txq(struct txq *q) {
  if (!start(q->dev))
    return 0;
  kfree(q->sdesc);
  q->sdesc = NULL;
  // CHECK: uncleared.c:[[@LINE+1]]:3: warning: 'q->desc' is released and not cleared here, and free_all() releases what it finds there; set it to NULL [dma-double-release, medium]
  dma_free_coherent(q->dev, 64, q->desc, q->dma);
  return -EIO;
}
void free_all(struct txq *q) {
  if (q->desc)
    free_txq(q);
}
// The function itself asks, to acquire anew.
struct risc { void *cpu; dma_addr_t dma; size_t size; };
int enlarge(struct device *dev, struct risc *risc, size_t size) {
  if (risc->cpu && risc->size < size)
    // CHECK: uncleared.c:[[@LINE+1]]:5: warning: 'risc->cpu' is released and not cleared here, and what is to acquire it anew takes it to be there; set it to NULL [dma-use-after-release, high]
    dma_free_coherent(dev, risc->size, risc->cpu, risc->dma);
  // CHECK: uncleared.c:[[@LINE+1]]:7: note: it is asked for here
  if (NULL == risc->cpu) {
    void *cpu = dma_alloc_coherent(dev, size, &risc->dma, GFP_KERNEL);
    if (!cpu)
      return -ENOMEM;
    risc->cpu = cpu;
    risc->size = size;
  }
  return 0;
}
// Silent: its twin clears it.
int enlarge_well(struct device *dev, struct risc *risc, size_t size) {
  if (risc->cpu && risc->size < size) {
    dma_free_coherent(dev, risc->size, risc->cpu, risc->dma);
    risc->cpu = NULL;
  }
  if (NULL == risc->cpu) {
    risc->cpu = dma_alloc_coherent(dev, size, &risc->dma, GFP_KERNEL);
    if (!risc->cpu)
      return -ENOMEM;
    risc->size = size;
  }
  return 0;
}
// Silent: nobody asks.
struct other { struct device *dev; void *ring; dma_addr_t ring_dma; };
void other_stop(struct other *o) {
  dma_free_coherent(o->dev, 64, o->ring, o->ring_dma);
  o->ring_dma = 0;
}
void other_close(struct other *o) {
  dma_free_coherent(o->dev, 64, o->ring, o->ring_dma);
}
// Silent: nothing runs once probe has failed.
struct card { void *ring; dma_addr_t ring_dma; };
static int card_probe(struct platform_device *pdev) {
  struct card *c = pdev->dev.driver_data;
  c->ring = dma_alloc_coherent(&pdev->dev, 64, &c->ring_dma, GFP_KERNEL);
  if (!c->ring)
    return -ENOMEM;
  if (!start(&pdev->dev))
    return 0;
  dma_free_coherent(&pdev->dev, 64, c->ring, c->ring_dma);
  c->ring_dma = 0;
  return -EIO;
}
static void card_remove(struct platform_device *pdev) {
  struct card *c = pdev->dev.driver_data;
  if (c->ring)
    dma_free_coherent(&pdev->dev, 64, c->ring, c->ring_dma);
}
struct platform_driver card_driver = {.probe = card_probe, .remove = card_remove};
