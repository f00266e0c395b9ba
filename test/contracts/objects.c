// RUN: %check %s | %FileCheck %s
// Which object, which pool, which device: across functions.
#include <kernel.h>

// A block given back to another pool.
struct pools { struct dma_pool *small, *large; void *cmd, *sense; dma_addr_t cmd_d, sense_d; };
int create(struct pools *p, struct device *dev) {
  p->small = dma_pool_create("small", dev, 64, 8, 0);
  p->large = dma_pool_create("large", dev, 512, 8, 0);
  return p->small && p->large ? 0 : -ENOMEM;
}
void destroy(struct pools *p) {
  dma_pool_destroy(p->small);
  dma_pool_destroy(p->large);
}
int get_cmd(struct pools *p) {
  p->cmd = dma_pool_alloc(p->small, GFP_KERNEL, &p->cmd_d);
  return p->cmd ? 0 : -ENOMEM;
}
void put_cmd(struct pools *p) {
  // CHECK: objects.c:[[@LINE+1]]:{{.*}}: warning: 'p->cmd' is given back to another pool than it was allocated from; give it back to the same pool [dma-release-mismatch, medium]
  dma_pool_free(p->large, p->cmd, p->cmd_d);
}
// Silent twin: the same pool.
int get_sense(struct pools *p) {
  p->sense = dma_pool_alloc(p->large, GFP_KERNEL, &p->sense_d);
  return p->sense ? 0 : -ENOMEM;
}
void put_sense(struct pools *p) { dma_pool_free(p->large, p->sense, p->sense_d); }

// Silent: which pool it is depends.
struct either { struct dma_pool *a, *b, *used; void *v; dma_addr_t d; };
int create_two(struct either *e, struct device *dev, bool big) {
  e->a = dma_pool_create("a", dev, 64, 8, 0);
  e->b = dma_pool_create("b", dev, 512, 8, 0);
  e->used = big ? e->b : e->a;
  return e->a && e->b ? 0 : -ENOMEM;
}
int get_either(struct either *e) {
  e->v = dma_pool_alloc(e->used, GFP_KERNEL, &e->d);
  return e->v ? 0 : -ENOMEM;
}
void put_either(struct either *e) { dma_pool_free(e->b, e->v, e->d); }
void destroy_two(struct either *e) {
  dma_pool_destroy(e->a);
  dma_pool_destroy(e->b);
}
// Its twin: it does not.
struct one { struct dma_pool *a, *b, *used; void *v; dma_addr_t d; };
int create_one(struct one *e, struct device *dev) {
  e->a = dma_pool_create("a", dev, 64, 8, 0);
  e->b = dma_pool_create("b", dev, 512, 8, 0);
  e->used = e->a;
  return e->a && e->b ? 0 : -ENOMEM;
}
int get_one(struct one *e) {
  e->v = dma_pool_alloc(e->used, GFP_KERNEL, &e->d);
  return e->v ? 0 : -ENOMEM;
}
// CHECK: objects.c:[[@LINE+1]]:{{.*}}: warning: 'e->v' is given back to another pool than it was allocated from{{.*}} [dma-release-mismatch, medium]
void put_one(struct one *e) { dma_pool_free(e->b, e->v, e->d); }
void destroy_one(struct one *e) {
  dma_pool_destroy(e->a);
  dma_pool_destroy(e->b);
}

// Acquired for one device, released for another.
struct nic { struct pci_dev *pdev; struct platform_device *soc; struct device *dma; void *ring, *stat, *log; dma_addr_t ring_d, stat_d, log_d; };
int open_ring(struct nic *n) {
  n->ring = dma_alloc_coherent(&n->pdev->dev, 64, &n->ring_d, GFP_KERNEL);
  return n->ring ? 0 : -ENOMEM;
}
void close_ring(struct nic *n) {
  // CHECK: objects.c:[[@LINE+1]]:{{.*}}: warning: 'n->ring' is released for the device in 'platform_device.dev', but was acquired for the one in 'pci_dev.dev'; release it for the same device [dma-release-mismatch, medium]
  dma_free_coherent(&n->soc->dev, 64, n->ring, n->ring_d);
}
// Silent: a pointer to the same one.
void init(struct nic *n) { n->dma = &n->pdev->dev; }
int open_stat(struct nic *n) {
  n->stat = dma_alloc_coherent(&n->pdev->dev, 64, &n->stat_d, GFP_KERNEL);
  return n->stat ? 0 : -ENOMEM;
}
void close_stat(struct nic *n) { dma_free_coherent(n->dma, 64, n->stat, n->stat_d); }
// Its twin: a pointer to the other one.
struct nic2 { struct pci_dev *pdev; struct platform_device *soc; struct device *dma; void *stat; dma_addr_t stat_d; };
void init2(struct nic2 *n) { n->dma = &n->soc->dev; }
int open_stat2(struct nic2 *n) {
  n->stat = dma_alloc_coherent(&n->pdev->dev, 64, &n->stat_d, GFP_KERNEL);
  return n->stat ? 0 : -ENOMEM;
}
// CHECK: objects.c:[[@LINE+1]]:{{.*}}: warning: 'n->stat' is released for the device in 'platform_device.dev', but was acquired for the one in 'pci_dev.dev'{{.*}} [dma-release-mismatch, medium]
void close_stat2(struct nic2 *n) { dma_free_coherent(n->dma, 64, n->stat, n->stat_d); }
// Silent: whose device it is, a function of another module says.
struct device *device_of(struct nic *n);
int open_log(struct nic *n) {
  n->log = dma_alloc_coherent(&n->pdev->dev, 64, &n->log_d, GFP_KERNEL);
  return n->log ? 0 : -ENOMEM;
}
void close_log(struct nic *n) { dma_free_coherent(device_of(n), 64, n->log, n->log_d); }
// Its twin: a function of this one says so.
struct nic3 { struct pci_dev *pdev; struct platform_device *soc; void *log; dma_addr_t log_d; };
static struct device *device_of_soc(struct nic3 *n) { return &n->soc->dev; }
int open_log3(struct nic3 *n) {
  n->log = dma_alloc_coherent(&n->pdev->dev, 64, &n->log_d, GFP_KERNEL);
  return n->log ? 0 : -ENOMEM;
}
// CHECK: objects.c:[[@LINE+1]]:{{.*}}: warning: 'n->log' is released for the device in 'platform_device.dev', but was acquired for the one in 'pci_dev.dev'{{.*}} [dma-release-mismatch, medium]
void close_log3(struct nic3 *n) { dma_free_coherent(device_of_soc(n), 64, n->log, n->log_d); }

// The address of one with the handle of another.
struct pair { struct device *dev; void *cmd, *rsp; dma_addr_t cmd_d, rsp_d; };
int open_pair(struct pair *p) {
  p->cmd = dma_alloc_coherent(p->dev, 64, &p->cmd_d, GFP_KERNEL);
  p->rsp = dma_alloc_coherent(p->dev, 64, &p->rsp_d, GFP_KERNEL);
  return p->cmd && p->rsp ? 0 : -ENOMEM;
}
void close_pair(struct pair *p) {
  dma_free_coherent(p->dev, 64, p->cmd, p->cmd_d);
  // CHECK: objects.c:[[@LINE+1]]:{{.*}}: warning: 'p->rsp' is released with the handle of another acquisition; release it with its own handle [dma-release-mismatch, medium]
  dma_free_coherent(p->dev, 64, p->rsp, p->cmd_d);
}
// Silent: the two may have changed places.
struct turned { struct device *dev; void *now, *next; dma_addr_t now_d, next_d; };
int open_turned(struct turned *p) {
  p->now = dma_alloc_coherent(p->dev, 64, &p->now_d, GFP_KERNEL);
  p->next = dma_alloc_coherent(p->dev, 64, &p->next_d, GFP_KERNEL);
  return p->now && p->next ? 0 : -ENOMEM;
}
void turn(struct turned *p) {
  dma_addr_t d = p->now_d;
  p->now_d = p->next_d;
  p->next_d = d;
}
void close_turned(struct turned *p) {
  dma_free_coherent(p->dev, 64, p->now, p->next_d);
  dma_free_coherent(p->dev, 64, p->next, p->now_d);
}
// Its twin: nothing turns them.
struct fixed { struct device *dev; void *now, *next; dma_addr_t now_d, next_d; };
int open_fixed(struct fixed *p) {
  p->now = dma_alloc_coherent(p->dev, 64, &p->now_d, GFP_KERNEL);
  p->next = dma_alloc_coherent(p->dev, 64, &p->next_d, GFP_KERNEL);
  return p->now && p->next ? 0 : -ENOMEM;
}
void close_fixed(struct fixed *p) {
  // CHECK: objects.c:[[@LINE+1]]:{{.*}}: warning: 'p->now' is released with the handle of another acquisition{{.*}} [dma-release-mismatch, medium]
  dma_free_coherent(p->dev, 64, p->now, p->next_d);
  // CHECK: objects.c:[[@LINE+1]]:{{.*}}: warning: 'p->next' is released with the handle of another acquisition{{.*}} [dma-release-mismatch, medium]
  dma_free_coherent(p->dev, 64, p->next, p->now_d);
}

// The list of a command is the command's.
// A release that is nearly the same, for the device that the host was added for.
struct scsi_cmnd;
struct scatterlist *scsi_sglist(struct scsi_cmnd *);
unsigned scsi_sg_count(struct scsi_cmnd *);
void scsi_dma_unmap(struct scsi_cmnd *);
struct io { struct pci_dev *pdev; struct scsi_cmnd *cmd; };
int map_io(struct io *io) {
  struct scsi_cmnd *sc = io->cmd;
  int n = dma_map_sg(&io->pdev->dev, scsi_sglist(sc), scsi_sg_count(sc), DMA_TO_DEVICE);
  return n ? n : -ENOMEM;
}
void unmap_io(struct io *io) {
  struct scsi_cmnd *sc = io->cmd;
  // CHECK: objects.c:[[@LINE+1]]:{{.*}}: warning: 'sc' is released by scsi_dma_unmap() for the device in 'platform_device.dev', but was acquired for the one in 'pci_dev.dev'; release it with dma_unmap_sg() for the same device [dma-release-mismatch, medium]
  scsi_dma_unmap(sc);
}
// Silent: the twin.
struct io2 { struct pci_dev *pdev; struct scsi_cmnd *cmd; };
int map_io2(struct io2 *io) {
  int n = dma_map_sg(&io->pdev->dev, scsi_sglist(io->cmd), scsi_sg_count(io->cmd), DMA_TO_DEVICE);
  return n ? n : -ENOMEM;
}
void unmap_io2(struct io2 *io) {
  dma_unmap_sg(&io->pdev->dev, scsi_sglist(io->cmd), scsi_sg_count(io->cmd), DMA_TO_DEVICE);
}
// The host was added for another device than the list is mapped for.
struct Scsi_Host;
int scsi_add_host_with_dma(struct Scsi_Host *, struct device *, struct device *);
int add(struct io *io, struct Scsi_Host *host, struct platform_device *ctlr) {
  return scsi_add_host_with_dma(host, &ctlr->dev, &ctlr->dev);
}
// CHECK: 9 findings in 1 of 1 units
