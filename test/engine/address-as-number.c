// RUN: %check %s | %FileCheck %s
#include <kernel.h>

// An address that is passed as a number is still that of the record whose fields the function assigns;
// finding them must not take the number for a place.
struct record { int state, retries; dma_addr_t d; };
void note(int value);

// Long enough not to be followed into.
static void restart(unsigned long address) {
  struct record *r = (struct record *)address;
  for (r->retries = 0; r->retries < 16; r->retries++) {
    note(r->retries);
    if (r->retries & 1)
      note(-r->retries);
    else
      note(r->retries + 1);
  }
  while (r->retries)
    r->retries--;
  r->state = 1;
}

int start(struct device *dev, struct record *r, void *buf) {
  dma_addr_t d = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  r->state = 2;
  restart((unsigned long)r);
  // Only restart() can have made it anything but 2.
  if (r->state != 2)
    // CHECK: [[@LINE+1]]:13: warning: {{.*}}[dma-leak,
    return -EIO;
  dma_unmap_single(dev, d, 64, DMA_TO_DEVICE);
  return 0;
}
// CHECK-NOT: warning:
// CHECK: 1 finding in 1 of 1 units
