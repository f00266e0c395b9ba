// RUN: %check %s --checks=dma-double-release | %FileCheck %s
// A record that a function may have freed, with what it keeps, is freed again behind it.
#include <kernel.h>
struct buf { struct device *dev; void *va; dma_addr_t dma; int id; };
int start(struct device *dev);
int unmap_there(struct device *dev, int id);

static void buf_free(struct buf *b) {
  // The path shows it as well.
  // CHECK: [[@LINE+1]]:{{[0-9]+}}: warning: 'b->va' has already been released on this path
  dma_free_coherent(b->dev, 64, b->va, b->dma);
  kfree(b);
}
static int unmap(struct device *dev, struct buf *b) {
  int err = unmap_there(dev, b->id);
  if (!err)
    buf_free(b);
  return err;
}
static void unmap_only(struct device *dev, struct buf *b) {
  unmap_there(dev, b->id);
}

int both(struct device *dev, struct buf *b) {
  int err = start(dev);
  if (err)
    goto err_start;
  err = start(b->dev);
  if (err)
    goto err_unmap;
  return 0;
err_unmap:
  unmap(dev, b);
err_start:
  // CHECK: [[@LINE+1]]:{{[0-9]+}}: warning: 'b' and what it keeps may have been released already by unmap(); ask what that returned, or release it in one place [dma-double-release, medium]
  buf_free(b);
  // CHECK: note: it is given to that function here
  // CHECK: note: which releases it here
  return err;
}
int asked(struct device *dev, struct buf *b) {
  int err = start(dev);
  if (err && unmap(dev, b))
    buf_free(b);
  return err;
}
int kept(struct device *dev, struct buf *b) {
  int err = start(dev);
  if (!err)
    return 0;
  unmap_only(dev, b);
  buf_free(b);
  return err;
}
int another(struct device *dev, struct buf *b, struct buf *c) {
  unmap(dev, b);
  b = c;
  buf_free(b);
  return 0;
}
int one_way(struct device *dev, struct buf *b) {
  if (start(dev))
    unmap(dev, b);
  else
    buf_free(b);
  return 0;
}
// CHECK: 2 findings in 1 of 1 units
