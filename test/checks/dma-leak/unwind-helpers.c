// RUN: %check %s | %FileCheck %s
// Loops that undo what a loop has done, through helpers and in other shapes.
#include <kernel.h>
struct slot { void *buf; dma_addr_t d; };
struct ring { struct device *dev; struct slot slot[8]; int n; };

static int take(struct ring *r, int i) {
  r->slot[r->n + i].d = dma_map_single(r->dev, r->slot[r->n + i].buf, 64, DMA_TO_DEVICE);
  return dma_mapping_error(r->dev, r->slot[r->n + i].d) ? -ENOMEM : 0;
}
static void give(struct ring *r, int i) {
  dma_unmap_single(r->dev, r->slot[r->n + i].d, 64, DMA_TO_DEVICE);
}
void reset_slot(struct ring *r, int i);

int down_to_one(struct ring *r) {
  int i;
  for (i = 0; i < 8; i++)
    if (take(r, i))
      goto undo;
  return 0;
undo:
  // CHECK: unwind-helpers.c:[[@LINE+1]]:{{.*}}: warning: this loop leaves out element 0, which is left behind; let 'i' go as far as 0 [dma-leak, high]
  for (i--; i > 0; i--)
    give(r, i);
  return -ENOMEM;
}
int from_one(struct ring *r) {
  int i, j;
  for (i = 0; i < 8; i++)
    if (take(r, i))
      goto undo;
  return 0;
undo:
  // CHECK: unwind-helpers.c:[[@LINE+1]]:{{.*}}: warning: this loop leaves out element 0, which is left behind; let 'j' go as far as 0 [dma-leak, high]
  for (j = 1; j < i; j++)
    give(r, j);
  return -ENOMEM;
}
int other_variable(struct ring *r) {
  for (int i = 0; i < 8; i++)
    if (take(r, i)) {
      // CHECK: unwind-helpers.c:[[@LINE+1]]:{{.*}}: warning: this loop leaves out element 0, which is left behind; let 'j' go as far as 0 [dma-leak, high]
      for (int j = i - 1; j > 0; j--)
        give(r, j);
      return -ENOMEM;
    }
  return 0;
}
int twice_down(struct ring *r) {
  int i;
  for (i = 0; i < 8; i++)
    if (take(r, i))
      goto undo;
  return 0;
undo:
  i--;
  // CHECK: unwind-helpers.c:[[@LINE+2]]:{{.*}}: warning: this loop leaves out the last element that was acquired, since 'i' was counted down before; count it down once [dma-leak, high]
  // CHECK: unwind-helpers.c:[[@LINE-2]]:{{.*}}: note: it is counted down here
  while (i--)
    give(r, i);
  return -ENOMEM;
}

// Silent: all elements, by one less than the variable; from the second on, where the loop before begins there; and a
// helper that releases nothing.
int all(struct ring *r) {
  int i;
  for (i = 0; i < 8; i++)
    if (take(r, i))
      goto undo;
  return 0;
undo:
  for (; i > 0; i--)
    give(r, i - 1);
  return -ENOMEM;
}
int well(struct ring *r) {
  int i;
  for (i = 0; i < 8; i++)
    if (take(r, i))
      goto undo;
  return 0;
undo:
  for (i--; i >= 0; i--)
    give(r, i);
  return -ENOMEM;
}
int second(struct ring *r) {
  int k, j;
  for (k = 1; k < 8; k++)
    if (take(r, k))
      goto undo;
  return 0;
undo:
  for (j = 1; j < k; j++)
    give(r, j);
  return -ENOMEM;
}
void idle(struct ring *r, int n) {
  int i;
  for (i = 0; i < n; i++)
    reset_slot(r, i);
  for (i--; i > 0; i--)
    reset_slot(r, i);
}
// CHECK: 4 findings in 1 of 1 units
