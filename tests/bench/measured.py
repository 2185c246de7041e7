"""Runs a program and says how long it took and how much memory it held."""

import os
import subprocess
import sys
import time


def measured(command, **options):
    """Wall seconds and peak resident bytes of one run; a failed run ends the bench.

    The kernel counts the moment before the program took this script's place: the bytes are never below ours.
    """
    begin = time.perf_counter()
    child = subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL, **options)
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - begin
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"exit {child.returncode}: {' '.join(map(str, command))}")
    return seconds, usage.ru_maxrss * 1024


def megabytes(size):
    return f"{size / 1e6:.0f} MB"
