/* Devices that stand for an interface, and what is done with one, in miniature. */
#ifndef TEST_CLASSES_H
#define TEST_CLASSES_H
#include <kernel.h>
struct usb_gadget { struct device dev; };
struct input_dev { struct device dev; };
struct hid_device { struct device dev; };
struct video_device { struct device dev; };
struct net_device_ops { int (*ndo_open)(struct net_device *); };
int dma_set_mask_and_coherent(struct device *, u64);
#endif
