"""A depth up-scaling of a few gigabytes against `cp` of as many bytes.

The source has Mistral-7B's widths, random weights and few layers; it is made once and kept in the cache
folder. Merges and copies take turns in the same minute on the same disk, each with its data synced, each once
the disk has come to rest; the source is read before, so that both find it in memory as far as it fits.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

BENCH = Path(__file__).resolve().parent
sys.path.insert(0, str(BENCH.parent / "interop"))

from cache import cache_folder, made_once  # noqa: E402
from measured import measured, megabytes  # noqa: E402
from safetensors_file import header_bytes  # noqa: E402
from shapes import MISTRAL_7B, config_of, tensors_of  # noqa: E402

LAYERS, CUT = 6, 1
ROUNDS = 3
CHUNK = 64 * 2**20


def write_source(folder):
    """Six of Mistral's layers in two shards of random bytes."""
    shape = replace(MISTRAL_7B, layers=LAYERS)
    (folder / "config.json").write_text(json.dumps(config_of(shape), indent=2) + "\n")
    tensors = tensors_of(shape)
    names = list(tensors)
    half = len(names) // 2
    weight_map, total = {}, 0
    for number, part in enumerate((names[:half], names[half:]), start=1):
        name = f"model-{number:05}-of-00002.safetensors"
        total += write_random(folder / name, {key: tensors[key] for key in part})
        weight_map |= dict.fromkeys(part, name)
    index = {"metadata": {"total_size": total}, "weight_map": weight_map}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))


def write_random(path, tensors):
    head, size = header_bytes(tensors, "BF16")
    with open(path, "wb") as file:
        file.write(head)
        for done in range(0, size, CHUNK):
            file.write(os.urandom(min(CHUNK, size - done)))
    return size


def read_once(folder):
    for path in folder.iterdir():
        with open(path, "rb") as file:
            while file.read(CHUNK):
                pass


def rest():
    """Waits until nothing is left to write."""
    os.sync()
    time.sleep(1)


def merge(source, target):
    options = ["--model", source, "--output", target, "--verify", "off", "--quiet"]
    return measured([os.environ["LAYERLOOM_CLI"], "merge", f"dus(A, {CUT})", *options])


def timed_merge(source, target):
    rest()
    seconds, memory = merge(source, target)
    begin = time.perf_counter()
    os.sync()
    return seconds + time.perf_counter() - begin, memory


def timed_copy(source, target):
    rest()
    begin = time.perf_counter()
    subprocess.run(["cp", "--recursive", "--reflink=never", source, target], check=True)
    os.sync()
    return time.perf_counter() - begin


def size_of(folder):
    return sum(path.stat().st_size for path in folder.iterdir())


def main():
    source = made_once("bench-mistral-6-layers", write_source)
    work = cache_folder() / f"bench-merge-{os.getpid()}"
    work.mkdir()
    try:
        compare(source, work)
    finally:
        shutil.rmtree(work)


def compare(source, work):
    merge(source, work / "model")
    read, written = size_of(source), size_of(work / "model")
    print(f"DUS m={CUT} of {LAYERS} layers: {read / 1e9:.2f} GB become {written / 1e9:.2f} GB")
    read_once(source)
    read_once(work / "model")
    merges, copies, memory = [], [], 0
    for number in range(1, ROUNDS + 1):
        copies.append(timed_copy(work / "model", work / "copy"))
        shutil.rmtree(work / "copy")
        seconds, peak = timed_merge(source, work / "merged")
        shutil.rmtree(work / "merged")
        merges.append(seconds)
        memory = max(memory, peak)
        print(
            f"round {number}   merge {merges[-1]:6.2f} s   cp {copies[-1]:6.2f} s"
            f"   ratio {merges[-1] / copies[-1]:.2f}",
            flush=True,
        )
    ours, theirs = statistics.median(merges), statistics.median(copies)
    print(f"median    merge {ours:6.2f} s   cp {theirs:6.2f} s   ratio {ours / theirs:.2f}")
    print(f"the merge wrote {written / ours / 1e6:.0f} MB/s and held at most {megabytes(memory)}")


main()
