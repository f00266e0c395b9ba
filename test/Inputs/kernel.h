/* What a driver sees of the kernel, in miniature: the shapes of Linux 6.12's
 * include/linux, without its bodies. */
#ifndef TEST_KERNEL_H
#define TEST_KERNEL_H

#ifdef __cplusplus
extern "C" {
#else
typedef _Bool bool;
#define true 1
#define false 0
#endif
#define NULL ((void *)0)
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32, gfp_t;
typedef unsigned long long u64;
#ifndef DMA_ADDR_T
#define DMA_ADDR_T unsigned long long
#endif
typedef DMA_ADDR_T dma_addr_t;
typedef unsigned int __le32, __be32;
typedef unsigned long long __le64;
typedef unsigned long size_t;

#define GFP_KERNEL ((gfp_t)0xcc0)
#define GFP_ATOMIC ((gfp_t)0x820)
#define __GFP_DMA ((gfp_t)1)
#define EIO 5
#define ENOMEM 12
#define EBUSY 16
#define EINVAL 22
#define EINPROGRESS 115
#define DMA_MAPPING_ERROR (~(dma_addr_t)0)
#define unlikely(x) __builtin_expect(!!(x), 0)
#define WARN_ON(x) ({ int __warned = !!(x); unlikely(__warned); })
#define BUG() __builtin_unreachable()
#define container_of(p, type, member)                                          \
  ((type *)((char *)(p)-__builtin_offsetof(type, member)))
#define cpu_to_le32(x) ((__le32)(u32)(x))
#define cpu_to_le64(x) ((__le64)(u64)(x))
#define le64_to_cpu(x) ((u64)(__le64)(x))
u32 __fswab32(u32 x);
#define cpu_to_be32(x) ((__be32)__fswab32((u32)(x)))
#define upper_32_bits(n) ((u32)(((n) >> 16) >> 16))
#define lower_32_bits(n) ((u32)((n) & 0xffffffff))

struct device { void *driver_data; unsigned long long *dma_mask; };
struct platform_device { struct device dev; };
struct net_device { struct device dev; };
struct pci_dev { struct device dev; };
struct page;
struct scatterlist {
  unsigned long page_link;
  unsigned offset, length;
  dma_addr_t dma_address;
  unsigned dma_length;
};
#define sg_dma_address(s) ((s)->dma_address)
#define sg_dma_len(s) ((s)->dma_length)
#define for_each_sg(l, s, n, i)                                                \
  for (i = 0, s = (l); i < (n); i++, s = sg_next(s))
struct dma_chan;
struct sg_table { struct scatterlist *sgl; unsigned nents, orig_nents; };
struct sk_buff { void *data; unsigned len; unsigned nr_frags; unsigned data_len; char cb[48]; void *sk; };
static inline unsigned skb_headlen(const struct sk_buff *skb) { return skb->len - skb->data_len; }
unsigned skb_tailroom(const struct sk_buff *);
#define ALIGN(x, a) (((x) + ((size_t)(a) - 1)) & ~((size_t)(a) - 1))
struct list_head { struct list_head *next, *prev; };
struct dma_pool;

enum dma_data_direction {
  DMA_BIDIRECTIONAL, DMA_TO_DEVICE, DMA_FROM_DEVICE, DMA_NONE
};

dma_addr_t dma_map_single_attrs(struct device *, void *, size_t,
                                enum dma_data_direction, unsigned long);
void dma_unmap_single_attrs(struct device *, dma_addr_t, size_t,
                            enum dma_data_direction, unsigned long);
dma_addr_t dma_map_page_attrs(struct device *, struct page *, size_t, size_t,
                              enum dma_data_direction, unsigned long);
void dma_unmap_page_attrs(struct device *, dma_addr_t, size_t,
                          enum dma_data_direction, unsigned long);
unsigned dma_map_sg_attrs(struct device *, struct scatterlist *, int,
                          enum dma_data_direction, unsigned long);
void dma_unmap_sg_attrs(struct device *, struct scatterlist *, int,
                        enum dma_data_direction, unsigned long);
int dma_map_sgtable(struct device *, struct sg_table *, enum dma_data_direction,
                    unsigned long);
void dma_unmap_sgtable(struct device *, struct sg_table *,
                       enum dma_data_direction, unsigned long);
#define dma_map_single(d, a, s, r) dma_map_single_attrs(d, a, s, r, 0)
#define dma_unmap_single(d, a, s, r) dma_unmap_single_attrs(d, a, s, r, 0)
#define dma_map_page(d, p, o, s, r) dma_map_page_attrs(d, p, o, s, r, 0)
#define dma_unmap_page(d, a, s, r) dma_unmap_page_attrs(d, a, s, r, 0)
#define dma_map_sg(d, s, n, r) dma_map_sg_attrs(d, s, n, r, 0)
#define dma_unmap_sg(d, s, n, r) dma_unmap_sg_attrs(d, s, n, r, 0)
int dma_mapping_error(struct device *, dma_addr_t);
void dma_sync_single_for_cpu(struct device *, dma_addr_t, size_t,
                             enum dma_data_direction);
void dma_sync_single_for_device(struct device *, dma_addr_t, size_t,
                                enum dma_data_direction);
void dma_sync_sg_for_cpu(struct device *, struct scatterlist *, int,
                         enum dma_data_direction);
void dma_sync_sg_for_device(struct device *, struct scatterlist *, int,
                            enum dma_data_direction);
struct scatterlist *sg_next(struct scatterlist *);
int sg_nents(struct scatterlist *);
void *dmaengine_prep_slave_sg(struct dma_chan *, struct scatterlist *, unsigned,
                              int, unsigned long);
struct dma_chan *dma_request_chan(struct device *, const char *);
void *dma_alloc_noncoherent(struct device *, size_t, dma_addr_t *,
                            enum dma_data_direction, gfp_t);
void dma_free_noncoherent(struct device *, size_t, void *, dma_addr_t,
                          enum dma_data_direction);
void *dma_alloc_coherent(struct device *, size_t, dma_addr_t *, gfp_t);
void dma_free_coherent(struct device *, size_t, void *, dma_addr_t);
void *dma_alloc_wc(struct device *, size_t, dma_addr_t *, gfp_t);
void dma_free_wc(struct device *, size_t, void *, dma_addr_t);
void *dmam_alloc_coherent(struct device *, size_t, dma_addr_t *, gfp_t);
struct dma_pool *dma_pool_create(const char *, struct device *, size_t, size_t,
                                 size_t);
void dma_pool_destroy(struct dma_pool *);
void *dma_pool_alloc(struct dma_pool *, gfp_t, dma_addr_t *);
void *dma_pool_zalloc(struct dma_pool *, gfp_t, dma_addr_t *);
void dma_pool_free(struct dma_pool *, void *, dma_addr_t);

void *kmalloc(size_t, gfp_t) __attribute__((alloc_size(1)));
void kfree(const void *);
struct kref { int count; };
int kref_put(struct kref *, void (*release)(struct kref *));
void free_pages_exact(void *, size_t);
void put_page(struct page *);
void *memset(void *, int, size_t);
void *memcpy(void *, const void *, size_t);
int printk(const char *, ...);
void writel(u32, volatile void *);
int regs_read(struct device *, void *, size_t);
struct sk_buff *alloc_skb(unsigned, gfp_t);
void dev_kfree_skb(struct sk_buff *);
bool IS_ERR(const void *);
bool IS_ERR_OR_NULL(const void *);
void list_add_tail(struct list_head *, struct list_head *);
void list_del(struct list_head *);
int devm_add_action_or_reset(struct device *, void (*)(void *), void *);
void msleep(unsigned);
bool test_flag(int, const volatile unsigned long *);
void set_flag(int, volatile unsigned long *);
long PTR_ERR(const void *);
void *clk_get(struct device *);
void register_netdev(struct net_device *);
int request_irq(unsigned, int (*)(int, void *), unsigned long, const char *,
                void *);
#define list_entry(p, type, member) container_of(p, type, member)

typedef int (*open_op)(void *);
struct dev_ops { open_op open, open_again; };
struct platform_driver {
  int (*probe)(struct platform_device *);
  void (*remove)(struct platform_device *);
};
#ifdef __cplusplus
}
#endif
#endif
