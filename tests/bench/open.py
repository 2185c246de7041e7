"""How long the command line takes to look at large checkpoints: real headers over sparse files."""

import os
import statistics
import sys
import tempfile
from pathlib import Path

BENCH = Path(__file__).resolve().parent
sys.path.insert(0, str(BENCH.parent / "interop"))

from measured import measured, megabytes  # noqa: E402
from shapes import LLAMA2_70B, LLAMA31_405B, MISTRAL_7B, write_shape  # noqa: E402

ROUNDS = 7
SELF_MERGE = "A[0:20] A[10:30] A[20:40] A[30:50] A[40:60] A[50:70] A[60:80]"
MEMORY_TARGET = 50e6


def report(what, target, *arguments):
    """Prints the median of some runs; true when it and the memory keep to their targets."""
    runs = [measured([os.environ["LAYERLOOM_CLI"], *arguments]) for _ in range(ROUNDS)]
    seconds = statistics.median(run[0] for run in runs)
    memory = max(run[1] for run in runs)
    print(
        f"{what:<28} {seconds * 1000:6.1f} ms   target {target * 1000:3.0f} ms   at most {megabytes(memory)}"
    )
    return seconds <= target and memory <= MEMORY_TARGET


def main():
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        small = write_shape(MISTRAL_7B, work / "mistral-7b", shards=3)
        large = write_shape(LLAMA31_405B, work / "llama-405b", shards=191)
        middle = write_shape(LLAMA2_70B, work / "llama-2-70b", shards=15)
        kept = [
            report("--help", 0.05, "--help"),
            report("inspect 7B, 3 shards", 0.05, "inspect", small, "--json"),
            report("inspect 405B, 191 shards", 0.5, "inspect", large, "--json"),
            report("check 140 layers of 70B", 0.1, "check", SELF_MERGE, "--model", middle, "--json"),
        ]
    sys.exit(0 if all(kept) else 1)


main()
