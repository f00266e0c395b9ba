// Kernel functions that read network buffers.
unsigned short eth_type_trans(struct sk_buff *skb, struct device *dev);
