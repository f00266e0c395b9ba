/* Ranges of DMA addresses, as Linux 6.16 has them, in miniature. */
#ifndef TEST_IOVA_H
#define TEST_IOVA_H
#include <kernel.h>
struct dma_iova_state { dma_addr_t addr; u64 size; };
bool dma_iova_try_alloc(struct device *, struct dma_iova_state *, u64 phys, size_t);
int dma_iova_link(struct device *, struct dma_iova_state *, u64 phys, size_t offset, size_t, enum dma_data_direction, unsigned long);
int dma_iova_sync(struct device *, struct dma_iova_state *, size_t, size_t);
void dma_iova_unlink(struct device *, struct dma_iova_state *, size_t, size_t, enum dma_data_direction, unsigned long);
void dma_iova_free(struct device *, struct dma_iova_state *);
void dma_iova_destroy(struct device *, struct dma_iova_state *, size_t, enum dma_data_direction, unsigned long);
dma_addr_t dma_map_phys(struct device *, u64 phys, size_t, enum dma_data_direction, unsigned long);
void dma_unmap_phys(struct device *, dma_addr_t, size_t, enum dma_data_direction, unsigned long);
#endif
