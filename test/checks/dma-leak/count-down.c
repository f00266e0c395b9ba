// RUN: %check %s --checks=dma-leak | %FileCheck %s
// A loop that undoes what was done counts down to the first, however many there are.
#include <kernel.h>
struct part { dma_addr_t addr; unsigned len; };
struct parts { struct part buf[8]; };
int fill(struct device *dev, void *p, void **q, int nq, struct parts *hw) {
  struct parts t = {};
  int n = 0, i;
  dma_addr_t addr = dma_map_single(dev, p, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, addr))
    return -ENOMEM;
  t.buf[n++].len = 32;
  t.buf[n].addr = addr;
  t.buf[n++].len = 64;
  for (i = 0; i < nq; i++) {
    if (n == 8)
      goto unmap;
    addr = dma_map_single(dev, q[i], 64, DMA_TO_DEVICE);
    if (dma_mapping_error(dev, addr))
      goto unmap;
    t.buf[n].addr = addr;
    t.buf[n++].len = 64;
  }
  if (hw->buf[0].len)
    goto unmap;
  *hw = t;
  return 0;
unmap:
  for (n--; n > 0; n--)
    dma_unmap_single(dev, t.buf[n].addr, t.buf[n].len, DMA_TO_DEVICE);
  return -EIO;
}
// What the loop does not release is left.
int fill_two(struct device *dev, void *p, void *other, struct parts *hw) {
  struct parts t = {};
  int n = 0;
  dma_addr_t first = dma_map_single(dev, other, 64, DMA_FROM_DEVICE), addr;
  if (dma_mapping_error(dev, first))
    return -ENOMEM;
  addr = dma_map_single(dev, p, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, addr))
    // CHECK: count-down.c:[[@LINE+1]]:{{.*}}: warning: 'first' is {{.*}} [dma-leak, high]
    return -ENOMEM;
  t.buf[n++].addr = addr;
  hw->buf[1].addr = first;
  *hw = t;
  return 0;
}
// CHECK: 1 finding in 1 of 1 units
