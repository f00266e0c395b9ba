// RUN: %check %s | %FileCheck %s
// Loops that run a known number of times, more often than a path follows them: what stands behind them is seen, and what
// they acquire is one of many.
#include <kernel.h>
#define ENTRIES 64
struct ring { struct device *dev; void *v, *kept; dma_addr_t d, entry[ENTRIES]; void *buf[ENTRIES], *many[ENTRIES]; };
int start(void *);

int behind(struct ring *r) {
  dma_addr_t d;
  for (int i = 0; i < ENTRIES; i++)
    r->entry[i] = 0;
  d = dma_map_single(r->dev, r->v, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(r->dev, d))
    return -ENOMEM;
  if (start(NULL))
    // CHECK: loops.c:[[@LINE+1]]:{{.*}}: warning: 'd' is never released on this path and nothing refers to it any more; call dma_unmap_single() before leaving [dma-leak, high]
    return -EIO;
  dma_unmap_single(r->dev, d, 64, DMA_TO_DEVICE);
  return 0;
}
// Acquired before the loop, which counts down.
int around(struct ring *r) {
  int i;
  dma_addr_t d = dma_map_single(r->dev, r->v, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(r->dev, d))
    return -ENOMEM;
  for (i = ENTRIES - 1; i >= 0; i--)
    r->entry[i] = 0;
  if (start(NULL))
    // CHECK: loops.c:[[@LINE+1]]:{{.*}}: warning: 'd' is never released on this path and nothing refers to it any more; call dma_unmap_single() before leaving [dma-leak, high]
    return -EIO;
  dma_unmap_single(r->dev, d, 64, DMA_TO_DEVICE);
  return 0;
}
// Silent: the counter has its last value behind the loop.
int counted(struct ring *r) {
  int i;
  dma_addr_t d = dma_map_single(r->dev, r->v, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(r->dev, d))
    return -ENOMEM;
  for (i = 0; i < ENTRIES; i++)
    if (start(r->buf[i]))
      break;
  if (i == ENTRIES)
    dma_unmap_single(r->dev, d, 64, DMA_TO_DEVICE);
  else
    dma_unmap_single(r->dev, d, 64, DMA_TO_DEVICE);
  return 0;
}
// Silent: unwound from where it stopped; and all of them, on another way.
int filled(struct ring *r) {
  int i;
  for (i = 0; i < ENTRIES; i++) {
    r->entry[i] = dma_map_single(r->dev, r->buf[i], 64, DMA_FROM_DEVICE);
    if (dma_mapping_error(r->dev, r->entry[i]))
      goto unwind;
  }
  if (start(NULL))
    goto unwind;
  return 0;
unwind:
  while (--i >= 0)
    dma_unmap_single(r->dev, r->entry[i], 64, DMA_FROM_DEVICE);
  return -EIO;
}
// Silent: one of the cases keeps it, and there is no other. Its twin is an if.
void keep_one(struct ring *r, int which) {
  dma_addr_t d;
  void *v = dma_alloc_coherent(r->dev, 64, &d, GFP_KERNEL);
  if (!v)
    return;
  for (int i = 0; i < ENTRIES; i++)
    switch (which) {
    case 0:
      r->many[i] = v;
      break;
    case 1:
      r->kept = v;
      break;
    }
}
void keep_or_not(struct ring *r, int which) {
  dma_addr_t d;
  void *v = dma_alloc_coherent(r->dev, 64, &d, GFP_KERNEL);
  if (!v)
    return;
  if (which == 0)
    r->kept = v;
  // CHECK: loops.c:[[@LINE+1]]:{{.*}}: warning: 'v' is never released on this path and nothing refers to it any more{{.*}} [dma-leak, high]
}
void drop(struct ring *r) {
  dma_free_coherent(r->dev, 64, r->kept, r->d);
  dma_free_coherent(r->dev, 64, r->many[0], r->d);
}
// Silent: a pool whose blocks a helper has taken in a loop, and gives back in one.
struct pools { struct dma_pool *pool; void *block[ENTRIES]; dma_addr_t d[ENTRIES]; };
static int take(struct pools *p) {
  for (int i = 0; i < ENTRIES; i++) {
    p->block[i] = dma_pool_alloc(p->pool, GFP_KERNEL, &p->d[i]);
    if (!p->block[i])
      return -ENOMEM;
  }
  return 0;
}
int use_pool(struct device *dev, struct pools *p) {
  int err;
  p->pool = dma_pool_create("p", dev, 64, 64, 0);
  if (!p->pool)
    return -ENOMEM;
  err = take(p);
  if (err) {
    for (int i = ENTRIES - 1; i >= 0; i--)
      if (p->block[i])
        dma_pool_free(p->pool, p->block[i], p->d[i]);
    dma_pool_destroy(p->pool);
    return err;
  }
  return 0;
}
// A pointer that walks to an end that is known, and a count that goes down to 0.
int walked(struct ring *r) {
  dma_addr_t d;
  u32 *word;
  void *v = dma_alloc_coherent(r->dev, 4 * ENTRIES, &d, GFP_KERNEL);
  if (!v)
    return -ENOMEM;
  for (word = v; word < (u32 *)((u8 *)v + 4 * ENTRIES); word++)
    *word = 0;
  if (start(NULL))
    // CHECK: loops.c:[[@LINE+1]]:{{.*}}: warning: 'v' is never released on this path and nothing refers to it any more; call dma_free_coherent() before leaving [dma-leak, high]
    return -EIO;
  dma_free_coherent(r->dev, 4 * ENTRIES, v, d);
  return 0;
}
int polled(struct ring *r) {
  int n = ENTRIES;
  dma_addr_t d = dma_map_single(r->dev, r->v, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(r->dev, d))
    return -ENOMEM;
  while (--n)
    r->entry[n] = 0;
  if (n)
    return -EIO; // the loop ends at 0 alone
  if (start(NULL))
    // CHECK: loops.c:[[@LINE+1]]:{{.*}}: warning: 'd' is never released on this path and nothing refers to it any more; call dma_unmap_single() before leaving [dma-leak, high]
    return -EIO;
  dma_unmap_single(r->dev, d, 64, DMA_TO_DEVICE);
  return 0;
}
// Silent: the same two, released.
int walked_right(struct ring *r) {
  dma_addr_t d;
  u32 *word;
  int n = ENTRIES, err;
  void *v = dma_alloc_coherent(r->dev, 4 * ENTRIES, &d, GFP_KERNEL);
  if (!v)
    return -ENOMEM;
  for (word = v; word < (u32 *)((u8 *)v + 4 * ENTRIES); word++)
    *word = 0;
  while (n--)
    r->entry[n] = 0;
  err = start(NULL);
  dma_free_coherent(r->dev, 4 * ENTRIES, v, d);
  return err;
}
// A loop in a loop: both have a number.
int nested(struct ring *r, u8 *words) {
  int i, j;
  dma_addr_t d;
  for (i = 0; i < 8; i++)
    for (j = 0; j < 4096; j++)
      words[j] = 1 << i;
  d = dma_map_single(r->dev, words, 4096, DMA_TO_DEVICE);
  if (dma_mapping_error(r->dev, d))
    return -ENOMEM;
  if (start(NULL))
    // CHECK: loops.c:[[@LINE+1]]:{{.*}}: warning: 'd' is never released on this path and nothing refers to it any more; call dma_unmap_single() before leaving [dma-leak, high]
    return -EIO;
  dma_unmap_single(r->dev, d, 4096, DMA_TO_DEVICE);
  return 0;
}
// What fails in a later turn of the outer one is still seen.
int rows(struct device *dev, u8 **rows, u8 *sums) {
  dma_addr_t d[4];
  int i, j;
  for (i = 0; i < 4; i++) {
    d[i] = dma_map_single(dev, rows[i], 64, DMA_TO_DEVICE);
    if (dma_mapping_error(dev, d[i]))
      // CHECK: loops.c:[[@LINE+1]]:{{.*}}: warning: 'd[i]' is never released on this path and nothing refers to it any more; call dma_unmap_single() before leaving [dma-leak, high]
      return -ENOMEM;
    for (j = 0; j < 64; j++)
      sums[j] += i;
  }
  for (i = 0; i < 4; i++)
    dma_unmap_single(dev, d[i], 64, DMA_TO_DEVICE);
  return 0;
}
// CHECK: 7 findings in 1 of 1 units
