"""What the tests ask the system about the processes of a run."""
import os


def _stats():
    """Of every process: its number, its state, its parent and its group."""
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            state, parent, group = open(f"/proc/{name}/stat").read().rsplit(")", 1)[1].split()[:3]
        except (FileNotFoundError, ProcessLookupError):
            continue
        yield int(name), state, int(parent), int(group)


def children(parent):
    """The processes whose parent is that one."""
    return [pid for pid, _, of, _ in _stats() if of == parent]


def living(group):
    """True if there are processes of that group that have not ended."""
    return any(of == group and state not in "ZX" for _, state, _, of in _stats())
