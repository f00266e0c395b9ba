// RUN: %check %s | %FileCheck %s --implicit-check-not="this loop"
// Loops that go over something in a function that releases, and do nothing there.
#include <kernel.h>
struct frag { dma_addr_t dma; size_t len; };
struct buf { struct device *dev; dma_addr_t dma; int frags; struct frag *frag; void **page; };
void tell(struct frag *f);

void fragments(struct buf *b) {
  int i;
  dma_unmap_single(b->dev, b->dma, 64, DMA_TO_DEVICE);
  // CHECK: idle-loops.c:[[@LINE+1]]:3: warning: this loop does nothing with what it goes over, which is left behind; release it there, as the function does beside it [dma-leak, medium]
  for (i = 0; i < b->frags; i++) {
    struct frag *frag = &b->frag[i];
  }
  // CHECK: idle-loops.c:[[@LINE-5]]:3: note: it releases here
}
// Its twin releases them.
void fragments_released(struct buf *b) {
  int i;
  dma_unmap_single(b->dev, b->dma, 64, DMA_TO_DEVICE);
  for (i = 0; i < b->frags; i++) {
    struct frag *frag = &b->frag[i];
    dma_unmap_page(b->dev, frag->dma, frag->len, DMA_TO_DEVICE);
  }
}

// In a loop around it, where each turn sets the variables anew.
void counted(struct buf *b, int n) {
  while (n--) {
    int frags = b[n].frags, i = 1;
    dma_unmap_single(b->dev, b[n].dma, 64, DMA_TO_DEVICE);
    // CHECK: idle-loops.c:[[@LINE+1]]:5: warning: this loop does nothing
    while (frags--) {
      i++;
    }
  }
}
// Only what is not there is passed over.
void guarded(struct buf *b) {
  // CHECK: idle-loops.c:[[@LINE+1]]:3: warning: this loop does nothing
  for (int i = 0; i < b->frags; i++) {
    if (!b->page[i])
      continue;
  }
  dma_unmap_single(b->dev, b->dma, 64, DMA_TO_DEVICE);
}

// Silent: what the loop has found is used behind it.
void found(struct buf *b) {
  int i, last = 0;
  for (i = 0; i < b->frags; i++) {
    if (!b->page[i])
      break;
    last = i;
  }
  dma_unmap_single(b->dev, b->frag[last].dma, 64, DMA_TO_DEVICE);
}
// Silent: or in the next turn.
void kept(struct buf *b, int n) {
  int at = 0;
  while (n--) {
    dma_unmap_single(b->dev, b->frag[at].dma, 64, DMA_TO_DEVICE);
    while (at < b->frags && !b->page[at]) {
      at++;
    }
  }
}
// Silent: it tells somebody, or writes to memory.
void told(struct buf *b) {
  dma_unmap_single(b->dev, b->dma, 64, DMA_TO_DEVICE);
  for (int i = 0; i < b->frags; i++) {
    tell(&b->frag[i]);
  }
  for (int i = 0; i < b->frags; i++) {
    b->frag[i].len = 0;
  }
}
// Silent: it waits.
void waits(struct buf *b, volatile int *busy) {
  while (*busy) {
    ;
  }
  for (int i = 0; i < 100; i++)
    ;
  dma_unmap_single(b->dev, b->dma, 64, DMA_TO_DEVICE);
}
// Silent: nothing is released here.
void counts(struct buf *b) {
  for (int i = 0; i < b->frags; i++) {
    struct frag *frag = &b->frag[i];
  }
}

// Nothing is released here but what a function acquires for each element, counted down from where it has failed.
struct rings { struct device *dev; void *v[4]; dma_addr_t d[4]; };
static int setup_ring(struct rings *r, int i) {
  r->v[i] = dma_alloc_coherent(r->dev, 64, &r->d[i], GFP_KERNEL);
  return r->v[i] ? 0 : -ENOMEM;
}
static void free_ring(struct rings *r, int i) { dma_free_coherent(r->dev, 64, r->v[i], r->d[i]); }
int setup_rings(struct rings *r) {
  int i;
  for (i = 0; i < 4; i++) {
    if (setup_ring(r, i))
      goto err;
  }
  return 0;
err:
  // CHECK: idle-loops.c:[[@LINE+1]]:3: warning: this loop does nothing with what has been acquired up to 'i', which is left behind; release it there [dma-leak, medium]
  while (i) {
    i--;
  }
  return -1;
}
int setup_rings_right(struct rings *r) {
  int i;
  for (i = 0; i < 4; i++) {
    if (setup_ring(r, i))
      goto err;
  }
  return 0;
err:
  while (i) {
    i--;
    free_ring(r, i);
  }
  return -1;
}
// Silent: it counts up, or something else.
int wait_for_rings(struct rings *r, int n) {
  int i, left = n;
  for (i = 0; i < 4; i++)
    if (setup_ring(r, i))
      return -1;
  while (left) {
    left--;
  }
  for (i = 0; i < n; i++) {
  }
  return 0;
}
