// RUN: %check %s | %FileCheck %s
// What a field was made of, across functions: a shifted handle, a list whose head was moved on, a size that was set anew.
#include <kernel.h>

struct fw { struct device *dev; void *v; u64 base, page; dma_addr_t dma; };
int fw_init(struct fw *f) {
  dma_addr_t d;
  f->v = dma_alloc_coherent(f->dev, 4096, &d, GFP_KERNEL);
  if (!f->v)
    return -ENOMEM;
  f->base = d >> 12;
  f->page = d >> 12;
  f->dma = d;
  return 0;
}
// CHECK: fields.c:[[@LINE+1]]:{{.*}}: warning: 'f->base' is the DMA handle shifted to the right, and is released with; {{.*}} [dma-release-mismatch, medium]
void fw_end(struct fw *f) { dma_free_coherent(f->dev, 4096, f->v, f->base); }
// Silent: shifted back, and the handle itself.
void fw_stop(struct fw *f) { dma_free_coherent(f->dev, 4096, f->v, f->page << 12); }
void fw_exit(struct fw *f) { dma_free_coherent(f->dev, 4096, f->v, f->dma); }

struct port { struct device *dev; struct scatterlist *sg, *first, *all; int n, used; };
int port_start(struct port *p, struct scatterlist *sg, int n) {
  p->sg = sg;
  p->n = n;
  p->used = dma_map_sg(p->dev, sg, n, DMA_TO_DEVICE);
  if (!p->used)
    return -ENOMEM;
  for (int i = 0; i < p->used; i++, p->sg++)
    p->sg->length = 16;
  return 0;
}
// CHECK: fields.c:[[@LINE+1]]:{{.*}}: warning: 'p->sg' no longer points to the first entry of the list that was mapped; {{.*}} [dma-release-mismatch, medium]
void port_done(struct port *p) { dma_unmap_sg(p->dev, p->sg, p->n, DMA_TO_DEVICE); }
// Silent: it is set back before.
int all_start(struct port *p, struct scatterlist *sg, int n) {
  p->first = p->all = sg;
  if (!dma_map_sg(p->dev, sg, n, DMA_TO_DEVICE))
    return -ENOMEM;
  p->all++;
  return 0;
}
void all_done(struct port *p) {
  p->all = p->first;
  dma_unmap_sg(p->dev, p->all, p->n, DMA_TO_DEVICE);
}

struct image { struct device *dev; void *va; dma_addr_t d; size_t size; };
int load(struct image *f, const void *data, size_t len) {
  if (f->va && f->size < len) {
    // CHECK: fields.c:[[@LINE+1]]:{{.*}}: warning: 'f->va' is released with 'f->size' bytes, which is set anew where the memory is kept; {{.*}} [dma-release-mismatch, medium]
    dma_free_coherent(f->dev, f->size, f->va, f->d);
    f->va = NULL;
  }
  if (!f->va) {
    f->va = dma_alloc_coherent(f->dev, len, &f->d, GFP_KERNEL);
    if (!f->va)
      return -ENOMEM;
  }
  memcpy(f->va, data, len);
  f->size = len;
  return 0;
}
// Silent: it is set where the memory is acquired.
struct cache { struct device *dev; void *va; dma_addr_t d; size_t size; };
int cache_load(struct cache *f, const void *data, size_t len) {
  if (!f->va) {
    f->va = dma_alloc_coherent(f->dev, len, &f->d, GFP_KERNEL);
    if (!f->va)
      return -ENOMEM;
    f->size = len;
  }
  memcpy(f->va, data, len);
  return 0;
}
void cache_drop(struct cache *f) { dma_free_coherent(f->dev, f->size, f->va, f->d); }
// Silent: the second try, where there is none yet, is no sign that there may be an old one.
struct job { struct device *dev; void *va; dma_addr_t d; size_t size; };
int job_copy(struct job *f, size_t len) {
  f->va = dma_alloc_coherent(f->dev, len, &f->d, GFP_ATOMIC);
  if (!f->va)
    f->va = dma_alloc_coherent(f->dev, len, &f->d, GFP_KERNEL);
  if (!f->va)
    return -ENOMEM;
  f->size = len;
  return 0;
}
void job_drop(struct job *f) { dma_free_coherent(f->dev, f->size, f->va, f->d); }
// CHECK: 3 findings in 1 of 1 units
