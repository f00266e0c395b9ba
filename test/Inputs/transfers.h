/* Functions that have their caller's buffer mapped, in miniature. */
#ifndef TEST_TRANSFERS_H
#define TEST_TRANSFERS_H
#include <kernel.h>
struct usb_device;
struct urb { void *transfer_buffer; dma_addr_t transfer_dma; unsigned transfer_flags; unsigned char *setup_packet; };
struct hid_device;
struct spi_device;
struct spi_transfer { const void *tx_buf; void *rx_buf; unsigned len; };
int usb_control_msg(struct usb_device *, unsigned, u8, u8, u16, u16, void *, u16, int);
int usb_control_msg_recv(struct usb_device *, u8, u8, u8, u16, u16, void *, u16, int, gfp_t);
int usb_bulk_msg(struct usb_device *, unsigned, void *, int, int *, int);
void usb_fill_bulk_urb(struct urb *, struct usb_device *, unsigned, void *, int, void (*)(struct urb *), void *);
int hid_hw_raw_request(struct hid_device *, unsigned char, u8 *, size_t, int, int);
int spi_read(struct spi_device *, void *, size_t);
int spi_write(struct spi_device *, const void *, size_t);
int spi_write_then_read(struct spi_device *, const void *, unsigned, void *, unsigned);
int spi_sync_transfer(struct spi_device *, struct spi_transfer *, unsigned);
void sg_init_one(struct scatterlist *, const void *, unsigned);
void *vmalloc(unsigned long);
void vfree(const void *);
void *kvmalloc_node(size_t, gfp_t, int);
bool is_vmalloc_addr(const void *);
int object_is_on_stack(const void *);
#endif
