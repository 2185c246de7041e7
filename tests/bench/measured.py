"""Runs a program and says how long it took and how much memory it held."""

import os
import select
import subprocess
import sys
import time
from pathlib import Path

LOOK_EVERY = 0.005


def peak_memory(pid):
    """VmHWM in bytes, the program's own since it began; 0 when it is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    found = [line for line in lines if line.startswith("VmHWM:")]
    return int(found[0].split()[1]) * 1024 if found else 0


def measured(command, **options):
    """Wall seconds and peak resident bytes of one run; a failed run ends the bench.

    The kernel's count for a child that ended never lies below this script's own memory, so the program is asked
    while it runs.
    """
    options = {"stdout": subprocess.DEVNULL, **options}
    begin = time.perf_counter()
    child = subprocess.Popen([str(word) for word in command], **options)
    exit_news = os.pidfd_open(child.pid)
    memory = 0
    while not select.select([exit_news], [], [], LOOK_EVERY)[0]:
        memory = max(memory, peak_memory(child.pid))
    seconds = time.perf_counter() - begin
    os.close(exit_news)
    if child.wait() != 0:
        sys.exit(f"exit {child.returncode}: {' '.join(map(str, command))}")
    return seconds, memory


def megabytes(size):
    return f"{size / 1e6:.0f} MB"
