// RUN: %check %s | %FileCheck %s
// What a function returns was set long before, and says that it fails, whatever the condition asks.
#include <kernel.h>
struct card { struct device *dev; void *box, *log; dma_addr_t box_dma, log_dma; int irq, opened; };
bool ready(struct card *c);
unsigned listen(struct card *c);
int enable(int irq);
void disable(int irq);
static int setup(struct card *c) {
  c->box = dma_alloc_coherent(c->dev, 64, &c->box_dma, GFP_KERNEL);
  return c->box ? 0 : 1;
}
int my_probe(struct card *c) {
  int error = -EIO;

  if (enable(c->irq))
    goto out;
  if (setup(c))
    goto free_irq;
  if (!ready(c))
    goto free_box;
  if (listen(c) == 7)
    // CHECK: unwind-known-result.c:[[@LINE+1]]:{{.*}}: warning: 'c->box' is left behind when the function gives up here; go to 'free_box', as other failures do [dma-leak, medium]
    goto free_irq;
  return 0;

free_box:
  dma_free_coherent(c->dev, 64, c->box, c->box_dma);
free_irq:
  disable(c->irq);
out:
  return error;
}
// Silent: by then it may have worked, or be something else: written in between, in a branch, or behind the label.
static int setup_log(struct card *c) {
  c->log = dma_alloc_coherent(c->dev, 64, &c->log_dma, GFP_KERNEL);
  return c->log ? 0 : 1;
}
int worked(struct card *c) {
  int error = -EIO;

  if (setup_log(c))
    goto out;
  if (!ready(c))
    goto free_log;
  error = listen(c);
  if (listen(c) == 7)
    goto out;
  return 0;

free_log:
  dma_free_coherent(c->dev, 64, c->log, c->log_dma);
out:
  return error;
}
int branched(struct card *c) {
  int error = -EIO;

  if (setup_log(c))
    goto out;
  if (!ready(c))
    goto free_log;
  if (c->opened)
    error = 0;
  if (listen(c) == 7)
    goto out;
  return 0;

free_log:
  dma_free_coherent(c->dev, 64, c->log, c->log_dma);
out:
  return error;
}
int changed(struct card *c) {
  int error = -EIO;

  if (setup_log(c))
    goto out;
  if (!ready(c))
    goto free_log;
  if (listen(c) == 7)
    goto out;
  return 0;

free_log:
  dma_free_coherent(c->dev, 64, c->log, c->log_dma);
out:
  error = c->opened;
  return error;
}
void my_remove(struct card *c) {
  dma_free_coherent(c->dev, 64, c->box, c->box_dma);
  dma_free_coherent(c->dev, 64, c->log, c->log_dma);
}
// CHECK: 1 finding in 1 of 1 units
