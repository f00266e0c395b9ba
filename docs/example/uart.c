// A serial port that gets it right: nothing is reported.
#include <kernel.h>

struct uart {
	struct device *dev;
	void *ring;
	dma_addr_t ring_dma;
	u32 *regs;
};

static void uart_free(struct uart *uart)
{
	if (!uart->ring)
		return;
	dma_free_coherent(uart->dev, 4096, uart->ring, uart->ring_dma);
	uart->ring = NULL;
}

int uart_start(struct uart *uart, void *buf, u32 len)
{
	dma_addr_t dma;
	int err = -ENOMEM;

	uart->ring = dma_alloc_coherent(uart->dev, 4096, &uart->ring_dma, GFP_KERNEL);
	if (!uart->ring)
		return -ENOMEM;
	dma = dma_map_single(uart->dev, buf, len, DMA_TO_DEVICE);
	if (dma_mapping_error(uart->dev, dma))
		goto free;
	writel(lower_32_bits(dma), uart->regs);
	msleep(1);
	dma_unmap_single(uart->dev, dma, len, DMA_TO_DEVICE);
	return 0;
free:
	uart_free(uart);
	return err;
}
