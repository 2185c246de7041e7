"""Stacks that run from where their layers lie: speed against transformers, memory and reading of large models.

    forward.py [--rounds R] [--layers N] [--only speed,large,stream]

SmolLM2 runs 1,024 tokens here and in transformers on the same libtorch, by turns; the best of all rounds counts. A
checkpoint of Llama-2-70B's shape (sparse files) runs 16 tokens through its first N layers: the memory it may need does
not grow with their number.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BENCH = Path(__file__).resolve().parent
INTEROP = BENCH.parent / "interop"
PYTHON = BENCH.parents[1] / ".venv/interop/bin/python"
sys.path.insert(0, str(INTEROP))

TOKENS = 1024
RUNS = 3  # in one process, after a first that reads the weights
RATIO = 1.1
SECTIONS = ("speed", "large", "stream")


def enter_environment():
    """Goes on in the environment of the interop tests, where transformers is."""
    if Path(sys.prefix) != PYTHON.parents[1]:
        subprocess.run([INTEROP / "run", "--version"], check=True, stdout=subprocess.DEVNULL)
        os.execv(PYTHON, [str(PYTHON), *sys.argv])


def text_tokens():
    return [(7919 * place + 13) % 49000 for place in range(TOKENS)]


def theirs_here(folder, threads):
    """Wall and processor seconds of each run of transformers, in this process."""
    import torch
    from transformers import AutoModelForCausalLM

    torch.set_num_threads(threads)
    model = AutoModelForCausalLM.from_pretrained(folder, torch_dtype=torch.float32).eval()
    tokens = torch.tensor([text_tokens()])
    seconds = []
    with torch.no_grad():
        for _ in range(RUNS + 1):
            begin, busy = time.perf_counter(), time.process_time()
            model(tokens, labels=tokens, use_cache=False)
            seconds.append((time.perf_counter() - begin, time.process_time() - busy))
    print(json.dumps(seconds))


def theirs(folder, threads):
    command = [sys.executable, __file__, "--theirs", str(folder), "--threads", str(threads)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def ours(folder, threads):
    from stacks import forward

    os.environ["OMP_NUM_THREADS"] = str(threads)
    answer = forward([folder], ["A"] * (RUNS + 1), [text_tokens()], ["losses"], keep=False)
    return [(stack["seconds"], stack["processor_seconds"]) for stack in answer["stacks"]]


def speed_section(options):
    from smollm2 import smollm2

    folder = smollm2()
    kept = True
    for threads in (1, 2):
        runs = {ours: [], theirs: []}
        for _ in range(options.rounds):
            for run, seconds in runs.items():
                seconds += run(folder, threads)[1:]
        wall, busy = ({run: min(each[i] for each in seconds) for run, seconds in runs.items()} for i in (0, 1))
        ratio = wall[ours] / wall[theirs]
        kept = kept and ratio <= RATIO
        print(
            f"SmolLM2, {TOKENS} tokens, {threads} thread{'s' * (threads > 1)}: {wall[ours]:.2f} s, "
            f"{TOKENS / wall[ours]:.0f} tokens/s; transformers {wall[theirs]:.2f} s; ratio {ratio:.2f}, target {RATIO}; "
            f"of processor time {busy[ours]:.2f} s and {busy[theirs]:.2f} s, ratio {busy[ours] / busy[theirs]:.2f}",
            flush=True,
        )
    return kept


def large_section(options):
    from stacks import forward
    from shapes import LLAMA2_70B, layer_tensors, write_shape

    layer = 4 * sum(width(shape) for shape in layer_tensors(LLAMA2_70B).values())
    with tempfile.TemporaryDirectory() as place:
        folder = write_shape(LLAMA2_70B, Path(place) / "llama-2-70b", shards=15)
        answer = forward(
            [folder], [f"A[0:{options.layers}]"], [list(range(16))], ["losses"], weights=1, keep=False
        )
    states = 16 * 8192 * 4
    limit = 3 * layer + 2 * states
    run = answer["stacks"][0]
    print(
        f"70B, 16 tokens, {options.layers} layers: {run['seconds']:.1f} s, at most {answer['peak_bytes'] / 1e9:.2f} GB; "
        f"target {limit / 1e9:.2f} GB (three layers in single precision and two states)"
    )
    return answer["peak_bytes"] <= limit


def width(shape):
    product = 1
    for extent in shape:
        product *= extent
    return product


def stream_section(options):
    from dataclasses import replace

    from cache import made_once
    from stacks import forward
    from large_source import write_source
    from shapes import MISTRAL_7B

    def make(folder):
        write_source(replace(MISTRAL_7B, layers=6), folder)

    folder = made_once("bench-forward-6-layers", make)
    files = sorted(folder.glob("*.safetensors"))
    begin = time.perf_counter()
    subprocess.run(["cat", *files], check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - begin
    size = sum(file.stat().st_size for file in files)
    answer = forward([folder], ["A"], [list(range(16))], ["losses"], keep=False)
    ours_seconds = answer["stacks"][0]["seconds"]
    print(
        f"{size / 1e9:.1f} GB of bfloat16, 16 tokens: {answer['bytes_read'] / ours_seconds / 1e9:.2f} GB/s read, "
        f"converted and run; cat {size / seconds / 1e9:.2f} GB/s"
    )
    return True


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--layers", type=int, default=80)
    parser.add_argument("--only", default=",".join(SECTIONS))
    parser.add_argument("--theirs")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    enter_environment()
    if options.theirs:
        theirs_here(options.theirs, options.threads)
        return
    sections = {"speed": speed_section, "large": large_section, "stream": stream_section}
    kept = [sections[name](options) for name in options.only.split(",")]
    sys.exit(0 if all(kept) else 1)


main()
