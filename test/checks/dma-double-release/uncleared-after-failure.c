// RUN: %check %s --max-nodes=1 | %FileCheck %s
// What a function that has failed releases and leaves uncleared, where no path gets that far.
#include <kernel.h>

// Nothing else is cleared here, but the field is where it is released otherwise, as it is once this has failed.
struct key { struct device *dev; void *p; dma_addr_t dma; int set; };
int fill_key(struct key *k);
static int key_set(struct key *k) {
  int err;
  k->p = dma_alloc_coherent(k->dev, 64, &k->dma, GFP_KERNEL);
  if (!k->p)
    return -ENOMEM;
  err = fill_key(k);
  if (err)
    goto free;
  return 0;
free:
  // CHECK: uncleared-after-failure.c:[[@LINE+1]]:3: warning: 'k->p' is released and not cleared here, and key_clear() releases what it finds there; set it to NULL [dma-double-release, medium]
  dma_free_coherent(k->dev, 64, k->p, k->dma);
  return err;
}
static void key_clear(struct key *k) {
  if (k->p) {
    dma_free_coherent(k->dev, 64, k->p, k->dma);
    // CHECK: uncleared-after-failure.c:[[@LINE+1]]:5: note: 'k->p' is cleared likewise
    k->p = NULL;
  }
}
int keys_set(struct key *k, int n) {
  int err = 0;
  for (int i = 0; i < n; i++) {
    err = key_set(&k[i]);
    if (err)
      goto clear;
  }
  return 0;
clear:
  for (int i = 0; i < n; i++)
    key_clear(&k[i]);
  return err;
}
// Silent: nobody clears it once this has failed.
struct key2 { struct device *dev; void *p; dma_addr_t dma; int set; };
int fill_key2(struct key2 *k);
int key2_set(struct key2 *k) {
  int err;
  k->p = dma_alloc_coherent(k->dev, 64, &k->dma, GFP_KERNEL);
  if (!k->p)
    return -ENOMEM;
  err = fill_key2(k);
  if (err)
    goto free;
  return 0;
free:
  dma_free_coherent(k->dev, 64, k->p, k->dma);
  return err;
}
void key2_clear(struct key2 *k) {
  if (k->p) {
    dma_free_coherent(k->dev, 64, k->p, k->dma);
    k->p = NULL;
  }
}
// CHECK: 1 finding in 1 of 1 units
