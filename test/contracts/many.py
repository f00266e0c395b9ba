"""usage: many.py COUNT > FILE.c -- a unit with one kind of record for coherent memory and for mappings; what frees the
memory is given COUNT other buffers, too. With 0 there is nothing that frees it."""
import sys

count = int(sys.argv[1])
fields = "".join(f" void *f{i}; dma_addr_t h{i};" for i in range(count))
drops = "".join(f"  drop(b->dev, b->f{i}, b->mem.size, b->h{i});\n" for i in range(count))
if count:
    drops = "  drop(b->dev, b->mem.va, b->mem.size, b->mem.pa);\n" + drops
print(f"""#include <kernel.h>
struct mem {{ void *va; dma_addr_t pa; size_t size; }};
struct box {{ struct device *dev; struct mem mem;{fields} }};
int make(struct box *b)
{{
  b->mem.va = dma_alloc_coherent(b->dev, b->mem.size, &b->mem.pa, GFP_KERNEL);
  return b->mem.va ? 0 : -ENOMEM;
}}
int map(struct box *b, void *buf)
{{
  b->mem.pa = dma_map_single(b->dev, buf, b->mem.size, DMA_TO_DEVICE);
  return dma_mapping_error(b->dev, b->mem.pa) ? -ENOMEM : 0;
}}
void unmap(struct box *b)
{{
  dma_unmap_single(b->dev, b->mem.pa, b->mem.size, DMA_TO_DEVICE);
}}
static void drop(struct device *dev, void *va, size_t size, dma_addr_t pa)
{{
  dma_free_coherent(dev, size, va, pa);
}}
void finish(struct box *b)
{{
{drops}}}""")
