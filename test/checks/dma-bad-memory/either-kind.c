// RUN: %check %s | %FileCheck %s
// RUN: %check %s --cc=-DASKS | %FileCheck %s --check-prefix=ASKS
// Silent: memory of either kind, and the driver asks which. Its twin does not ask: what one file asks speaks for all of it,
// so that the twin is the same file without the question.
// ASKS: {{^}}0 findings in 1 of 1 units
#include <transfers.h>

struct fw { struct device *dev; void *img; dma_addr_t d; };
int load(struct fw *f, size_t n) {
  f->img = kvmalloc_node(n, GFP_KERNEL, -1);
  return f->img ? 0 : -ENOMEM;
}
static int map_flat(struct fw *f, size_t n) {
  // CHECK: either-kind.c:[[@LINE+1]]:{{.*}}: warning: 'f->img' comes from kvmalloc_node() and is used for DMA by dma_map_single(); allocate it with kmalloc() [dma-bad-memory, medium]
  f->d = dma_map_single(f->dev, f->img, n, DMA_TO_DEVICE);
  // CHECK: note: assuming that it is too large for kmalloc()
  if (dma_mapping_error(f->dev, f->d))
    return -ENOMEM;
  dma_unmap_single(f->dev, f->d, n, DMA_TO_DEVICE);
  return 0;
}
int map(struct fw *f, size_t n) {
#ifdef ASKS
  if (is_vmalloc_addr(f->img))
    return -EINVAL;
#endif
  return map_flat(f, n);
}
// CHECK: 1 finding in 1 of 1 units
