// RUN: %check %s | %FileCheck %s
// A branch that only prints that an acquisition has failed gives nothing up.
#include <kernel.h>
__attribute__((format(printf, 2, 3))) void complain(struct device *dev, const char *format, ...);
int start(struct device *dev);
struct desc { u64 addr; u32 length; };
struct ring { struct desc *desc; dma_addr_t dma[8]; int errors; };
void put(struct desc *desc, dma_addr_t dma);

void stored(struct device *dev, struct ring *ring, void *buf, int i) {
  dma_addr_t dma = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  // CHECK: [[@LINE+1]]:{{[0-9]+}}: warning: 'dma' is used although this has found that it was not acquired, and only prints that; give up here
  if (dma_mapping_error(dev, dma))
    complain(dev, "cannot map\n");
  ring->desc[i].length = 64;
  // CHECK: [[@LINE+1]]:{{[0-9]+}}: note: it is used here
  ring->desc[i].addr = dma;
}
void given(struct device *dev, struct ring *ring, void *buf, int i) {
  ring->dma[i] = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  // CHECK: [[@LINE+1]]:{{[0-9]+}}: warning: 'ring->dma[i]' is used although this has found
  if (unlikely(dma_mapping_error(dev, ring->dma[i]))) {
    ring->errors++;
    complain(dev, "cannot map\n");
  }
  put(&ring->desc[i], ring->dma[i]);
}
void null(struct device *dev, struct ring *ring) {
  dma_addr_t dma;
  ring->desc = dma_alloc_coherent(dev, 64, &dma, GFP_KERNEL);
  // CHECK: [[@LINE+1]]:{{[0-9]+}}: warning: 'ring->desc' is used although this has found
  if (!ring->desc)
    complain(dev, "no memory\n");
  put(ring->desc, dma);
}

// What is asked is no mapping, or the end of everything.
__attribute__((noreturn, format(printf, 1, 2))) void panic(const char *format, ...);
void *mount(void);
void other(struct ring *ring) {
  ring->desc = mount();
  if (IS_ERR(ring->desc))
    complain(NULL, "cannot mount\n");
  put(ring->desc, 0);
}
void panics(struct device *dev, struct ring *ring, void *buf, int i) {
  dma_addr_t dma = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, dma))
    panic("cannot map\n");
  ring->desc[i].addr = dma;
}
// It gives up.
void gives_up(struct device *dev, struct ring *ring, void *buf, int i) {
  dma_addr_t dma = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, dma)) {
    complain(dev, "cannot map\n");
    return;
  }
  ring->desc[i].addr = dma;
}
// The rest is for what has worked.
void otherwise(struct device *dev, struct ring *ring, void *buf, int i) {
  dma_addr_t dma = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, dma))
    complain(dev, "cannot map\n");
  else
    ring->desc[i].addr = dma;
}
// It is asked again, or something else than the handle is kept in mind.
void asked_again(struct device *dev, struct ring *ring, void *buf, int i) {
  dma_addr_t dma = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, dma))
    complain(dev, "cannot map\n");
  if (!dma_mapping_error(dev, dma))
    ring->desc[i].addr = dma;
}
void remembered(struct device *dev, struct ring *ring, void *buf, int i) {
  int failed = 0;
  dma_addr_t dma = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, dma)) {
    complain(dev, "cannot map\n");
    failed = 1;
  }
  ring->desc[i].addr = failed ? 0 : dma;
}
// Nothing uses it.
int unused(struct device *dev, struct ring *ring, void *buf, int i) {
  ring->dma[i] = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, ring->dma[i]))
    complain(dev, "cannot map\n");
  return start(dev);
}
// Another condition belongs to the test.
void only_if(struct device *dev, struct ring *ring, void *buf, int i) {
  dma_addr_t dma = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, dma) && i)
    complain(dev, "cannot map\n");
  ring->desc[i].addr = dma;
}
// CHECK: 3 findings in 1 of 1 units
