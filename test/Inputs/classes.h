/* Devices that stand for an interface, in miniature. */
#ifndef TEST_CLASSES_H
#define TEST_CLASSES_H
#include <kernel.h>
struct usb_gadget { struct device dev; };
struct input_dev { struct device dev; };
struct hid_device { struct device dev; };
struct video_device { struct device dev; };
int dma_set_mask_and_coherent(struct device *, u64);
#endif
