// RUN: split-file %s %t
// RUN: %check %t/driver.c --model %t/rows.yaml | %FileCheck %t/driver.c
// Every way in which a wrapper may give what it acquires can be described.
//--- rows.yaml
families:
  - {name: by-handle, noun: mapping, close-to: [single]}
  - {name: by-out, noun: mapping}
  - {name: by-pointer, noun: buffer}
  - {name: by-error, noun: buffer}
  - {name: by-record, noun: request mapping}
  - {name: by-truth, noun: mapping}
functions:
  # dma_addr_t foo_map(struct device *, void *, size_t);
  - {name: foo_map, role: acquire, family: by-handle, device: 0, memory: 1, size: 2, gives: handle, failure: mapping-error}
  - {name: foo_unmap, role: release, family: by-handle, device: 0, handle: 1, size: 2}
  # int foo_map_out(struct device *, void *, size_t, dma_addr_t *);
  - {name: foo_map_out, role: acquire, family: by-out, device: 0, memory: 1, size: 2, handle-out: 3, gives: errno, failure: negative}
  - {name: foo_unmap_out, role: release, family: by-out, device: 0, handle: 1, size: 2}
  # int foo_alloc_out(struct device *, size_t, void **, dma_addr_t *);
  - {name: foo_alloc_out, role: acquire, family: by-pointer, device: 0, size: 1, memory-out: 2, handle-out: 3, gives: errno, failure: negative}
  - {name: foo_free_out, role: release, family: by-pointer, device: 0, size: 1, memory: 2, handle: 3}
  # void *foo_alloc_err(struct device *, size_t);
  - {name: foo_alloc_err, role: acquire, family: by-error, device: 0, size: 1, gives: memory, failure: error-pointer}
  - {name: foo_free_err, role: release, family: by-error, device: 0, memory: 1}
  # int foo_map_request(struct device *, struct request *);
  - {name: foo_map_request, role: acquire, family: by-record, device: 0, list: 1, gives: errno, failure: negative}
  - {name: foo_unmap_request, role: release, family: by-record, device: 0, list: 1}
  # bool foo_try_map(struct device *, void *, size_t, dma_addr_t *);
  - {name: foo_try_map, role: acquire, family: by-truth, device: 0, memory: 1, size: 2, handle-out: 3, gives: errno, failure: zero}
  - {name: foo_untry, role: release, family: by-truth, device: 0, handle: 1, size: 2}
//--- driver.c
#include "kernel.h"
struct request {
  int tag;
};
dma_addr_t foo_map(struct device *dev, void *p, size_t n);
void foo_unmap(struct device *dev, dma_addr_t d, size_t n);
int foo_map_out(struct device *dev, void *p, size_t n, dma_addr_t *out);
void foo_unmap_out(struct device *dev, dma_addr_t d, size_t n);
int foo_alloc_out(struct device *dev, size_t n, void **out, dma_addr_t *d);
void foo_free_out(struct device *dev, size_t n, void *p, dma_addr_t d);
void *foo_alloc_err(struct device *dev, size_t n);
void foo_free_err(struct device *dev, void *p);
int foo_map_request(struct device *dev, struct request *rq);
void foo_unmap_request(struct device *dev, struct request *rq);
bool foo_try_map(struct device *dev, void *p, size_t n, dma_addr_t *out);
void foo_untry(struct device *dev, dma_addr_t d, size_t n);
int start(struct device *dev);
struct foo {
  struct device *dev;
  void *ring;
  dma_addr_t ring_dma, data_dma;
};

int handle_bad(struct device *dev, void *p) {
  dma_addr_t d = foo_map(dev, p, 64);
  if (dma_mapping_error(dev, d))
    return -12;
  if (start(dev))
    // CHECK: driver.c:[[@LINE+1]]:{{.*}}: warning: 'd' is never released on this path {{.*}} [dma-leak, high]
    return -5;
  foo_unmap(dev, d, 64);
  return 0;
}
int handle_good(struct device *dev, void *p) {
  dma_addr_t d = foo_map(dev, p, 64);
  if (dma_mapping_error(dev, d))
    return -12;
  foo_unmap(dev, d, 64);
  return start(dev);
}

int out_bad(struct device *dev, void *p) {
  dma_addr_t d;
  int err = foo_map_out(dev, p, 64, &d);
  if (err)
    return err;
  if (start(dev))
    // CHECK: driver.c:[[@LINE+1]]:{{.*}}: warning: 'd' is never released on this path {{.*}} [dma-leak, high]
    return -5;
  // CHECK: driver.c:[[@LINE+1]]:{{.*}}: warning: 'd' is released with a size of 32 bytes, but was acquired with 64 bytes
  foo_unmap_out(dev, d, 32);
  return 0;
}
int out_twice(struct device *dev, void *p) {
  dma_addr_t d;
  if (foo_map_out(dev, p, 64, &d))
    return -12;
  foo_unmap_out(dev, d, 64);
  // CHECK: driver.c:[[@LINE+1]]:{{.*}}: warning: 'd' has already been released on this path{{.*}} [dma-double-release, high]
  foo_unmap_out(dev, d, 64);
  return 0;
}
int out_failed(struct device *dev, void *p) {
  dma_addr_t d;
  int err = foo_map_out(dev, p, 64, &d);
  if (err)
    goto out;
  err = start(dev);
out:
  // CHECK: driver.c:[[@LINE+1]]:{{.*}}: warning: 'd' could not be acquired on this path {{.*}} [dma-release-unacquired, high]
  foo_unmap_out(dev, d, 64);
  return err;
}
// A family has no twin unless a row says so.
int out_other(struct device *dev, void *p) {
  dma_addr_t d;
  if (foo_map_out(dev, p, 64, &d))
    return -12;
  // CHECK: driver.c:[[@LINE+1]]:{{.*}}: warning: 'd' {{.*}} [dma-release-mismatch, high]
  dma_unmap_single(dev, d, 64, DMA_TO_DEVICE);
  return 0;
}
int out_good(struct device *dev, void *p) {
  dma_addr_t d;
  int err = foo_map_out(dev, p, 64, &d);
  if (err)
    return err;
  err = start(dev);
  foo_unmap_out(dev, d, 64);
  return err;
}
int out_kept(struct foo *f, void *p) {
  int err = foo_map_out(f->dev, p, 64, &f->data_dma);
  if (err)
    return err;
  err = start(f->dev);
  if (err)
    foo_unmap_out(f->dev, f->data_dma, 64);
  return err;
}
void out_drop(struct foo *f) { foo_unmap_out(f->dev, f->data_dma, 64); }

int pointer_bad(struct device *dev) {
  void *p;
  dma_addr_t d;
  int err = foo_alloc_out(dev, 64, &p, &d);
  if (err < 0)
    return err;
  if (start(dev))
    // CHECK: driver.c:[[@LINE+1]]:{{.*}}: warning: 'p' is never released on this path {{.*}} [dma-leak, high]
    return -5;
  foo_free_out(dev, 64, p, d);
  // CHECK: driver.c:[[@LINE+1]]:{{.*}}: warning: '*(int *)p' is written after its release{{.*}} [dma-use-after-release, high]
  *(int *)p = 0;
  return 0;
}
int pointer_field(struct foo *f) {
  int err = foo_alloc_out(f->dev, 64, &f->ring, &f->ring_dma);
  if (err)
    return err;
  err = start(f->dev);
  if (err)
    // CHECK: driver.c:[[@LINE+1]]:{{.*}}: warning: 'f->ring' is released with a size of 128 bytes
    foo_free_out(f->dev, 128, f->ring, f->ring_dma);
  return err;
}
// The same of two functions: what is in the field is what was put there.
void pointer_remove(struct foo *f) {
  // CHECK: driver.c:[[@LINE+1]]:{{.*}}: warning: 'f->ring' {{.*}}256 bytes{{.*}}
  foo_free_out(f->dev, 256, f->ring, f->ring_dma);
}
int pointer_good(struct device *dev) {
  void *p;
  dma_addr_t d;
  int err = foo_alloc_out(dev, 64, &p, &d);
  if (err < 0)
    return err;
  *(int *)p = 0;
  err = start(dev);
  foo_free_out(dev, 64, p, d);
  return err;
}

int error_bad(struct device *dev) {
  // CHECK: driver.c:[[@LINE+1]]:{{.*}}: warning: 'p' is used without a test whether foo_alloc_err() failed{{.*}} [dma-unchecked-result, high]
  void *p = foo_alloc_err(dev, 64);
  if (!p)
    return -12;
  foo_free_err(dev, p);
  return 0;
}
int error_good(struct device *dev) {
  void *p = foo_alloc_err(dev, 64);
  if (IS_ERR(p))
    return PTR_ERR(p);
  foo_free_err(dev, p);
  return start(dev);
}

int record_bad(struct device *dev, struct request *rq) {
  int err = foo_map_request(dev, rq);
  if (err)
    return err;
  if (start(dev))
    foo_unmap_request(dev, rq);
  // CHECK: driver.c:[[@LINE+1]]:{{.*}}: warning: 'rq' has already been released on this path{{.*}} [dma-double-release, high]
  foo_unmap_request(dev, rq);
  return 0;
}
int record_good(struct device *dev, struct request *rq) {
  int err = foo_map_request(dev, rq);
  if (err)
    return err;
  err = start(dev);
  foo_unmap_request(dev, rq);
  return err;
}

int truth_bad(struct device *dev, void *p) {
  dma_addr_t d;
  if (!foo_try_map(dev, p, 64, &d))
    return -12;
  if (start(dev))
    // CHECK: driver.c:[[@LINE+1]]:{{.*}}: warning: 'd' is never released on this path {{.*}} [dma-leak, high]
    return -5;
  foo_untry(dev, d, 64);
  return 0;
}
int truth_good(struct device *dev, void *p) {
  dma_addr_t d;
  if (!foo_try_map(dev, p, 64, &d))
    return -12;
  foo_untry(dev, d, 64);
  return start(dev);
}
// CHECK: 13 findings in 1 of 1 units
