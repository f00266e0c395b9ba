// RUN: %check %s | %FileCheck %s
#include <kernel.h>

struct priv {
  struct device *dev;
  void *a, *b;
  dma_addr_t a_dma, b_dma;
};
int start(struct priv *p);

// Two error paths release the first ring, the third does not.
static int setup(struct priv *p) {
  p->a = dma_alloc_coherent(p->dev, 64, &p->a_dma, GFP_KERNEL);
  if (!p->a)
    return -ENOMEM;
  p->b = dma_alloc_coherent(p->dev, 64, &p->b_dma, GFP_KERNEL);
  if (!p->b) {
    dma_free_coherent(p->dev, 64, p->a, p->a_dma);
    return -ENOMEM;
  }
  if (*(u32 *)p->b == 0) {
    dma_free_coherent(p->dev, 64, p->b, p->b_dma);
    // CHECK: error-path.c:[[@LINE+1]]:{{.*}}: warning: 'p->a' is left behind when the function gives up here; call dma_free_coherent() first [dma-leak, high]
    return -EIO;
    // CHECK: error-path.c:18:{{.*}}: note: another error path of this function releases it here
  }
  return 0;
}
static int open1(struct priv *p) { return setup(p); }
void close1(struct priv *p) {
  dma_free_coherent(p->dev, 64, p->a, p->a_dma);
  dma_free_coherent(p->dev, 64, p->b, p->b_dma);
}

// Silent: the same, but the caller cleans up.
struct priv2 { struct device *dev; void *a, *b; dma_addr_t a_dma, b_dma; };
static void teardown2(struct priv2 *p) {
  if (p->a)
    dma_free_coherent(p->dev, 64, p->a, p->a_dma);
}
void close2(struct priv2 *p) {
  teardown2(p);
  dma_free_coherent(p->dev, 64, p->b, p->b_dma);
}
static int setup2(struct priv2 *p) {
  p->a = dma_alloc_coherent(p->dev, 64, &p->a_dma, GFP_KERNEL);
  if (!p->a)
    return -ENOMEM;
  p->b = dma_alloc_coherent(p->dev, 64, &p->b_dma, GFP_KERNEL);
  if (!p->b)
    return -ENOMEM;
  return 0;
}
static int open2(struct priv2 *p) {
  int err = setup2(p);
  if (err)
    teardown2(p);
  return err;
}
// Its twin: the caller does not.
static int setup_only2(struct priv2 *p) {
  p->a = dma_alloc_coherent(p->dev, 64, &p->a_dma, GFP_KERNEL);
  if (!p->a)
    return -ENOMEM;
  p->b = dma_alloc_coherent(p->dev, 64, &p->b_dma, GFP_KERNEL);
  if (!p->b)
    // CHECK: error-path.c:[[@LINE+1]]:{{.*}}: warning: 'p->a' is left behind when the function gives up here; call dma_free_coherent() first [dma-leak, medium]
    return -ENOMEM;
  return 0;
}
static int open_only2(struct priv2 *p) { return setup_only2(p); }
struct dev_ops dev_ops2 = {(open_op)open2, (open_op)open_only2};

// Silent: unwinding loops of every kind.
struct slot { void *v; dma_addr_t d; };
struct priv3 { struct device *dev; struct slot s[8]; };
static int fill3(struct priv3 *p) {
  int i;
  for (i = 0; i < 8; i++) {
    p->s[i].v = dma_alloc_coherent(p->dev, 64, &p->s[i].d, GFP_KERNEL);
    if (!p->s[i].v)
      goto undo;
  }
  return 0;
undo:
  while (--i >= 0)
    dma_free_coherent(p->dev, 64, p->s[i].v, p->s[i].d);
  return -ENOMEM;
}
static int open3(struct priv3 *p) { return fill3(p); }
// Its twin: no loop.
static int fill_only3(struct priv3 *p) {
  int i;
  for (i = 0; i < 8; i++) {
    p->s[i].v = dma_alloc_coherent(p->dev, 64, &p->s[i].d, GFP_KERNEL);
    if (!p->s[i].v)
      goto undo;
  }
  return 0;
undo:
  // CHECK: error-path.c:[[@LINE+1]]:{{.*}}: warning: 'p->s[i].v' is left behind when the function gives up here; call dma_free_coherent() first [dma-leak, medium]
  return -ENOMEM;
}
static int open_only3(struct priv3 *p) { return fill_only3(p); }
struct dev_ops dev_ops3 = {(open_op)open3, (open_op)open_only3};

// Silent: the second loop index and a helper.
static void drop4(struct priv3 *p, int n) {
  for (int j = 0; j < n; j++)
    dma_free_coherent(p->dev, 64, p->s[j].v, p->s[j].d);
}
static int fill4(struct priv3 *p) {
  for (int i = 0; i < 8; i++) {
    p->s[i].v = dma_alloc_coherent(p->dev, 64, &p->s[i].d, GFP_KERNEL);
    if (!p->s[i].v) {
      drop4(p, i);
      return -ENOMEM;
    }
  }
  return 0;
}
static int open4(struct priv3 *p) { return fill4(p); }
// Its twin: no helper.
static int fill_only4(struct priv3 *p) {
  for (int i = 0; i < 8; i++) {
    p->s[i].v = dma_alloc_coherent(p->dev, 64, &p->s[i].d, GFP_KERNEL);
    if (!p->s[i].v)
      // CHECK: error-path.c:[[@LINE+1]]:{{.*}}: warning: 'p->s[i].v' is left behind when the function gives up here; call dma_free_coherent() first [dma-leak, medium]
      return -ENOMEM;
  }
  return 0;
}
static int open_only4(struct priv3 *p) { return fill_only4(p); }
struct dev_ops dev_ops4 = {(open_op)open4, (open_op)open_only4};

// The second of two allocations fails and the first stays.
struct priv5 { struct device *dev; void *a, *b; dma_addr_t a_dma, b_dma; };
static int both5(struct priv5 *p) {
  p->a = dma_alloc_coherent(p->dev, 64, &p->a_dma, GFP_KERNEL);
  if (!p->a)
    return -ENOMEM;
  p->b = dma_alloc_coherent(p->dev, 64, &p->b_dma, GFP_KERNEL);
  if (!p->b)
    // CHECK: error-path.c:[[@LINE+1]]:{{.*}}: warning: 'p->a' is left behind when the function gives up here; call dma_free_coherent() first [dma-leak, medium]
    return -ENOMEM;
  return 0;
}
static int open5(struct priv5 *p) { return both5(p); }
void close5(struct priv5 *p) {
  dma_free_coherent(p->dev, 64, p->a, p->a_dma);
  dma_free_coherent(p->dev, 64, p->b, p->b_dma);
}
struct dev_ops dev_ops = {(open_op)open1, (open_op)open5};

// Silent: an operation of the driver's own, called from another file.
struct own_ops { int (*open7)(struct priv5 *); };
static int open7(struct priv5 *p) {
  p->a = dma_alloc_coherent(p->dev, 64, &p->a_dma, GFP_KERNEL);
  if (!p->a)
    return -ENOMEM;
  p->b = dma_alloc_coherent(p->dev, 64, &p->b_dma, GFP_KERNEL);
  return p->b ? 0 : -ENOMEM;
}
struct own_ops own = {open7};
// Its twin: an operation of the kernel's.
static int open8(struct priv5 *p) {
  p->a = dma_alloc_coherent(p->dev, 64, &p->a_dma, GFP_KERNEL);
  if (!p->a)
    return -ENOMEM;
  p->b = dma_alloc_coherent(p->dev, 64, &p->b_dma, GFP_KERNEL);
  // CHECK: error-path.c:[[@LINE+1]]:{{.*}}: warning: 'p->a' is left behind when the function gives up here; call dma_free_coherent() first [dma-leak, medium]
  return p->b ? 0 : -ENOMEM;
}
struct dev_ops kernels = {(open_op)open8};

// Silent: the function is called from other files, which may clean up.
int both6(struct priv5 *p) {
  p->a = dma_alloc_coherent(p->dev, 64, &p->a_dma, GFP_KERNEL);
  if (!p->a)
    return -ENOMEM;
  p->b = dma_alloc_coherent(p->dev, 64, &p->b_dma, GFP_KERNEL);
  return p->b ? 0 : -ENOMEM;
}
// Its twin: only functions of this file call it.
static int both9(struct priv5 *p) {
  p->a = dma_alloc_coherent(p->dev, 64, &p->a_dma, GFP_KERNEL);
  if (!p->a)
    return -ENOMEM;
  p->b = dma_alloc_coherent(p->dev, 64, &p->b_dma, GFP_KERNEL);
  // CHECK: error-path.c:[[@LINE+1]]:{{.*}}: warning: 'p->a' is left behind when the function gives up here; call dma_free_coherent() first [dma-leak, medium]
  return p->b ? 0 : -ENOMEM;
}
static int open9(struct priv5 *p) { return both9(p); }
struct dev_ops dev_ops9 = {(open_op)open9};
// CHECK: 7 findings in 1 of 1 units
