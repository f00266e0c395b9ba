/* A kernel record that carries a handle. */
struct urb { void *transfer_buffer; dma_addr_t transfer_dma; };
int usb_submit_urb(struct urb *, gfp_t);
