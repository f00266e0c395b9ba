// RUN: %check %s --checks=dma-sg-count | %FileCheck %s
// What the device is told is as many entries as the mapping gave.
#include <kernel.h>
#include <scsi.h>
#define for_each_sgtable_sg(t, s, i) for_each_sg((t)->sgl, s, (t)->orig_nents, i)
#define for_each_sgtable_dma_sg(t, s, i) for_each_sg((t)->sgl, s, (t)->nents, i)
struct job { struct device *dev; struct scatterlist *src, *dst; int src_nents, dst_nents, src_mapped, dst_mapped; };
void put_entry(u64 at, u32 bytes);
int queue_list(struct job *j, struct scatterlist *sg, int n);
int copy_list(struct job *j, struct scatterlist *sg, int n);

int table(struct device *dev, struct sg_table *t) {
  struct scatterlist *sg;
  int i, err = dma_map_sgtable(dev, t, DMA_TO_DEVICE, 0);
  if (err)
    return err;
  // CHECK: original.c:[[@LINE+1]]:{{.*}}: warning: the mapped entries of 't' are walked up to 'orig_nents', which counts them as they were before it was mapped; walk as many as 'nents' says [dma-sg-count, high]
  for_each_sgtable_sg(t, sg, i) put_entry(sg_dma_address(sg), sg_dma_len(sg));
  dma_unmap_sgtable(dev, t, DMA_TO_DEVICE, 0);
  return 0;
}
// A table that somebody else has mapped.
void mapped_table(struct sg_table *t) {
  struct scatterlist *sg;
  int i;
  // CHECK: original.c:[[@LINE+1]]:{{.*}}: warning: the mapped entries of 't' are walked up to 'orig_nents', {{.*}} [dma-sg-count, medium]
  for_each_sgtable_sg(t, sg, i) put_entry(sg_dma_address(sg), sg_dma_len(sg));
}
// The number that an accessor of the kernel's gives is the same each time.
int command(struct device *dev, struct scsi_cmnd *sc) {
  struct scatterlist *sg;
  int i, n = dma_map_sg(dev, scsi_sglist(sc), scsi_sg_count(sc), DMA_TO_DEVICE);
  if (!n)
    return -ENOMEM;
  // CHECK: original.c:[[@LINE+1]]:{{.*}}: warning: the mapped entries of 'scsi_sglist(sc)' are walked up to the number passed to dma_map_sg(); walk as many as it returned [dma-sg-count, high]
  for_each_sg(scsi_sglist(sc), sg, scsi_sg_count(sc), i) put_entry(sg_dma_address(sg), sg_dma_len(sg));
  dma_unmap_sg(dev, scsi_sglist(sc), scsi_sg_count(sc), DMA_TO_DEVICE);
  return 0;
}
// A helper whose body shows which number it wants.
static void put_all(struct scatterlist *sgl, int n) {
  struct scatterlist *sg;
  int i;
  for_each_sg(sgl, sg, n, i) put_entry(sg_dma_address(sg), sg_dma_len(sg));
}
int by_helper(struct job *j) {
  j->src_mapped = dma_map_sg(j->dev, j->src, j->src_nents, DMA_TO_DEVICE);
  if (!j->src_mapped)
    return -ENOMEM;
  // CHECK: original.c:[[@LINE+1]]:{{.*}}: warning: put_all() is given 'j->src_nents' entries, which is the number passed to dma_map_sg(); give it the number that was returned [dma-sg-count, medium]
  put_all(j->src, j->src_nents);
  return 0;
}
// One whose body is not seen, and that gets the mapped number elsewhere.
int by_other(struct job *j) {
  j->src_mapped = dma_map_sg(j->dev, j->src, j->src_nents, DMA_TO_DEVICE);
  if (!j->src_mapped)
    return -ENOMEM;
  return queue_list(j, j->src, j->src_mapped);
}
int by_other_too(struct job *j) {
  j->dst_mapped = dma_map_sg(j->dev, j->dst, j->dst_nents, DMA_FROM_DEVICE);
  if (!j->dst_mapped)
    return -ENOMEM;
  // CHECK: original.c:[[@LINE+1]]:{{.*}}: warning: queue_list() is given 'j->dst_nents' entries, which is the number passed to dma_map_sg(); {{.*}} [dma-sg-count, medium]
  return queue_list(j, j->dst, j->dst_nents);
}

// Silent: the mapped number, as table(), command(), by_helper() and by_other_too() have not.
int table_well(struct device *dev, struct sg_table *t) {
  struct scatterlist *sg;
  int i, err = dma_map_sgtable(dev, t, DMA_TO_DEVICE, 0);
  if (err)
    return err;
  for_each_sgtable_dma_sg(t, sg, i) put_entry(sg_dma_address(sg), sg_dma_len(sg));
  for_each_sgtable_sg(t, sg, i) sg->offset = 0;
  for_each_sgtable_sg(t, sg, i) sg_dma_address(sg) = 0;
  dma_unmap_sgtable(dev, t, DMA_TO_DEVICE, 0);
  return 0;
}
int helper_well(struct job *j) {
  j->src_mapped = dma_map_sg(j->dev, j->src, j->src_nents, DMA_TO_DEVICE);
  if (!j->src_mapped)
    return -ENOMEM;
  put_all(j->src, j->src_mapped);
  return 0;
}
// Silent: nothing says which number it wants; it is given both.
int other_well(struct job *j) {
  j->src_mapped = dma_map_sg(j->dev, j->src, j->src_nents, DMA_TO_DEVICE);
  if (!j->src_mapped)
    return -ENOMEM;
  return copy_list(j, j->src, j->src_nents);
}
// CHECK: 5 findings in 1 of 1 units
