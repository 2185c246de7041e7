"""What Layerloom writes is what transformers makes of the same edit."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from transformers import AutoTokenizer

from edits import Edit, downscale, edits_for, parts_of_another, two_halves, upscale_by_options
from layerloom import blocks_of, check, inspect, layerloom, merge, seams_of
from random_models import LAYERS, VOCABULARY
from reference import (
    compare_tensors,
    edited,
    expected_config,
    expected_tensors,
    load,
    logits,
    parameter_count,
)
from smollm2 import smollm2, smollm2_tuned
from table import Table
from tiny_models import FAMILIES, Family

TOKENS = [(7 * place + 3) % VOCABULARY for place in range(24)]

TIED_LLAMA = replace(FAMILIES["llama"], tied=True)

TINY_EDITS = edits_for(LAYERS, m=2, g=2, ends=2)
SMOLLM2_EDITS = edits_for(30, m=8, g=8, ends=6)


def knows_layer_types(family: str, models: list[Path]) -> bool:
    """Whether this release of transformers writes each layer's type, so that any order can be told."""
    return "layer_types" in json.loads((models[0] / "config.json").read_text())


def compare(edit: Edit, models: list[Path], family: Family, tokens: list[int], scratch: Path) -> dict:
    """Checks and merges the edit, then compares everything; answers what `check` said."""
    stack = edit.ask(models, scratch)
    facts = check(*stack)
    assert facts["layers"] == len(edit.blocks)
    assert named_blocks(facts, models) == edit.blocks
    assert facts["seams"] == seams_of(blocks_of(facts["expression"]))
    assert not [problem for problem in facts["problems"] if problem["severity"] == "error"]

    shard_size = "300KB" if len(list(models[0].glob("*.safetensors"))) > 1 else "5GB"
    report = merge(*stack, "--shard-size", shard_size, output=scratch / "out")
    written = scratch / "out"
    assert report["verified"] is True
    assert (
        report["bytes"]
        == facts["bytes"]
        == sum(len(tensor.data) for tensor in expected_tensors(edit, models, family).values())
    )
    assert report["shards"] == len(list(written.glob("*.safetensors")))
    compare_tensors(written, expected_tensors(edit, models, family))
    compare_files(edit, models, written)
    for recipe in ("recipe.loom", "mergekit_config.yml"):
        told = check(written / recipe, *named(models))
        assert named_blocks(told, models) == edit.blocks
        assert (told["parameters"], told["bytes"]) == (facts["parameters"], facts["bytes"])
    for file in written.iterdir():
        if file.suffix != ".safetensors":
            assert str(models[0].parent) not in file.read_text(errors="replace"), f"{file.name} tells a path"

    again, reference = load(written), edited(edit, models, family)
    assert parameter_count(again) == parameter_count(reference) == facts["parameters"]
    assert inspect(written)["parameters"] == facts["parameters"]
    assert torch.equal(logits(again, tokens), logits(reference, tokens))
    return facts


def named(models: list[Path]) -> list[str]:
    """The models by the names and the paths that a published recipe has."""
    names = [f"{name}={model}" for model in models for name in (model.name, f"../{model.name}")]
    return [word for name in names for word in ("--model", name)]


def named_blocks(facts: dict, models: list[Path]) -> list[tuple[str, int]]:
    """The blocks `check` answers, by our letters: the program gives its own in the order of first mention."""
    ours = {os.path.realpath(model): letter for letter, model in zip("AB", models)}
    letters = {source["letter"]: ours[os.path.realpath(source["path"])] for source in facts["sources"]}
    return [(letters[letter], layer) for letter, layer in blocks_of(facts["expression"])]


def compare_files(edit: Edit, models: list[Path], written: Path) -> None:
    """config.json follows the layers and is otherwise the donor's; the tokenizer's files are copies."""
    config = json.loads((written / "config.json").read_text())
    wanted = expected_config(edit, models)
    assert config == wanted
    assert list(config) == list(wanted), "the order of config.json's keys changed"
    donor = models["AB".index(edit.config)]
    for name in ("tokenizer.json", "tokenizer_config.json", "generation_config.json"):
        assert (written / name).read_bytes() == (donor / name).read_bytes(), name


def remember(table: Table, model: str, models: list[Path], edit: Edit, facts: dict) -> None:
    files = len(list(models[0].glob("*.safetensors")))
    table.add(model, files, edit, facts["layers"], f"{facts['parameters']:,}", "yes", "equal", "equal")


@pytest.mark.parametrize("shards", [False, True], ids=["single", "shards"])
@pytest.mark.parametrize("edit", TINY_EDITS, ids=str)
@pytest.mark.parametrize("family", FAMILIES)
def test_tiny(family: str, edit: Edit, shards: bool, tiny, table, tmp_path: Path) -> None:
    compare_or_refuse(family, edit, tiny(family, shards), table, tmp_path)


def compare_or_refuse(family: str, edit: Edit, models: list[Path], table: Table, scratch: Path) -> None:
    odd_moves = [place for place, (_, layer) in enumerate(edit.blocks) if place % 2 != layer % 2]
    if family == "gemma2" and odd_moves and not knows_layer_types(family, models):
        refuses_to_change_types(edit, models, scratch)
        return
    facts = compare(edit, models, FAMILIES[family], TOKENS, scratch)
    remember(table, family, models, edit, facts)


def refuses_to_change_types(edit: Edit, models: list[Path], scratch: Path) -> None:
    """Without a list of types their place decides: such a stack is an error, and nothing is written."""
    stack = edit.ask(models, scratch)
    found = {problem["id"]: problem["severity"] for problem in check(*stack, expect=1)["problems"]}
    assert found["P13"] == "error"
    layerloom("merge", *stack, "--output", scratch / "out", expect=1)
    assert not (scratch / "out").exists()


UNTIED = [name for name, family in FAMILIES.items() if not family.tied]


@pytest.mark.parametrize("family", UNTIED)
def test_head_of_the_last_model(family: str, tiny, table, tmp_path: Path) -> None:
    edit = two_halves(LAYERS, 3)
    facts = compare(edit, tiny(family), FAMILIES[family], TOKENS, tmp_path)
    remember(table, family, tiny(family), edit, facts)


@pytest.mark.parametrize("family", UNTIED)
def test_embeddings_and_head_of_another_model(family: str, tiny, table, tmp_path: Path) -> None:
    for edit in (parts_of_another(LAYERS), upscale_by_options(LAYERS, 3)):
        scratch = tmp_path / edit.name
        scratch.mkdir()
        facts = compare(edit, tiny(family), FAMILIES[family], TOKENS, scratch)
        remember(table, family, tiny(family), edit, facts)


def test_gemma2_odd_jump(tiny, table, tmp_path: Path) -> None:
    """A jump by an odd number gives local attention the place of global attention, and the reverse."""
    models, edit = tiny("gemma2"), downscale(LAYERS, 3, 2)
    compare_or_refuse("gemma2", edit, models, table, tmp_path)


def test_smollm2_is_the_model() -> None:
    """The checkpoint made from the GGUF speaks English: with rows in the wrong order it would not."""
    folder = smollm2()
    facts = inspect(folder)
    assert (facts["layers"], facts["parameters"], facts["tied"]) == (30, 134_515_008, True)
    assert facts["dtypes"] == {"BF16": 269_030_016}
    tokenizer, model = AutoTokenizer.from_pretrained(str(folder)), load(folder)
    tokens = tokenizer("The capital of France is").input_ids
    for _ in range(4):
        tokens.append(int(logits(model, tokens)[0, -1].argmax()))
    assert "Paris" in tokenizer.decode(tokens)


@pytest.mark.parametrize("edit", SMOLLM2_EDITS, ids=str)
def test_smollm2(edit: Edit, table, tmp_path: Path) -> None:
    models = [smollm2(), smollm2_tuned()]
    tokenizer = AutoTokenizer.from_pretrained(str(models[0]))
    tokens = tokenizer("The capital of France is Paris, and the").input_ids
    facts = compare(edit, models, TIED_LLAMA, tokens, tmp_path)
    remember(table, "SmolLM2-135M", models, edit, facts)
