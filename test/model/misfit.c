// RUN: split-file %s %t
// A row that its function cannot be is not used: one line says what would fit, and nothing else is lost.
// RUN: %python %inputs/../command/status.py 2 dma-tidy %t/driver.c --model %t/rows.yaml -- -I%inputs > %t/out 2>&1
// RUN: %FileCheck %s < %t/out
// RUN: FileCheck %s --check-prefix=NONE < %t/out
// With the row that it suggests the planted mistake is found.
// RUN: %python %inputs/../command/status.py 1 dma-tidy %t/driver.c --model %t/fits.yaml -- -I%inputs 2>&1 | FileCheck %s --check-prefix=FITS
// CHECK: driver.c:21:{{.*}}: warning: 'p' {{.*}} [dma-leak, high]
// CHECK: dma-tidy: {{.*}}rows.yaml:4: the row of 'foo_map' gives something else than 'int'; it is not used, but this would fit: {name: foo_map, role: acquire, family: foo, device: 0, memory: 1, handle-out: 3, size: 2, gives: errno, failure: negative}
// CHECK-NEXT: dma-tidy: {{.*}}rows.yaml:5: the row of 'foo_unmap' handle is argument 0, which is not a dma_addr_t but 'struct device *'; it is not used, but this would fit: {name: foo_unmap, role: release, family: foo, device: 0, handle: 1, size: 2}
// NONE-NOT: dma-unchecked-result
// FITS: warning: 'd' is never released on this path {{.*}} [dma-leak, high]
//--- rows.yaml
families:
  - {name: foo, noun: mapping}
functions:
  - {name: foo_map, role: acquire, family: foo, gives: handle, failure: mapping-error}
  - {name: foo_unmap, role: release, family: foo, handle: 0}
//--- fits.yaml
families:
  - {name: foo, noun: mapping}
functions:
  - {name: foo_map, role: acquire, family: foo, device: 0, memory: 1, handle-out: 3, size: 2, gives: errno, failure: negative}
  - {name: foo_unmap, role: release, family: foo, device: 0, handle: 1, size: 2}
//--- driver.c
#include "kernel.h"
int foo_map(struct device *dev, void *p, size_t n, dma_addr_t *out);
void foo_unmap(struct device *dev, dma_addr_t d, size_t n);
int start(struct device *dev);

int run(struct device *dev, void *data) {
  dma_addr_t d;
  int err = foo_map(dev, data, 64, &d);
  if (err)
    return err;
  if (start(dev))
    return -5;
  foo_unmap(dev, d, 64);
  return 0;
}
int other(struct device *dev) {
  dma_addr_t d;
  void *p = dma_alloc_coherent(dev, 64, &d, GFP_KERNEL);
  if (!p)
    return -12;
  return start(dev);
}
