// A small network driver with four mistakes.
#include <kernel.h>

struct nic_slot {
	struct sk_buff *skb;
	dma_addr_t dma;
};

struct nic {
	struct device *dev;
	u32 *stats;
	dma_addr_t stats_dma;
	struct nic_slot slots[16];
	u32 *regs;
};

/* 1: the second error path forgets the mapping. */
static int nic_refill(struct nic *nic, int i)
{
	struct nic_slot *slot = &nic->slots[i];
	struct sk_buff *skb;
	dma_addr_t dma;

	skb = alloc_skb(2048, GFP_ATOMIC);
	if (!skb)
		return -ENOMEM;

	dma = dma_map_single(nic->dev, skb->data, 2048, DMA_FROM_DEVICE);
	if (dma_mapping_error(nic->dev, dma)) {
		dev_kfree_skb(skb);
		return -ENOMEM;
	}
	if (WARN_ON(dma & 3)) {
		dev_kfree_skb(skb);
		return -EIO;
	}

	slot->skb = skb;
	slot->dma = dma;
	return 0;
}

/* 2: nobody asks whether the mapping worked. 3: it is undone the other way round. */
static void nic_send_sync(struct nic *nic, struct sk_buff *skb)
{
	dma_addr_t dma = dma_map_single(nic->dev, skb->data, skb->len, DMA_TO_DEVICE);

	writel(lower_32_bits(dma), nic->regs);
	msleep(1);
	dma_unmap_single(nic->dev, dma, skb->len, DMA_FROM_DEVICE);
}

static int nic_open(struct nic *nic)
{
	int i, err;

	/* 4: freed with another size than it was allocated with. */
	nic->stats = dma_alloc_coherent(nic->dev, 256, &nic->stats_dma, GFP_KERNEL);
	if (!nic->stats)
		return -ENOMEM;
	for (i = 0; i < 16; i++) {
		err = nic_refill(nic, i);
		if (err)
			goto undo;
	}
	return 0;

undo:
	while (i--) {
		dma_unmap_single(nic->dev, nic->slots[i].dma, 2048, DMA_FROM_DEVICE);
		dev_kfree_skb(nic->slots[i].skb);
	}
	dma_free_coherent(nic->dev, 128, nic->stats, nic->stats_dma);
	return err;
}

int nic_start(struct nic *nic, struct sk_buff *hello)
{
	int err = nic_open(nic);

	if (!err)
		nic_send_sync(nic, hello);
	return err;
}
