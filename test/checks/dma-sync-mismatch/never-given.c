// RUN: %check %s --checks=dma-sync-mismatch | %FileCheck %s
// Another module has mapped it for the device to read; this one takes it, and nothing gives it back.
#include <kernel.h>
struct port { struct device *dev; dma_addr_t tx, rx, given, ended; char *buf; };
void start(dma_addr_t at);
void send(struct port *p) {
  // CHECK: never-given.c:[[@LINE+1]]:{{.*}}: warning: 'p->tx' is synchronised for the CPU to write it, and nothing gives it to the device after that; synchronise it for the device, or name the direction in which the device writes it [dma-sync-mismatch, medium]
  dma_sync_single_for_cpu(p->dev, p->tx, 64, DMA_TO_DEVICE);
  // CHECK: never-given.c:[[@LINE-1]]:{{.*}}: note: assuming that nobody outside this module gives it back to the device
  start(p->tx);
}
// Silent: another function gives it back, or ends the mapping; the CPU only reads it.
void take(struct port *p) { dma_sync_single_for_cpu(p->dev, p->given, 64, DMA_TO_DEVICE); }
void give(struct port *p) { dma_sync_single_for_device(p->dev, p->given, 64, DMA_TO_DEVICE); start(p->given); }
void last(struct port *p) { dma_sync_single_for_cpu(p->dev, p->ended, 64, DMA_TO_DEVICE); }
void end(struct port *p) { dma_unmap_single(p->dev, p->ended, 64, DMA_TO_DEVICE); }
void receive(struct port *p) { dma_sync_single_for_cpu(p->dev, p->rx, 64, DMA_FROM_DEVICE); }
// CHECK: 1 finding in 1 of 1 units
