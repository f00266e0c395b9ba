// RUN: %check %s | %FileCheck %s
// C++ drivers: owners that release in their destructor, move-only handles,
// templates, methods.
#include <kernel.h>

class Coherent {
public:
  Coherent(device *dev, size_t size) : Dev(dev), Size(size) {
    Memory = dma_alloc_coherent(dev, size, &Handle, GFP_KERNEL);
  }
  ~Coherent() {
    if (Memory)
      dma_free_coherent(Dev, Size, Memory, Handle);
  }
  Coherent(const Coherent &) = delete;
  Coherent(Coherent &&Other)
      : Dev(Other.Dev), Size(Other.Size), Memory(Other.Memory),
        Handle(Other.Handle) {
    Other.Memory = nullptr;
  }
  explicit operator bool() const { return Memory != nullptr; }
  u32 *words() const { return static_cast<u32 *>(Memory); }

private:
  device *Dev;
  size_t Size;
  void *Memory;
  dma_addr_t Handle;
};

// Silent: the destructor releases it, wherever the function is left.
int owner(device *dev) {
  Coherent ring(dev, 64);
  if (!ring)
    return -ENOMEM;
  if (ring.words()[0])
    return -EIO;
  return 0;
}
// Its twin: there is no destructor.
class Bare {
public:
  Bare(device *dev, size_t size) : Size(size) {
    Memory = dma_alloc_coherent(dev, size, &Handle, GFP_KERNEL);
    if (!Memory)
      Size = 0;
  }
  explicit operator bool() const { return Memory != nullptr; }
  u32 *words() const { return static_cast<u32 *>(Memory); }

private:
  size_t Size;
  void *Memory;
  dma_addr_t Handle;
};
int no_owner(device *dev) {
  Bare ring(dev, 64);
  if (!ring)
    return -ENOMEM;
  if (ring.words()[0])
    return -EIO;
  // CHECK: raii.cpp:[[@LINE+1]]:{{.*}}: warning: the coherent memory is never released on this path and nothing refers to it any more{{.*}} [dma-leak, high]
  return 0;
}
// Silent: moved, and released by the one that has it.
int moved(device *dev) {
  Coherent a(dev, 64);
  if (!a)
    return -ENOMEM;
  Coherent b(static_cast<Coherent &&>(a));
  return b ? 0 : -EIO;
}
// Its twin: copied, and released by both.
class Copied {
public:
  Copied(device *dev, size_t size) : Dev(dev), Size(size) {
    Memory = dma_alloc_coherent(dev, size, &Handle, GFP_KERNEL);
  }
  ~Copied() {
    if (Memory)
      // CHECK: raii.cpp:[[@LINE+1]]:{{.*}}: warning: 'Memory' has already been released on this path{{.*}} [dma-double-release, high]
      dma_free_coherent(Dev, Size, Memory, Handle);
  }
  Copied(const Copied &Other) : Dev(Other.Dev), Size(Other.Size), Memory(Other.Memory), Handle(Other.Handle) {}
  explicit operator bool() const { return Memory != nullptr; }

private:
  device *Dev;
  size_t Size;
  void *Memory;
  dma_addr_t Handle;
};
int copied(device *dev) {
  Copied a(dev, 64);
  if (!a)
    return -ENOMEM;
  Copied b(a);
  return b ? 0 : -EIO;
}

// Silent: one size, which depends on the type.
template <typename T> struct Queue {
  T *ring;
  dma_addr_t handle;
  int start(device *dev) {
    ring = static_cast<T *>(dma_alloc_coherent(dev, sizeof(T) * 8, &handle, GFP_KERNEL));
    return ring ? 0 : -ENOMEM;
  }
  void stop(device *dev) { dma_free_coherent(dev, sizeof(T) * 8, ring, handle); }
};
struct Desc { u32 words[4]; };
int run(device *dev, Queue<Desc> &q) {
  if (int err = q.start(dev))
    return err;
  q.stop(dev);
  return 0;
}
// Its twin: another number of them.
template <typename T> struct Half {
  T *ring;
  dma_addr_t handle;
  int start(device *dev) {
    ring = static_cast<T *>(dma_alloc_coherent(dev, sizeof(T) * 8, &handle, GFP_KERNEL));
    return ring ? 0 : -ENOMEM;
  }
  // CHECK: raii.cpp:[[@LINE+1]]:{{.*}}: warning: 'ring' is released with a size of 64 bytes, but was acquired with 128 bytes{{.*}} [dma-release-mismatch, high]
  void stop(device *dev) { dma_free_coherent(dev, sizeof(T) * 4, ring, handle); }
};
int run_half(device *dev, Half<Desc> &q) {
  if (int err = q.start(dev))
    return err;
  q.stop(dev);
  return 0;
}

// A method that gives up after a map.
class Port {
public:
  int map(device *dev, void *buf) {
    dma_addr_t dma = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
    if (dma_mapping_error(dev, dma))
      return -ENOMEM;
    if (Busy)
      // CHECK: raii.cpp:[[@LINE+1]]:{{.*}}: warning: 'dma' is never released on this path {{.*}} [dma-leak, high]
      return -EIO;
    Dma = dma;
    return 0;
  }

private:
  bool Busy;
  dma_addr_t Dma;
};
int use(Port &port, device *dev, void *buf) { return port.map(dev, buf); }

// The wrong twin inside a lambda.
void lambda(device *dev) {
  auto work = [dev]() {
    dma_addr_t d;
    void *v = dma_alloc_wc(dev, 64, &d, GFP_KERNEL);
    if (!v)
      return;
    // CHECK: raii.cpp:[[@LINE+1]]:{{.*}}: warning: 'v' was acquired with dma_alloc_wc() and must not be released with dma_free_coherent(); use dma_free_wc() [dma-release-mismatch, high]
    dma_free_coherent(dev, 64, v, d);
  };
  work();
}
// CHECK: 5 findings in 1 of 1 units
