"""`merge --quantize nf4` against bitsandbytes with transformers on the same weights.

    quantize.py [--layers N] [--rounds R] [--format nf4|fp4|int8] [--threads T]

The source has Mistral-7B's widths and as many layers as asked for (4: 2.3 GB). Theirs loads it quantized and saves it; the
imports of its libraries are not counted. Ours merges it without verification. Both take turns on the same disk with their
data synced, with double quantization where there is one; figures are medians, the ratio is of medians. Needs the
environment of `./dev interop --current`.
"""

import argparse
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
PYTHON = BENCH.parents[1] / ".venv/current/bin/python"
sys.path.insert(0, str(BENCH.parent / "interop"))

from cache import cache_folder  # noqa: E402
from large_source import write_source  # noqa: E402
from measured import measured, megabytes  # noqa: E402
from shapes import MISTRAL_7B  # noqa: E402

CLI = os.environ["LAYERLOOM_CLI"]
RATIO = 0.9
MEMORY = 256_000_000


def theirs_here(options):
    """Seconds of loading with quantization and saving, in this process."""
    import torch
    from transformers import AutoModelForCausalLM, BitsAndBytesConfig

    torch.set_num_threads(options.threads)
    if options.format == "int8":
        settings = BitsAndBytesConfig(load_in_8bit=True)
    else:
        settings = BitsAndBytesConfig(
            load_in_4bit=True,
            bnb_4bit_quant_type=options.format,
            bnb_4bit_use_double_quant=True,
            bnb_4bit_compute_dtype=torch.bfloat16,
        )
    begin = time.perf_counter()
    model = AutoModelForCausalLM.from_pretrained(
        options.source, quantization_config=settings, device_map="cpu", dtype=torch.bfloat16
    )
    model.save_pretrained(options.target)
    os.sync()
    Path(options.answer).write_text(json.dumps(time.perf_counter() - begin))


def theirs(options, source, target):
    answer = target.with_suffix(".json")
    command = [PYTHON, __file__, "--theirs", "--source", source, "--target", target, "--answer", answer]
    _, memory = measured([*command, "--threads", options.threads, "--format", options.format], stderr=subprocess.DEVNULL)
    return json.loads(answer.read_text()), memory


def ours(options, source, target, layers):
    double = [] if options.format == "int8" else ["--double-quant", "on"]
    command = [CLI, "merge", f"A[0:{layers}]", "--model", source, "--output", target, "--verify", "off", "--quiet"]
    environment = {**os.environ, "OMP_NUM_THREADS": str(options.threads)}
    begin = time.perf_counter()
    _, memory = measured([*command, "--quantize", options.format, *double], env=environment)
    os.sync()
    return time.perf_counter() - begin, memory


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--layers", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--format", choices=("nf4", "fp4", "int8"), default="nf4")
    for hidden in ("--source", "--target", "--answer"):
        parser.add_argument(hidden, help=argparse.SUPPRESS)
    parser.add_argument("--theirs", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.theirs:
        return theirs_here(options)
    place = Path(cache_folder()) / "quantize"
    source = place / f"source-{options.layers}"
    if not (source / "model.safetensors.index.json").exists():
        write_source(replace(MISTRAL_7B, layers=options.layers), source)
    runs = [], []
    for _ in range(options.rounds):
        for kept, run in zip(
            runs, (lambda target: theirs(options, source, target), lambda target: ours(options, source, target, options.layers))
        ):
            os.sync()
            target = place / "written"
            shutil.rmtree(target, ignore_errors=True)
            kept.append(run(target))
            shutil.rmtree(target)
    (other, held), (seconds, memory) = [
        (statistics.median(run[0] for run in kept), max(run[1] for run in kept)) for kept in runs
    ]
    size = sum(path.stat().st_size for path in source.iterdir())
    print(
        f"{options.format} of {size / 1e9:.2f} GB   merge {seconds:.2f} s, {megabytes(memory)}   "
        f"bitsandbytes {other:.2f} s, {megabytes(held)}   ratio {seconds / other:.2f}   target {RATIO}, "
        f"{megabytes(MEMORY)}   load {os.getloadavg()[0]:.1f}"
    )
    return 0 if seconds <= RATIO * other and memory <= MEMORY else 1


if __name__ == "__main__":
    sys.exit(main())
