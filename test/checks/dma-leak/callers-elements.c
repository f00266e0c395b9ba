// RUN: %check %s | %FileCheck %s
// In a loop over a caller's elements, a release of the one at hand says nothing about those before, which the caller may
// know to release; beside it the function's own are its own.
#include <kernel.h>
unsigned long copy_from_user(void *to, const void *from, unsigned long n);

static int map_all(struct device *dev, const void *from, void **bufs, dma_addr_t *addrs, unsigned n, unsigned *mapped) {
  unsigned i;
  *mapped = 0;
  for (i = 0; i < n; i++) {
    bufs[i] = dma_alloc_coherent(dev, 64, &addrs[i], GFP_KERNEL);
    if (!bufs[i])
      return -ENOMEM;
    if (n > 2 && copy_from_user(bufs[i], from, 64)) {
      dma_free_coherent(dev, 64, bufs[i], addrs[i]);
      bufs[i] = NULL;
      return -EIO;
    }
    (*mapped)++;
  }
  return 0;
}
int rpc(struct device *dev, const void *from, void **bufs, dma_addr_t *addrs, unsigned n) {
  unsigned i, mapped;
  int err = map_all(dev, from, bufs, addrs, n, &mapped);
  for (i = 0; i < mapped; i++)
    dma_free_coherent(dev, 64, bufs[i], addrs[i]);
  return err;
}

struct own { void *bufs[4]; dma_addr_t addrs[4]; };
static int map_own(struct device *dev, const void *from, struct own *o, unsigned n) {
  unsigned i;
  for (i = 0; i < n; i++) {
    o->bufs[i] = dma_alloc_coherent(dev, 64, &o->addrs[i], GFP_KERNEL);
    if (!o->bufs[i])
      // CHECK: :[[#@LINE+1]]:7: warning: 'o->bufs[i]' is left behind when the function gives up here; call dma_free_coherent() first [dma-leak
      return -ENOMEM;
    if (n > 2 && copy_from_user(o->bufs[i], from, 64)) {
      dma_free_coherent(dev, 64, o->bufs[i], o->addrs[i]);
      o->bufs[i] = NULL;
      return -EIO;
    }
  }
  return 0;
}
int start(struct device *dev, const void *from, struct own *o) {
  return map_own(dev, from, o, 4);
}
void stop(struct device *dev, struct own *o) {
  unsigned i;
  for (i = 0; i < 4; i++)
    dma_free_coherent(dev, 64, o->bufs[i], o->addrs[i]);
}
// CHECK: 1 finding in 1 of 1 units
