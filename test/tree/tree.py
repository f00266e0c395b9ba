"""Where tools/check keeps the kernel tree that the checks of this folder look at."""
import os


def kernel_folder():
    cache = os.environ.get("DMA_TIDY_CACHE") or os.path.join(
        os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "dma-tidy")
    return os.path.join(cache, "kernel")
