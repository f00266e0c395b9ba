// RUN: %check %s | %FileCheck %s
// What a path has found to be NULL is not released with a function that does not take NULL; nor is a variable that is
// still NULL or 0.
#include <kernel.h>
struct port { struct dma_pool *pool; struct device *dev; };
int send(struct port *p, dma_addr_t dma);

int failed_block(struct port *p) {
  dma_addr_t dma;
  char *block = dma_pool_alloc(p->pool, GFP_KERNEL, &dma);
  int err = -ENOMEM;
  if (block == NULL)
    goto out;
  err = send(p, dma);
out:
  // CHECK: :[[#@LINE+1]]:3: warning: 'block' could not be acquired on this path and must not be released; leave it out of this cleanup [dma-release-unacquired, high]
  dma_pool_free(p->pool, block, dma);
  return err;
}

int tested_block(struct port *p) {
  dma_addr_t dma;
  char *block = dma_pool_alloc(p->pool, GFP_KERNEL, &dma);
  int err = -ENOMEM;
  if (block == NULL)
    goto out;
  err = send(p, dma);
out:
  if (block)
    dma_pool_free(p->pool, block, dma);
  return err;
}

// dma_free_coherent() does nothing to NULL.
int coherent(struct port *p) {
  dma_addr_t dma;
  void *mem = dma_alloc_coherent(p->dev, 64, &dma, GFP_KERNEL);
  int err = -ENOMEM;
  if (mem == NULL)
    goto out;
  err = send(p, dma);
out:
  dma_free_coherent(p->dev, 64, mem, dma);
  return err;
}

int still_null(struct port *p, int busy) {
  dma_addr_t dma;
  char *block = NULL;
  int err = -EBUSY;
  if (busy)
    goto out;
  block = dma_pool_alloc(p->pool, GFP_KERNEL, &dma);
  if (!block)
    return -ENOMEM;
  err = send(p, dma);
out:
  // CHECK: :[[#@LINE+1]]:3: warning: 'block' is still NULL on this path and must not be released; leave it out of this cleanup [dma-release-unacquired, medium]
  dma_pool_free(p->pool, block, dma);
  return err;
}

int still_zero(struct port *p, void *buf, int busy) {
  dma_addr_t dma = 0;
  int err = -EBUSY;
  if (busy)
    goto out;
  dma = dma_map_single(p->dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(p->dev, dma))
    return -ENOMEM;
  err = send(p, dma);
out:
  // CHECK: :[[#@LINE+1]]:3: warning: 'dma' is still 0 on this path and must not be released; leave it out of this cleanup [dma-release-unacquired, medium]
  dma_unmap_single(p->dev, dma, 64, DMA_TO_DEVICE);
  return err;
}

int zero_is_asked(struct port *p, void *buf, int busy) {
  dma_addr_t dma = 0;
  int err = -EBUSY;
  if (busy)
    goto out;
  dma = dma_map_single(p->dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(p->dev, dma))
    return -ENOMEM;
  err = send(p, dma);
out:
  if (dma)
    dma_unmap_single(p->dev, dma, 64, DMA_TO_DEVICE);
  return err;
}

// A parameter is the caller's to know.
void release(struct port *p, dma_addr_t dma) {
  dma_unmap_single(p->dev, dma, 64, DMA_TO_DEVICE);
}

// What is only printed in between decides nothing.
extern int verbose;
int printk(const char *format, ...) __attribute__((format(printf, 1, 2)));
int told(struct port *p) {
  dma_addr_t dma;
  char *block = dma_pool_alloc(p->pool, GFP_KERNEL, &dma);
  int err = -ENOMEM;
  if (block == NULL) {
    if (verbose == 2)
      printk("no memory\n");
    goto out;
  }
  err = send(p, dma);
out:
  // CHECK: :[[#@LINE+1]]:3: warning: 'block' could not be acquired on this path and must not be released; leave it out of this cleanup [dma-release-unacquired, high]
  dma_pool_free(p->pool, block, dma);
  return err;
}
// Silent: it decides what is done.
int decided(struct port *p) {
  dma_addr_t dma;
  char *block = dma_pool_alloc(p->pool, GFP_KERNEL, &dma);
  int err = -ENOMEM;
  if (block == NULL) {
    if (verbose == 2)
      return err;
    goto out;
  }
  err = send(p, dma);
out:
  dma_pool_free(p->pool, block, dma);
  return err;
}
// CHECK: 4 findings in 1 of 1 units
