// A kernel header with a record that carries DMA memory, and a driver table with a union.
struct screen { void *base; dma_addr_t start; };
struct screen *screen_alloc(void);
int screen_register(struct screen *);
void screen_release(struct screen *);
struct panel { void *memory; dma_addr_t start; void (*destroy)(struct panel *); };
struct panel *panel_alloc(void);
int panel_register(struct panel *);
void panel_release(struct panel *);
struct unit_driver {
  int (*probe)(struct platform_device *);
  union {
    void (*remove)(struct platform_device *);
    int (*remove_int)(struct platform_device *);
  };
};
