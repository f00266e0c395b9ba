// RUN: %check %s | %FileCheck %s
#include <kernel.h>

struct job {
  struct device *dev;
  struct scatterlist *sg;
  int count, mapped, one;
  struct dma_chan *chan;
};

// The mapped count, on one path.
int on_path(struct device *dev, struct scatterlist *sg, int n) {
  int mapped = dma_map_sg(dev, sg, n, DMA_TO_DEVICE);
  if (!mapped)
    return -ENOMEM;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'sg' is released with the number of entries that dma_map_sg() returned; use the number that was passed to it [dma-sg-count, high]
  dma_unmap_sg(dev, sg, mapped, DMA_TO_DEVICE);
  return 0;
}

// Through a field, into another function.
int start(struct job *j) {
  j->mapped = dma_map_sg(j->dev, j->sg, j->count, DMA_FROM_DEVICE);
  if (!j->mapped)
    return -ENOMEM;
  return 0;
}
void done(struct job *j) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'j->sg' is synchronised with the number of entries that dma_map_sg() returned; use the number that was passed to it [dma-sg-count, high]
  dma_sync_sg_for_cpu(j->dev, j->sg, j->mapped, DMA_FROM_DEVICE);
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'j->sg' is released with the number of entries {{.*}} [dma-sg-count, high]
  dma_unmap_sg(j->dev, j->sg, j->mapped, DMA_FROM_DEVICE);
}

// Silent: the original count, kept in a field. Its twin is done().
void done_well(struct job *j) {
  dma_unmap_sg(j->dev, j->sg, j->count, DMA_FROM_DEVICE);
}

// Silent: the field has another value as well. Its twin is done(), where it has none.
struct job2 { struct device *dev; struct scatterlist *sg; int n; };
int start2(struct job2 *j, int n) {
  int mapped;
  j->n = n;
  mapped = dma_map_sg(j->dev, j->sg, n, DMA_TO_DEVICE);
  if (!mapped)
    return -ENOMEM;
  return 0;
}
void retry2(struct job2 *j, int n) { j->n = dma_map_sg(j->dev, j->sg, n, DMA_TO_DEVICE); if (!j->n) j->sg = NULL; }
void done2(struct job2 *j) { dma_unmap_sg(j->dev, j->sg, j->n, DMA_TO_DEVICE); }

// The device is given the original count.
int prepare(struct job *j) {
  int mapped = dma_map_sg(j->dev, j->sg, j->count, DMA_TO_DEVICE);
  if (!mapped)
    return -ENOMEM;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: the device is given 'j->count' entries, which is the number passed to dma_map_sg(); give it the number that was returned [dma-sg-count, high]
  if (!dmaengine_prep_slave_sg(j->chan, j->sg, j->count, 1, 0)) {
    dma_unmap_sg(j->dev, j->sg, j->count, DMA_TO_DEVICE);
    return -ENOMEM;
  }
  return 0;
}
// Silent: the mapped one, as prepare() has not; and a list of one entry.
int prepare_well(struct job *j) {
  int mapped = dma_map_sg(j->dev, j->sg, j->count, DMA_TO_DEVICE);
  if (!mapped)
    return -ENOMEM;
  dmaengine_prep_slave_sg(j->chan, j->sg, mapped, 1, 0);
  return 0;
}
int prepare_one(struct job *j, struct scatterlist *one) {
  if (!dma_map_sg(j->dev, one, 1, DMA_TO_DEVICE))
    return -ENOMEM;
  dmaengine_prep_slave_sg(j->chan, one, 1, 1, 0);
  return 0;
}
// Its twin: a list of two.
int prepare_two(struct job *j, struct scatterlist *two) {
  if (!dma_map_sg(j->dev, two, 2, DMA_TO_DEVICE))
    return -ENOMEM;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: the device is given '2' entries, which is the number passed to dma_map_sg(){{.*}} [dma-sg-count, high]
  dmaengine_prep_slave_sg(j->chan, two, 2, 1, 0);
  return 0;
}

// A walk over the mapped entries.
int walk(struct job *j, u32 *out) {
  struct scatterlist *s;
  int i, mapped = dma_map_sg(j->dev, j->sg, j->count, DMA_TO_DEVICE);
  if (!mapped)
    return -ENOMEM;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: the mapped entries of 'j->sg' are walked up to the number passed to dma_map_sg(); walk as many as it returned [dma-sg-count, high]
  for_each_sg(j->sg, s, j->count, i)
    out[i] = sg_dma_address(s);
  return 0;
}
// Silent: as many as were mapped, unlike walk(); lengths of the unmapped list.
int walk_well(struct job *j, u32 *out) {
  struct scatterlist *s;
  int i, mapped = dma_map_sg(j->dev, j->sg, j->count, DMA_TO_DEVICE);
  if (!mapped)
    return -ENOMEM;
  for_each_sg(j->sg, s, mapped, i)
    out[i] = sg_dma_address(s);
  for_each_sg(j->sg, s, j->count, i)
    out[i] += s->length;
  return 0;
}

// A length that only the mapping sets.
int early(struct job *j) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'j->sg' is asked for what only the mapping sets; use its length and offset here, or map it first [dma-sg-count, medium]
  unsigned n = sg_dma_len(j->sg);
  if (!dma_map_sg(j->dev, j->sg, j->count, DMA_TO_DEVICE))
    return -ENOMEM;
  writel(n, (void *)0x100000);
  return 0;
}
// Silent: the length before the mapping, and behind it the one that it sets.
int early_well(struct job *j) {
  unsigned n = j->sg->length;
  if (!dma_map_sg(j->dev, j->sg, j->count, DMA_TO_DEVICE))
    return -ENOMEM;
  writel(n + sg_dma_len(j->sg), (void *)0x100000);
  return 0;
}

// One entry cannot become fewer: the rule is broken, nothing else.
struct job3 { struct device *dev; struct scatterlist *sg; int mapped; };
int start3(struct job3 *j) {
  j->mapped = dma_map_sg(j->dev, j->sg, 1, DMA_TO_DEVICE);
  return j->mapped ? 0 : -ENOMEM;
}
void done3(struct job3 *j) {
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'j->sg' is released with the number of entries {{.*}} [dma-sg-count, medium]
  dma_unmap_sg(j->dev, j->sg, j->mapped, DMA_TO_DEVICE);
}

// A list is mapped while it is mapped.
int twice(struct job *j, struct device *other) {
  if (!dma_map_sg(j->dev, j->sg, j->count, DMA_TO_DEVICE))
    return -ENOMEM;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'j->sg' is mapped while it is mapped already, and its DMA addresses are lost; unmap it first [dma-sg-count, high]
  if (!dma_map_sg(other, j->sg, j->count, DMA_TO_DEVICE)) {
    dma_unmap_sg(j->dev, j->sg, j->count, DMA_TO_DEVICE);
    return -ENOMEM;
  }
  return 0;
}
// Silent: mapped again once it is unmapped, or because it could not be mapped.
int twice_well(struct job *j, struct device *other) {
  if (!dma_map_sg(j->dev, j->sg, j->count, DMA_TO_DEVICE))
    if (!dma_map_sg(other, j->sg, j->count, DMA_TO_DEVICE))
      return -ENOMEM;
  return 0;
}
int again_well(struct job *j) {
  if (!dma_map_sg(j->dev, j->sg, j->count, DMA_TO_DEVICE))
    return -ENOMEM;
  dma_unmap_sg(j->dev, j->sg, j->count, DMA_TO_DEVICE);
  if (!dma_map_sg(j->dev, j->sg, j->count, DMA_FROM_DEVICE))
    return -ENOMEM;
  return 0;
}
// Its twin: not unmapped in between.
int again_badly(struct job *j) {
  if (!dma_map_sg(j->dev, j->sg, j->count, DMA_TO_DEVICE))
    return -ENOMEM;
  // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: 'j->sg' is mapped while it is mapped already, and its DMA addresses are lost{{.*}} [dma-sg-count, high]
  if (!dma_map_sg(j->dev, j->sg, j->count, DMA_FROM_DEVICE))
    return -ENOMEM;
  return 0;
}

// The DMA address of an entry, and the length it had before.
struct desc { u64 address; u32 length; };
void fill(struct desc *d, struct scatterlist *sgl, int mapped) {
  struct scatterlist *s;
  int i;
  for_each_sg(sgl, s, mapped, i) {
    d[i].address = sg_dma_address(s);
    // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: the DMA address of 's' goes with its length before it was mapped; take sg_dma_len() instead [dma-sg-count, medium]
    d[i].length = s->length;
  }
}
// The same where the length is also compared.
int fill_less(struct desc *d, struct scatterlist *sgl, int mapped, u32 most) {
  struct scatterlist *s;
  int i;
  for_each_sg(sgl, s, mapped, i) {
    if (s->length > most)
      return -EINVAL;
    d[i].address = sg_dma_address(s);
    // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: the DMA address of 's' goes with its length before it was mapped; take sg_dma_len() instead [dma-sg-count, medium]
    d[i].length = s->length;
  }
  return 0;
}
// Silent: the length is compared and printed, and goes nowhere, unlike that of fill_less().
__attribute__((format(printf, 1, 2))) int say(const char *format, ...);
int aligned(struct scatterlist *sgl, int mapped, u32 most) {
  struct scatterlist *s;
  int i;
  for_each_sg(sgl, s, mapped, i) {
    if (s->length > most)
      return say("%u is too long", s->length);
    if (sg_dma_address(s) & 3)
      return -EINVAL;
  }
  return 0;
}
// Silent: both from the mapping, unlike fill(); both from the memory; the two compared; an entry mapped here.
void fill_well(struct desc *d, struct scatterlist *sgl, int mapped) {
  struct scatterlist *s;
  int i;
  for_each_sg(sgl, s, mapped, i) {
    d[i].address = sg_dma_address(s);
    d[i].length = sg_dma_len(s);
  }
}
u32 total(struct scatterlist *sgl, int n) {
  struct scatterlist *s;
  u32 sum = 0;
  int i;
  for_each_sg(sgl, s, n, i)
    sum += s->length;
  return sum;
}
// Its twin: one of them from the mapping.
u64 total_at(struct scatterlist *sgl, int n) {
  struct scatterlist *s;
  u64 sum = 0;
  int i;
  for_each_sg(sgl, s, n, i)
    // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: the DMA address of 's' goes with its length before it was mapped{{.*}} [dma-sg-count, medium]
    sum += sg_dma_address(s) + s->length;
  return sum;
}
int merged(struct scatterlist *sgl, int n, u64 *at) {
  struct scatterlist *s;
  int i;
  for_each_sg(sgl, s, n, i) {
    if (s->length != sg_dma_len(s))
      return 1;
    at[i] = sg_dma_address(s);
  }
  return 0;
}
// Its twin: not compared.
int unmerged(struct scatterlist *sgl, int n, u64 *at) {
  struct scatterlist *s;
  int i;
  for_each_sg(sgl, s, n, i) {
    // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: the DMA address of 's' goes with its length before it was mapped{{.*}} [dma-sg-count, medium]
    at[n + i] = s->length;
    at[i] = sg_dma_address(s);
  }
  return 0;
}
void map_each(struct scatterlist *sgl, int n) {
  struct scatterlist *s;
  int i;
  for_each_sg(sgl, s, n, i)
    sg_dma_address(s) = s->page_link + s->offset + (s->length & 1);
}
// Its twin: an entry mapped elsewhere.
u64 mapped_each(struct scatterlist *sgl, int n) {
  struct scatterlist *s;
  u64 end = 0;
  int i;
  for_each_sg(sgl, s, n, i)
    // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: the DMA address of 's' goes with its length before it was mapped{{.*}} [dma-sg-count, medium]
    end = sg_dma_address(s) + s->offset + (s->length & 1);
  return end;
}
// Silent: each entry is mapped by itself; a part of the DMA API.
void unmap_each(struct device *dev, struct scatterlist *sgl, int n) {
  struct scatterlist *s;
  int i;
  for_each_sg(sgl, s, n, i)
    dma_unmap_page(dev, sg_dma_address(s), s->length, DMA_TO_DEVICE);
}
void flush_range(u64 at, u32 length);
void sync_list(struct device *dev, struct scatterlist *sgl, int n, enum dma_data_direction dir) {
  struct scatterlist *s;
  int i;
  for_each_sg(sgl, s, n, i)
    flush_range(sg_dma_address(s), s->length);
}
// Their twins: the two go to the device; whoever calls names no direction.
void write_each(struct device *dev, struct scatterlist *sgl, int n) {
  struct scatterlist *s;
  int i;
  for_each_sg(sgl, s, n, i) {
    writel(lower_32_bits(sg_dma_address(s)), dev->driver_data);
    // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: the DMA address of 's' goes with its length before it was mapped{{.*}} [dma-sg-count, medium]
    writel(s->length, dev->driver_data);
  }
}
void flush_list(struct device *dev, struct scatterlist *sgl, int n) {
  struct scatterlist *s;
  int i;
  for_each_sg(sgl, s, n, i)
    // CHECK: basic.c:[[@LINE+1]]:{{.*}}: warning: the DMA address of 's' goes with its length before it was mapped{{.*}} [dma-sg-count, medium]
    flush_range(sg_dma_address(s), s->length);
}
// CHECK: 17 findings in 1 of 1 units
