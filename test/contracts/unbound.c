// RUN: %check %s | %FileCheck %s
// A list that is mapped for a device of its own, and released for whatever device the host has.
#include <kernel.h>
struct scsi_cmnd;
struct scatterlist *scsi_sglist(struct scsi_cmnd *);
unsigned scsi_sg_count(struct scsi_cmnd *);
int scsi_dma_map(struct scsi_cmnd *);
void scsi_dma_unmap(struct scsi_cmnd *);
struct io { struct pci_dev *pdev; struct scsi_cmnd *cmd, *other; };
int map(struct io *io) {
  int n = dma_map_sg(&io->pdev->dev, scsi_sglist(io->cmd), scsi_sg_count(io->cmd), DMA_TO_DEVICE);
  return n ? n : -ENOMEM;
}
void unmap(struct io *io) {
  // CHECK: unbound.c:[[@LINE+1]]:{{.*}}: warning: 'io->cmd' was acquired with dma_map_sg() for a device of its own, and scsi_dma_unmap() releases it for another one; release it with dma_unmap_sg() [dma-release-mismatch, medium]
  scsi_dma_unmap(io->cmd);
  // CHECK: note: assuming that scsi_dma_unmap() does not happen to mean the same device, which no function of this module has set
}
// Silent: both for the host's device.
int map_other(struct io *io) {
  int n = scsi_dma_map(io->other);
  return n < 0 ? n : 0;
}
void unmap_other(struct io *io) { scsi_dma_unmap(io->other); }
// CHECK: 1 finding in 1 of 1 units
