// RUN: %check %s --checks=dma-release-mismatch | %FileCheck %s
// What was mapped is released from where it began, not from where a walk through it has come to.
#include <kernel.h>
struct scatterlist *sg_next(struct scatterlist *);
struct walk { struct device *dev; struct scatterlist *sg, *head, *first; int nents; dma_addr_t dma, base; };

int map(struct walk *w, struct scatterlist *sg, int nents) {
  w->sg = sg;
  w->head = sg;
  w->nents = nents;
  return dma_map_sg(w->dev, sg, nents, DMA_TO_DEVICE) ? 0 : -ENOMEM;
}
void advance(struct walk *w) {
  w->sg = sg_next(w->sg);
}
void unmap_head(struct walk *w) {
  dma_unmap_sg(w->dev, w->head, w->nents, DMA_TO_DEVICE);
}
// Where the walk has come to.
void unmap_walked(struct walk *w) {
  // CHECK: [[@LINE+1]]:{{[0-9]+}}: warning: 'w->sg' no longer points to the first entry of the list that was mapped; keep the first entry and release with it [dma-release-mismatch, medium]
  dma_unmap_sg(w->dev, w->sg, w->nents, DMA_TO_DEVICE);
  // CHECK: [[@LINE-9]]:{{[0-9]+}}: note: it is moved on here
}

// A handle.
int map_buffer(struct walk *w, void *buf) {
  w->dma = dma_map_single(w->dev, buf, 64, DMA_TO_DEVICE);
  return dma_mapping_error(w->dev, w->dma);
}
void consume(struct walk *w, int n) {
  w->dma += n;
}
void unmap_buffer(struct walk *w) {
  // CHECK: [[@LINE+1]]:{{[0-9]+}}: warning: 'w->dma' is no longer the address that was mapped; keep that and release with it
  dma_unmap_single(w->dev, w->dma, 64, DMA_TO_DEVICE);
}

// It goes back to where it began.
struct rewound { struct device *dev; struct scatterlist *sg, *head; int nents; dma_addr_t dma; };
int map_rewound(struct rewound *w, struct scatterlist *sg, int nents) {
  w->sg = sg;
  w->head = sg;
  w->nents = nents;
  return dma_map_sg(w->dev, sg, nents, DMA_TO_DEVICE) ? 0 : -ENOMEM;
}
void advance_rewound(struct rewound *w) {
  w->sg = sg_next(w->sg);
}
void unmap_rewound(struct rewound *w) {
  w->sg = w->head;
  dma_unmap_sg(w->dev, w->sg, w->nents, DMA_TO_DEVICE);
}
int map_back(struct rewound *w, void *buf) {
  w->dma = dma_map_single(w->dev, buf, 64, DMA_TO_DEVICE);
  return dma_mapping_error(w->dev, w->dma);
}
void there(struct rewound *w, int n) {
  w->dma += n;
}
void back(struct rewound *w, int n) {
  w->dma -= n;
  dma_unmap_single(w->dev, w->dma, 64, DMA_TO_DEVICE);
}
// CHECK: 2 findings in 1 of 1 units
