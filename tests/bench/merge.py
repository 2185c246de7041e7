"""Merges of several gigabytes against `cp` of as many bytes, on this disk and on file systems that share blocks.

    merge.py [--layers N] [--cut M] [--rounds R] [--only copy,verify,cancel,convert,blocks,large] [--current]

The source has Mistral-7B's widths and as many layers as asked for. Ours and theirs take turns on the same disk, each
with its data synced, each once the disk has come to rest; figures are medians, ratios are of medians. --current also
runs mergekit, from the environment that `./dev interop --current` makes or as MERGEKIT names it.
"""

import argparse
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

BENCH = Path(__file__).resolve().parent
sys.path.insert(0, str(BENCH.parent / "interop"))

from cache import cache_folder  # noqa: E402
from large_source import write_source  # noqa: E402
from loop_disk import loop_disk, may_mount, used_bytes  # noqa: E402
from measured import measured, megabytes  # noqa: E402
from shapes import LLAMA31_405B, MISTRAL_7B, QWEN2_05B, SMOLLM2_135M, write_shape  # noqa: E402

CLI = os.environ["LAYERLOOM_CLI"]
MERGEKIT = os.environ.get("MERGEKIT", BENCH.parents[1] / ".venv/current/bin/mergekit-yaml")
SECTIONS = ("copy", "verify", "cancel", "convert", "blocks", "large")
CHUNK = 8 * 2**20


def size_of(folder):
    return sum(path.stat().st_size for path in folder.iterdir())


def rest():
    """Waits until nothing is left to write."""
    os.sync()
    time.sleep(1)


def warm(folder):
    for path in folder.iterdir():
        with open(path, "rb") as file:
            while file.read(CHUNK):
                pass


def cool(folder):
    """Lets the system forget what it holds of these files."""
    for path in folder.iterdir():
        with open(path, "rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def merge(stack, target, *options, verify="off"):
    """Seconds and peak memory of one merge, its data on the disk."""
    begin = time.perf_counter()
    _, memory = measured([CLI, "merge", *stack, "--output", target, "--verify", verify, "--quiet", *options])
    os.sync()
    return time.perf_counter() - begin, memory


def copy(source, target):
    begin = time.perf_counter()
    _, memory = measured(["cp", "--recursive", "--reflink=never", source, target])
    os.sync()
    return time.perf_counter() - begin, memory


def alternate(rounds, before, ours, theirs, target):
    """Median seconds and greatest memory of both, in turns; each writes `target`."""
    runs = [], []
    for _ in range(rounds):
        for run, kept in zip((theirs, ours), (runs[1], runs[0]), strict=True):
            rest()
            before()
            kept.append(run())
            shutil.rmtree(target)
    return [(statistics.median(run[0] for run in kept), max(run[1] for run in kept)) for kept in runs]


def report(what, ours, theirs, target, name="cp"):
    (seconds, memory), (other, _) = ours, theirs
    print(
        f"{what:<30} merge {seconds:6.2f} s   {name} {other:6.2f} s   ratio {seconds / other:5.2f}"
        f"   target {target:.2f}   {megabytes(memory)}   load {os.getloadavg()[0]:.1f}",
        flush=True,
    )


def equal_in_size(source, size, folder):
    """What `cp` shall copy: the source's own files and as much more as the merge writes more."""
    folder.mkdir()
    for path in source.iterdir():
        os.link(path, folder / path.name)
    with open(max(source.iterdir(), key=lambda path: path.stat().st_size), "rb") as original:
        with open(folder / "more", "wb") as more:
            while (left := size - size_of(folder)) > 0:
                more.write(original.read(min(left, CHUNK)))
                more.flush()
    return folder


def copy_section(work, options):
    source = work / "source"
    write_source(replace(MISTRAL_7B, layers=options.layers), source)
    stack = [f"dus(A, {options.cut})", "--model", source]
    target = work / "target"
    merge(stack, target)
    written = size_of(target)
    print(f"DUS m={options.cut} of {options.layers} layers: {size_of(source) / 1e9:.2f} become {written / 1e9:.2f} GB")
    shutil.rmtree(target)
    same = equal_in_size(source, written, work / "same")
    if "copy" in options.only:
        for what, before in (("page-cached", warm), ("cold", cool)):
            ours, theirs = alternate(
                options.rounds, lambda before=before: (before(source), before(same)),
                lambda: merge(stack, target), lambda: copy(same, target), target)
            report(f"copied, {what}", ours, theirs, 1.15)
    if "verify" in options.only:
        checked, plain = alternate(
            options.rounds, lambda: warm(source),
            lambda: merge(stack, target, verify="full"), lambda: merge(stack, target), target)
        report("written and verified", checked, plain, 1.6, "unverified")
    shutil.rmtree(same)
    if "cancel" in options.only:
        cancel_row(stack, target, options.rounds)
    if options.current:
        mergekit_row(work, source, options)
    shutil.rmtree(source)


def cancel_row(stack, target, rounds):
    """Seconds from the wish to stop, in the midst of writing, to the end of the program."""
    seconds = []
    for _ in range(rounds):
        rest()
        child = subprocess.Popen([CLI, "merge", *stack, "--output", target, "--quiet"], stderr=subprocess.DEVNULL)
        time.sleep(1)
        begin = time.perf_counter()
        child.send_signal(signal.SIGINT)
        if child.wait() != 130 or list(target.parent.glob(f"*{target.name}*")):
            sys.exit("a cancelled merge ended otherwise, or left something behind")
        seconds.append(time.perf_counter() - begin)
    print(f"{'cancelled':<30} at most {max(seconds):.2f} s   target 2.00   load {os.getloadavg()[0]:.1f}", flush=True)


def mergekit_row(work, source, options):
    layers, cut = options.layers, options.cut
    ranges = [[0, layers - cut], [cut, layers]]
    config = {
        "merge_method": "passthrough",
        "dtype": "bfloat16",
        "slices": [{"sources": [{"model": str(source), "layer_range": part}]} for part in ranges],
    }
    (work / "config.yml").write_text(json.dumps(config))
    target = work / "target"

    def theirs():
        command = [MERGEKIT, work / "config.yml", target, "--no-copy-tokenizer"]
        begin = time.perf_counter()
        _, memory = measured(command, stderr=subprocess.DEVNULL)
        os.sync()
        return time.perf_counter() - begin, memory

    ours, others = alternate(
        options.rounds, lambda: warm(source),
        lambda: merge([work / "config.yml"], target), theirs, target)
    report("against mergekit", ours, others, 0.25, "mergekit")
    print(f"{'':<30} mergekit held {megabytes(others[1])}: ratio {ours[1] / others[1]:.4f}, target 0.01")


def convert_section(work, options):
    engine = measured([CLI, "devices"])[1]
    print(f"an engine alone holds {megabytes(engine)}, so the target is {megabytes(engine + 256e6)}")
    shape = replace(MISTRAL_7B, layers=max(2, options.layers // 3))
    source, target = work / "source", work / "target"
    for what, dtype, wanted, scale in (
        ("F32 to BF16", "F32", "bf16", ""),
        ("BF16 to F16", "BF16", "f16", ""),
        ("BF16 scaled", "BF16", "keep", "{*=0.5}"),
    ):
        write_source(shape, source, dtype)
        stack = [f"A[0:{shape.layers}]{scale}", "--model", source, "--dtype", wanted, "--device", "cpu"]
        ours, theirs = alternate(
            options.rounds, lambda: warm(source),
            lambda stack=stack: merge(stack, target),
            lambda: copy(source, target), target)
        report(what, ours, theirs, 1.5)
        shutil.rmtree(source)


def blocks_section(work, options):
    """Share by the disk's own count: how much less was taken than the tensors have."""
    mistral = replace(MISTRAL_7B, layers=options.layers)
    for kind in ("xfs", "btrfs"):
        if not may_mount(kind):
            print(f"{kind}: no mkfs.{kind}, or mounting is not allowed here")
            continue
        for name, shape, cut in (
            ("Mistral-7B", mistral, options.cut),
            ("Qwen2-0.5B", QWEN2_05B, 6),
            ("SmolLM2-135M", SMOLLM2_135M, 8),
        ):
            size = sum_of(shape) * 5 // 4 + 2**30
            with loop_disk(kind, size, work) as disk:
                share_on(disk, f"{name} on {kind}", shape, cut, options.rounds)


def sum_of(shape):
    layer = shape.hidden * (3 * shape.intermediate + 4 * shape.hidden)
    return 2 * (layer * shape.layers + 2 * shape.vocabulary * shape.hidden)


def share_on(disk, what, shape, cut, rounds):
    write_source(shape, disk / "source")
    command = [CLI, "merge", f"dus(A, {cut})", "--model", disk / "source", "--output", disk / "target"]
    seconds, checked, taken, answer = [], [], 0, {}
    for _ in range(rounds):
        rest()
        before = used_bytes(disk)
        begin = time.perf_counter()
        run = subprocess.run([*command, "--verify", "off", "--json"], check=True, capture_output=True)
        seconds.append(time.perf_counter() - begin)
        taken = used_bytes(disk) - before
        answer = json.loads(run.stdout)
        shutil.rmtree(disk / "target")
        checked.append(measured([*command, "--verify", "full", "--quiet"])[0])
        shutil.rmtree(disk / "target")
    share, said = 1 - taken / answer["bytes"], answer["shared"] / answer["bytes"]
    print(
        f"{what:<30} merge {statistics.median(seconds):6.2f} s   target 0.50 s"
        f"   verified {statistics.median(checked):.2f} s   {answer['bytes'] / 1e9:.2f} GB   shared {share:.2%} by free space, {said:.2%} by the report   load {os.getloadavg()[0]:.1f}",
        flush=True,
    )


def large_section(work):
    """A plan of 600 GB over a source without weights."""
    source = write_shape(LLAMA31_405B, work / "llama-405b", shards=191)
    seconds, memory = measured(
        [CLI, "merge", "A[0:60] A[30:62]", "--model", source, "--output", work / "target", "--dry-run", "--quiet"])
    print(f"plan of 92 layers of 405B      {seconds:6.2f} s   {megabytes(memory)}   target 64 MB")
    shutil.rmtree(source)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--layers", type=int, default=18)
    parser.add_argument("--cut", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", type=lambda text: text.split(","), default=SECTIONS)
    parser.add_argument("--current", action="store_true")
    options = parser.parse_args()
    if options.current and not Path(MERGEKIT).exists():
        sys.exit(f"{MERGEKIT} is missing: ./dev interop --current makes it")
    # Gigabytes shall not stay behind, nor a mounted disk.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    work = cache_folder() / f"bench-merge-{os.getpid()}"
    work.mkdir()
    try:
        if options.current or {"copy", "verify", "cancel"} & set(options.only):
            copy_section(work, options)
        if "convert" in options.only:
            convert_section(work, options)
        if "blocks" in options.only:
            blocks_section(work, options)
        if "large" in options.only:
            large_section(work)
    finally:
        shutil.rmtree(work)


main()
