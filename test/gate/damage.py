"""usage: damage.py FILE -- overwrites bytes in the middle of FILE."""
import os
import sys

size = os.path.getsize(sys.argv[1])
with open(sys.argv[1], "r+b") as file:
    for at in range(4096, size, 97):
        file.seek(at)
        file.write(b"\xa5")
