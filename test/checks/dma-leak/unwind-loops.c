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
      // CHECK: unwind-loops.c:[[@LINE+1]]:{{.*}}: warning: this loop leaves out element 0, which is left behind; let 'i' go as far as 0 [dma-leak, high]
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

// One element too many.
int below(struct priv *p, int n) {
  int i;
  for (i = 0; i < n; i++) {
    p->s[i].v = dma_alloc_coherent(p->dev, 64, &p->s[i].d, GFP_KERNEL);
    if (!p->s[i].v) {
      // CHECK: unwind-loops.c:[[@LINE+1]]:{{.*}}: warning: this loop goes on to element -1, which was never acquired; compare 'i' before it is counted down [dma-release-unacquired, high]
      while (i-- >= 0)
        dma_free_coherent(p->dev, 64, p->s[i].v, p->s[i].d);
      return -ENOMEM;
    }
  }
  return 0;
}
// Silent: its twins that end at element 0, whichever way that is said.
int not_below(struct priv *p, int n) {
  int i;
  for (i = 0; i < n; i++) {
    p->s[i].v = dma_alloc_coherent(p->dev, 64, &p->s[i].d, GFP_KERNEL);
    if (!p->s[i].v) {
      while (i-- >= 1)
        dma_free_coherent(p->dev, 64, p->s[i].v, p->s[i].d);
      return -ENOMEM;
    }
  }
  return 0;
}
int above(struct priv *p, int n) {
  int i;
  for (i = 0; i < n; i++) {
    p->s[i].v = dma_alloc_coherent(p->dev, 64, &p->s[i].d, GFP_KERNEL);
    if (!p->s[i].v) {
      while (i-- > 0)
        dma_free_coherent(p->dev, 64, p->s[i].v, p->s[i].d);
      return -ENOMEM;
    }
  }
  return 0;
}
// Silent: loops that count down alike and release nothing.
void sum(struct priv *p, int n) {
  int i;
  for (i = 0; i < n; i++)
    printk("%d", i);
  while (--i > 0)
    printk("%d", i);
  while (i-- >= 0)
    printk("%d", i);
}
// Silent: a counter that is no variable, and one that cannot be negative.
struct counted { struct device *dev; struct slot s[8]; int n; };
void drain(struct counted *c) {
  while (c->n-- >= 0)
    dma_free_coherent(c->dev, 64, c->s[c->n].v, c->s[c->n].d);
}
void drain_all(struct priv *p, u32 n) {
  while (n-- >= 0)
    dma_free_coherent(p->dev, 64, p->s[n].v, p->s[n].d);
}
// Their twin: a variable that can.
void drain_signed(struct priv *p, int n) {
  // CHECK: unwind-loops.c:[[@LINE+1]]:{{.*}}: warning: this loop goes on to element -1, which was never acquired{{.*}} [dma-release-unacquired, high]
  while (n-- >= 0)
    dma_free_coherent(p->dev, 64, p->s[n].v, p->s[n].d);
}

// Silent: a loop that does not count up to the element; that maps it again; that counts in its body, or chooses the
// element there; that has no end. Their twin is map().
void other_end(struct priv *p, int i, int n) {
  for (int j = 0; j < n; j++)
    dma_unmap_single(p->dev, p->m[i], 64, DMA_TO_DEVICE);
}
void mapped_again(struct priv *p, void **bufs, int i) {
  for (int j = 0; j < i; j++) {
    dma_unmap_single(p->dev, p->m[i], 64, DMA_TO_DEVICE);
    p->m[i] = dma_map_single(p->dev, bufs[j], 64, DMA_TO_DEVICE);
    if (dma_mapping_error(p->dev, p->m[i]))
      return;
  }
}
void in_body(struct priv *p, int i) {
  for (int j = 0; j < i; j++) {
    j += 2;
    dma_unmap_single(p->dev, p->m[i], 64, DMA_TO_DEVICE);
  }
}
void chosen(struct priv *p, int i) {
  for (int j = 0; j < i; j++) {
    i = i - 1;
    dma_unmap_single(p->dev, p->m[i], 64, DMA_TO_DEVICE);
  }
}
void no_end(struct priv *p, int i) {
  for (int j = 0;; j++)
    dma_unmap_single(p->dev, p->m[i], 64, DMA_TO_DEVICE);
}
// Silent: down to an element that is no number, and a loop that releases no element. Their twins are fill() and map().
int fill_from(struct priv *p, int first, int n) {
  int i;
  for (i = 0; i < n; i++) {
    p->s[i].v = dma_alloc_coherent(p->dev, 64, &p->s[i].d, GFP_KERNEL);
    if (!p->s[i].v) {
      while (--i > first)
        dma_free_coherent(p->dev, 64, p->s[i].v, p->s[i].d);
      return -ENOMEM;
    }
  }
  return 0;
}
void until_idle(struct priv *p, int n) {
  for (int j = 0; j < n; j++)
    dma_unmap_single(p->dev, p->m[0], 64, DMA_TO_DEVICE);
}
// By a function of the driver's.
static void unmap_one(struct device *dev, dma_addr_t *m) {
  dma_unmap_single(dev, *m, 64, DMA_TO_DEVICE);
}
void by_helper(struct priv *p, int i) {
  int j;
  for (j = 0; j < i; j++)
    // CHECK: unwind-loops.c:[[@LINE+1]]:{{.*}}: warning: 'p->m[i]' is released in every turn of a loop that counts with 'j'
    unmap_one(p->dev, &p->m[i]);
}
void by_helper_well(struct priv *p, int i) {
  int j;
  for (j = 0; j < i; j++)
    unmap_one(p->dev, &p->m[j]);
}
// CHECK: 6 findings in 1 of 1 units
