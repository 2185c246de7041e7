"""Random members of config.json, names with and without a prefix, random stacks: what `check` finds sound is written and loads.

Only in the current environment, whose transformers knows every family. LAYERLOOM_FUZZ_SEED begins elsewhere.
"""

import json
import os
import random
from pathlib import Path

import pytest
import torch
import transformers
from safetensors.torch import load_file, save_file

from families import FAMILIES, write_family
from layerloom import layerloom
from random_models import LAYERS

SEED = int(os.environ.get("LAYERLOOM_FUZZ_SEED", "1"))
NAMES = """llama mistral mixtral qwen2 qwen3 qwen2_moe qwen3_moe gemma gemma2 gemma3_text smollm3 cohere phi phi3 gpt2 gptj
    gpt_neox opt bloom falcon stablelm starcoder2 olmo2 granite glm4 deepseek_v3 ernie4_5 nemotron mamba bert""".split()
ENTRIES = [0, 1, 2.5, True, None, "full", [1, 2]]


def entries(choose: random.Random, count: int) -> list:
    return [choose.choice(ENTRIES) for _ in range(count)]


def member(choose: random.Random) -> object:
    """A value, a list of about as many entries as layers, a map by layer, a list of pairs, or an object that holds one."""
    count = LAYERS + choose.choice([-1, 0, 0, 1])
    kinds = [
        lambda: choose.choice(ENTRIES),
        lambda: entries(choose, count),
        lambda: {str(layer): choose.choice(ENTRIES) for layer in range(count)},
        lambda: {f"layer_{layer}": choose.choice(ENTRIES) for layer in range(count)},
        lambda: [[layer, choose.randrange(4)] for layer in choose.sample(range(LAYERS), 3)],
        lambda: {"inner": entries(choose, count)},
    ]
    return choose.choice(kinds)()


def add_members(folder: Path, choose: random.Random) -> None:
    path = folder / "config.json"
    config = json.loads(path.read_text())
    for number in range(choose.choice([0, 0, 1, 2])):
        config[f"made_up_{number}"] = member(choose)
    path.write_text(json.dumps(config, indent=2))


def drop_prefix(folder: Path, auto: type) -> None:
    """As the class without a head saves the same weights: names without the prefix of the class with one."""
    model = auto.from_pretrained(str(folder))
    prefix = model.base_model_prefix + "."
    path = folder / "model.safetensors"
    tensors = load_file(path)
    save_file({name.removeprefix(prefix): tensor for name, tensor in tensors.items()}, path, metadata={"format": "pt"})


def random_order(choose: random.Random) -> list[int]:
    if choose.random() < 0.2:
        return list(range(LAYERS))
    cut = sorted(choose.sample(range(LAYERS + 1), 2))
    return [*range(0, cut[1]), *range(cut[0], LAYERS)]


def loading_troubles(auto: type, folder: Path) -> dict[str, list[str]]:
    _, info = auto.from_pretrained(str(folder), dtype=torch.float32, output_loading_info=True)
    return {kind: sorted(map(str, names)) for kind, names in info.items() if names}


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    def make(name: str, seed: int) -> Path:
        return write_family(name, tmp_path_factory.mktemp("fuzz") / name, seed)

    return make


@pytest.mark.parametrize("name", NAMES)
def test_what_check_finds_sound_loads(name: str, source, tmp_path: Path) -> None:
    choose = random.Random(f"{SEED} {name}")
    auto = FAMILIES[name].auto
    folder = source(name, SEED)
    if choose.random() < 0.3 and auto is transformers.AutoModelForCausalLM:
        drop_prefix(folder, auto)
    add_members(folder, choose)
    before = loading_troubles(auto, folder)
    for attempt in range(3):
        stack = [" ".join(f"A[{layer}]" for layer in random_order(choose)), "--model", folder]
        output = tmp_path / str(attempt)
        problems = layerloom_problems(stack)
        errors = [problem for problem in problems if problem["severity"] == "error"]
        layerloom("merge", *stack, "--output", output, "--quiet", expect=1 if errors else 0)
        assert output.exists() != bool(errors), problems
        if not errors:
            assert loading_troubles(auto, output) == before


def layerloom_problems(stack: list[object]) -> list[dict]:
    """What `check` finds, whichever its exit code."""
    try:
        answer = layerloom("check", *stack, "--json")
    except AssertionError:
        answer = layerloom("check", *stack, "--json", expect=1)
    return answer.json()["problems"]
