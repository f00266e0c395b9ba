// RUN: %check %s | %FileCheck %s
// put_page() gives up the reference that get_page() took; what is mapped there stays.
#include <kernel.h>
struct slot { struct page *page; dma_addr_t dma; };
struct ring { struct device *dev; struct slot *slots; struct page *page; };
void get_page(struct page *page);
void put_page(struct page *page);
int post(struct ring *r, int i);
void unmap(struct ring *r, int i) {
  dma_unmap_page(r->dev, r->slots[i].dma, 2048, DMA_FROM_DEVICE);
}

int fill_shared(struct ring *r, int i) {
  struct page *page = r->page;
  dma_addr_t dma = dma_map_page(r->dev, page, 0, 2048, DMA_FROM_DEVICE);
  if (dma_mapping_error(r->dev, dma))
    return 0;
  r->slots[i].page = page;
  r->slots[i].dma = dma;
  get_page(page);
  if (post(r, i))
    put_page(page);
  return 0;
}

int fill(struct ring *r, int i) {
  struct page *page = r->page;
  dma_addr_t dma = dma_map_page(r->dev, page, 0, 2048, DMA_FROM_DEVICE);
  if (dma_mapping_error(r->dev, dma))
    return 0;
  r->slots[i].page = page;
  r->slots[i].dma = dma;
  if (i > 3)
    put_page(page);
  // CHECK: :[[#@LINE+1]]:3: warning: 'dma' is left behind although its buffer is freed; call dma_unmap_page() before freeing the buffer [dma-leak, medium]
  return 0;
}
// CHECK: 1 finding in 1 of 1 units
