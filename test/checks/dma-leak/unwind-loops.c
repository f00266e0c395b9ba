// RUN: %check %s | %FileCheck %s
#include <kernel.h>

struct slot { void *v; dma_addr_t d; };
struct priv { struct device *dev; struct slot s[8]; dma_addr_t m[8]; };
void close(struct priv *p) {
  for (int i = 0; i < 8; i++)
    dma_free_coherent(p->dev, 64, p->s[i].v, p->s[i].d);
}

// Element 0 stays.
int fill(struct priv *p, int n) {
  int i;
  for (i = 0; i < n; i++) {
    p->s[i].v = dma_alloc_coherent(p->dev, 64, &p->s[i].d, GFP_KERNEL);
    if (!p->s[i].v) {
      // CHECK: unwind-loops.c:[[@LINE+1]]:{{.*}}: warning: this loop ends before it reaches element 0, which is left behind; go on while 'i' is not negative [dma-leak, high]
      while (--i > 0)
        dma_free_coherent(p->dev, 64, p->s[i].v, p->s[i].d);
      return -ENOMEM;
    }
  }
  return 0;
}
// Silent: its twins that go down to 0, and whose element 0 is not this loop's.
int fill_well(struct priv *p, int n) {
  int i;
  for (i = 0; i < n; i++) {
    p->s[i].v = dma_alloc_coherent(p->dev, 64, &p->s[i].d, GFP_KERNEL);
    if (!p->s[i].v) {
      while (--i >= 0)
        dma_free_coherent(p->dev, 64, p->s[i].v, p->s[i].d);
      return -ENOMEM;
    }
  }
  return 0;
}
int fill_from_one(struct priv *p, int n) {
  int i;
  for (i = 1; i < n; i++) {
    p->s[i].v = dma_alloc_coherent(p->dev, 64, &p->s[i].d, GFP_KERNEL);
    if (!p->s[i].v) {
      while (--i > 0)
        dma_free_coherent(p->dev, 64, p->s[i].v, p->s[i].d);
      return -ENOMEM;
    }
  }
  return 0;
}

// The loop's variable is not the element's.
int map(struct priv *p, void **bufs, int n) {
  int i, j;
  for (i = 0; i < n; i++) {
    p->m[i] = dma_map_single(p->dev, bufs[i], 64, DMA_TO_DEVICE);
    if (dma_mapping_error(p->dev, p->m[i]))
      goto undo;
  }
  return 0;
undo:
  for (j = 0; j < i; j++)
    if (p->m[j])
      // CHECK: unwind-loops.c:[[@LINE+2]]:{{.*}}: warning: 'p->m[i]' is released in every turn of a loop that counts with 'j', and the elements before it are left behind; release the element at 'j' [dma-leak, high]
      // CHECK: unwind-loops.c:[[@LINE+1]]:{{.*}}: warning: 'p->m[i]' could not be acquired on this path {{.*}} [dma-release-unacquired, {{high|low}}]
      dma_unmap_single(p->dev, p->m[i], 64, DMA_TO_DEVICE);
  return -ENOMEM;
}
// Silent: its twin that releases the element at 'j'.
int map_well(struct priv *p, void **bufs, int n) {
  int i, j;
  for (i = 0; i < n; i++) {
    p->m[i] = dma_map_single(p->dev, bufs[i], 64, DMA_TO_DEVICE);
    if (dma_mapping_error(p->dev, p->m[i]))
      goto undo;
  }
  return 0;
undo:
  for (j = 0; j < i; j++)
    dma_unmap_single(p->dev, p->m[j], 64, DMA_TO_DEVICE);
  return -ENOMEM;
}
void unmap(struct priv *p) {
  for (int i = 0; i < 8; i++)
    dma_unmap_single(p->dev, p->m[i], 64, DMA_TO_DEVICE);
}
// CHECK: 3 findings in 1 of 1 units
