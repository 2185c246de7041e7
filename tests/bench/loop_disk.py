"""A file system in a file, where this may be mounted."""

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path


def may_mount(kind):
    return os.geteuid() == 0 and Path("/dev/loop-control").exists() and shutil.which(f"mkfs.{kind}") is not None


@contextmanager
def loop_disk(kind, size, folder):
    """The mounted folder of a new file system that holds `size` bytes; gone with all it held afterwards."""
    work = Path(tempfile.mkdtemp(prefix=f"{kind}-", dir=folder))
    image, mounted = work / "image", work / "mounted"
    mounted.mkdir()
    try:
        with open(image, "wb") as file:
            file.truncate(size)
        subprocess.run([f"mkfs.{kind}", "-q", image], check=True, capture_output=True)
        subprocess.run(["mount", "-o", "loop,discard", image, mounted], check=True)
        try:
            yield mounted
        finally:
            subprocess.run(["umount", mounted], check=True)
    finally:
        shutil.rmtree(work)


def used_bytes(folder):
    """What is taken on the file system, when nothing waits to be written."""
    os.sync()
    disk = os.statvfs(folder)
    return (disk.f_blocks - disk.f_bfree) * disk.f_frsize
