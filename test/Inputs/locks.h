/* Locks, interrupts, masks and attributes, in miniature. */
#ifndef TEST_LOCKS_H
#define TEST_LOCKS_H
#include <kernel.h>
typedef struct { int raw; } raw_spinlock_t;
typedef struct { raw_spinlock_t rlock; } spinlock_t;
void spin_lock(spinlock_t *);
void spin_lock_irq(spinlock_t *);
void spin_lock_bh(spinlock_t *);
void spin_unlock(spinlock_t *);
void spin_unlock_irq(spinlock_t *);
void spin_unlock_bh(spinlock_t *);
unsigned long _raw_spin_lock_irqsave(raw_spinlock_t *);
void spin_unlock_irqrestore(spinlock_t *, unsigned long);
#define spin_lock_irqsave(l, f) do { f = _raw_spin_lock_irqsave(&(l)->rlock); } while (0)
void mutex_lock(void *);
void mutex_unlock(void *);
void arch_local_irq_disable(void);
void arch_local_irq_enable(void);
int dma_set_mask(struct device *, u64);
int dma_set_coherent_mask(struct device *, u64);
int dma_set_mask_and_coherent(struct device *, u64);
#define DMA_BIT_MASK(n) (((n) == 64) ? ~0ULL : ((1ULL << (n)) - 1))
void *dma_alloc_attrs(struct device *, size_t, dma_addr_t *, gfp_t, unsigned long);
void dma_free_attrs(struct device *, size_t, void *, dma_addr_t, unsigned long);
void *dma_alloc_pages(struct device *, size_t, dma_addr_t *, enum dma_data_direction, gfp_t);
void *dma_alloc_noncontiguous(struct device *, size_t, enum dma_data_direction, gfp_t, unsigned long);
void dma_free_noncontiguous(struct device *, size_t, void *, enum dma_data_direction);
#define DMA_ATTR_WEAK_ORDERING (1UL << 1)
#define DMA_ATTR_WRITE_COMBINE (1UL << 2)
#define DMA_ATTR_NO_KERNEL_MAPPING (1UL << 4)
#define DMA_ATTR_SKIP_CPU_SYNC (1UL << 5)
#define DMA_ATTR_FORCE_CONTIGUOUS (1UL << 6)
#define DMA_ATTR_ALLOC_SINGLE_PAGES (1UL << 7)
#define DMA_ATTR_NO_WARN (1UL << 8)
#define __GFP_DMA32 ((gfp_t)4)
#define __GFP_HIGHMEM ((gfp_t)2)
#define __GFP_ZERO ((gfp_t)0x100)
enum dma_transfer_direction { DMA_MEM_TO_MEM, DMA_MEM_TO_DEV, DMA_DEV_TO_MEM, DMA_DEV_TO_DEV };
void *phys_to_virt(u64);
u64 virt_to_phys(volatile void *);
#endif
