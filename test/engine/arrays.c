// RUN: %check %s | %FileCheck %s
// A function that is given an array may write every element of it.
#include <kernel.h>

struct ring { struct device *dev; u64 *slots; u32 generation; };

static void describe(struct ring *r, u64 *words, u64 address, u64 length) {
  words[1] = address >> 32;
  words[0] = (address & 0xfffffffc) << 32;
  words[0] |= (length & 0x7ff) << 16;
  words[0] |= r->generation & 3;
}

static void unmap(struct ring *r, u32 at) {
  u64 words[2];
  dma_addr_t address;
  words[0] = r->slots[2 * at];
  words[1] = r->slots[2 * at + 1];
  address = (words[1] << 32) | (words[0] >> 32);
  dma_unmap_single(r->dev, address, 64, DMA_TO_DEVICE);
}

// Silent: describe() may have written both words.
int fill(struct ring *r, void *a, void *b) {
  u64 words[2];
  dma_addr_t d = dma_map_single(r->dev, a, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(r->dev, d))
    return -ENOMEM;
  describe(r, words, d, 64);
  r->slots[0] = words[0];
  r->slots[1] = words[1];
  d = dma_map_single(r->dev, b, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(r->dev, d)) {
    unmap(r, 0);
    return -ENOMEM;
  }
  describe(r, words, d, 64);
  r->slots[2] = words[0];
  r->slots[3] = words[1];
  return 0;
}
// Its twin: describe() is not given the array.
int fill_not(struct ring *r, void *a) {
  u64 words[2], other[2];
  dma_addr_t address, d = dma_map_single(r->dev, a, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(r->dev, d))
    return -ENOMEM;
  describe(r, other, d, 64);
  address = words[1];
  // CHECK: arrays.c:[[@LINE+1]]:{{.*}}: warning: 'address' has no value on this path and must not be released{{.*}} [dma-release-unacquired, high]
  dma_unmap_single(r->dev, address, 64, DMA_TO_DEVICE);
  return 0;
}

// Nobody has written this one.
void nothing(struct ring *r) {
  u64 words[2];
  dma_addr_t address;
  words[0] = 1;
  address = words[1];
  // CHECK: arrays.c:[[@LINE+1]]:{{.*}}: warning: 'address' has no value on this path
  dma_unmap_single(r->dev, address, 64, DMA_TO_DEVICE);
}
// CHECK: 2 findings in 1 of 1 units
