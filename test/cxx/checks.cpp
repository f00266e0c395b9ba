// RUN: %check %s | %FileCheck %s
// RUN: %check %s --cc=-fno-exceptions --cc=-fno-rtti | %FileCheck %s
// RUN: %check %s --cc=-fexceptions | %FileCheck %s
// The same checks in methods, namespaces, lambdas and templates; move-only handles.
#include <kernel.h>
extern "C" int usb_control_msg(struct usb_device *, unsigned, u8, u8, u16, u16, void *, u16, int);
extern "C" int dma_set_mask(device *, u64);

// A handle that moves, and unmaps what it holds.
class Mapping {
public:
  Mapping() = default;
  Mapping(device *dev, void *buf, size_t size)
      : Dev(dev), Size(size), Dma(dma_map_single(dev, buf, size, DMA_TO_DEVICE)) {
    if (dma_mapping_error(dev, Dma))
      Dev = nullptr;
  }
  Mapping(Mapping &&Other) : Dev(Other.Dev), Size(Other.Size), Dma(Other.Dma) { Other.Dev = nullptr; }
  Mapping &operator=(Mapping &&) = delete;
  ~Mapping() {
    if (Dev)
      dma_unmap_single(Dev, Dma, Size, DMA_TO_DEVICE);
  }
  explicit operator bool() const { return Dev != nullptr; }
  dma_addr_t address() const { return Dma; }

private:
  device *Dev = nullptr;
  size_t Size = 0;
  dma_addr_t Dma = 0;
};
// Silent: whichever of the two has it unmaps it.
int owned(device *dev, void *buf, bool early) {
  Mapping map(dev, buf, 64);
  if (!map)
    return -ENOMEM;
  if (early)
    return -EIO;
  Mapping kept(static_cast<Mapping &&>(map));
  return kept ? 0 : -EIO;
}
// Its twin: nobody does.
class Forgotten {
public:
  Forgotten(device *dev, void *buf, size_t size)
      : Dev(dev), Dma(dma_map_single(dev, buf, size, DMA_TO_DEVICE)) {
    if (dma_mapping_error(dev, Dma))
      Dev = nullptr;
  }
  Forgotten(Forgotten &&Other) : Dev(Other.Dev), Dma(Other.Dma) { Other.Dev = nullptr; }
  explicit operator bool() const { return Dev != nullptr; }

private:
  device *Dev = nullptr;
  dma_addr_t Dma = 0;
};
int forgotten(device *dev, void *buf, bool early) {
  Forgotten map(dev, buf, 64);
  if (!map)
    // CHECK: checks.cpp:[[@LINE+1]]:{{.*}}: warning: the mapping is never released on this path and nothing refers to it any more{{.*}} [dma-leak, high]
    return -ENOMEM;
  if (early)
    return -EIO;
  Forgotten kept(static_cast<Forgotten &&>(map));
  return kept ? 0 : -EIO;
}
// A release that does not fit, in a method.
class Ring {
public:
  int open(device *dev) {
    Memory = dma_alloc_coherent(dev, 256, &Dma, GFP_KERNEL);
    return Memory ? 0 : -ENOMEM;
  }
  void close(device *dev) {
    // CHECK: checks.cpp:[[@LINE+1]]:{{.*}}: warning: 'Memory' is released with a size of 128 bytes, but was acquired with 256 bytes; release it with the same size [dma-release-mismatch, high]
    dma_free_coherent(dev, 128, Memory, Dma);
  }

private:
  void *Memory;
  dma_addr_t Dma;
};
int use_ring(device *dev, Ring &ring) {
  if (int err = ring.open(dev))
    return err;
  ring.close(dev);
  return 0;
}
namespace usb {
class Port {
public:
  int status(struct usb_device *udev) {
    u8 value;
    // CHECK: checks.cpp:[[@LINE+1]]:{{.*}}: warning: 'value' is on the stack and is used for DMA by usb_control_msg(); copy it into kmalloc() memory [dma-bad-memory, high]
    return usb_control_msg(udev, 0, 1, 2, 0, 0, &value, 1, 1000);
  }
};
int twice(device *dev, void *buf) {
  dma_addr_t d = dma_map_single(dev, buf, 64, DMA_TO_DEVICE);
  if (dma_mapping_error(dev, d))
    return -ENOMEM;
  dma_unmap_single(dev, d, 64, DMA_TO_DEVICE);
  // CHECK: checks.cpp:[[@LINE+1]]:{{.*}}: warning: 'd' has already been released on this path{{.*}} [dma-double-release, high]
  dma_unmap_single(dev, d, 64, DMA_TO_DEVICE);
  return 0;
}
} // namespace usb
template <typename T> struct Channel {
  int limit(device *dev) {
    // CHECK: checks.cpp:[[@LINE+1]]:{{.*}}: warning: nobody looks whether dma_set_mask() worked{{.*}} [dma-mask, medium]
    dma_set_mask(dev, (1ull << 24) - 1);
    return sizeof(T);
  }
};
int use_channel(device *dev, Channel<int> &c) { return c.limit(dev); }
// A mapping that an early return of a lambda leaves behind.
int lambda(device *dev, void *buf, int mode) {
  auto transfer = [&](int how) {
    dma_addr_t d = dma_map_single(dev, buf, 64, DMA_FROM_DEVICE);
    if (dma_mapping_error(dev, d))
      return -ENOMEM;
    if (how > 3)
      // CHECK: checks.cpp:[[@LINE+1]]:{{.*}}: warning: 'd' is never released on this path {{.*}} [dma-leak, high]
      return -EINVAL;
    dma_unmap_single(dev, d, 64, DMA_FROM_DEVICE);
    return 0;
  };
  return transfer(mode);
}
// CHECK: 6 findings in 1 of 1 units
