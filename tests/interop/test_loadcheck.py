"""`loadcheck` says of a checkpoint what transformers would say when it loads it."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest
import torch
import transformers
from safetensors.torch import load_file, save_file

from layerloom import layerloom
from tiny_models import FAMILIES

Tensors = dict[str, torch.Tensor]


def loadcheck(folder: Path, expect: int = 0) -> dict:
    return layerloom("loadcheck", folder, "--python", sys.executable, "--json", expect=expect).json()


def changed(folder: Path, source: Path, change: Callable[[Tensors], object]) -> Path:
    copytree(source, folder)
    tensors = load_file(folder / "model.safetensors")
    change(tensors)
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    return folder


@pytest.mark.parametrize("shards", [False, True], ids=["single", "shards"])
@pytest.mark.parametrize("family", FAMILIES)
def test_what_transformers_saved_loads(tiny, family: str, shards: bool) -> None:
    source = tiny(family, shards)[0]
    said = loadcheck(source)
    assert said["loads"] and said["library"] == "transformers" and said["version"] == transformers.__version__
    assert said["missing"] == said["unexpected"] == said["mismatched"] == []
    assert said["parameters"] == transformers.AutoModelForCausalLM.from_pretrained(source).num_parameters()


def test_a_missing_tensor_is_named(tiny, tmp_path: Path) -> None:
    folder = changed(tmp_path / "m", tiny("llama")[0], lambda tensors: tensors.pop("model.norm.weight"))
    said = loadcheck(folder, expect=3)
    assert not said["loads"] and said["missing"] == ["model.norm.weight"] and said["unexpected"] == []
    answer = layerloom("loadcheck", folder, "--python", sys.executable, "--quiet", expect=3)
    assert answer.err == "model.norm.weight is missing: it would be random\n"


def test_a_stray_tensor_is_named(tiny, tmp_path: Path) -> None:
    stray = {"model.layers.3.mlp.extra.weight": torch.zeros(2)}
    folder = changed(tmp_path / "m", tiny("llama")[0], lambda tensors: tensors.update(stray))
    said = loadcheck(folder, expect=3)
    assert said["unexpected"] == list(stray) and said["missing"] == []


def test_another_shape_is_named(tiny, tmp_path: Path) -> None:
    name = "model.layers.2.self_attn.k_proj.weight"
    folder = changed(tmp_path / "m", tiny("llama")[0], lambda tensors: tensors.update({name: torch.zeros(8, 64)}))
    said = loadcheck(folder, expect=3)
    assert said["mismatched"] == [{"name": name, "stored": [8, 64], "expected": [32, 64]}]


def test_layers_that_the_config_does_not_count_are_named(tiny, tmp_path: Path) -> None:
    folder = copytree(tiny("llama")[0], tmp_path / "m")
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "num_hidden_layers": 9}))
    said = loadcheck(folder, expect=3)
    assert said["missing"] and all(name.startswith("model.layers.8.") for name in said["missing"])


def test_a_class_that_transformers_does_not_have_is_refused(tiny, tmp_path: Path) -> None:
    folder = copytree(tiny("llama")[0], tmp_path / "m")
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "architectures": ["NobodysForCausalLM"]}))
    answer = layerloom("loadcheck", folder, "--python", sys.executable, "--quiet", expect=2)
    assert "NobodysForCausalLM" in answer.err


def test_no_file_of_the_checkpoint_is_run(tiny, tmp_path: Path) -> None:
    folder = copytree(tiny("llama")[0], tmp_path / "m")
    mark = tmp_path / "mark"
    for name in ("json.py", "torch.py", "modeling.py", "configuration.py"):
        (folder / name).write_text(f"open({str(mark)!r}, 'w')\n")
    config = json.loads((folder / "config.json").read_text())
    auto_map = {"AutoConfig": "configuration.Config", "AutoModelForCausalLM": "modeling.Model"}
    (folder / "config.json").write_text(json.dumps({**config, "auto_map": auto_map}))
    layerloom("loadcheck", ".", "--python", sys.executable, cwd=folder)
    assert not mark.exists()


def test_merge_looks_before_the_result_gets_its_name(tiny, tmp_path: Path) -> None:
    source = tiny("llama")[0]
    good = tmp_path / "good"
    arguments = ["--loadcheck", "--python", sys.executable, "--quiet"]
    layerloom("merge", "A[0:4] A[2:8]", "--model", source, "--output", good, *arguments)
    assert loadcheck(good)["loads"]

    stray = {"model.extra.weight": torch.zeros(2)}
    odd = changed(tmp_path / "odd", source, lambda tensors: tensors.update(stray))
    bad = tmp_path / "bad"
    answer = layerloom("merge", "A[0:4] A[2:8]", "--model", odd, "--output", bad, *arguments, expect=3)
    assert "model.extra.weight is stored, but the model has no place for it" in answer.err
    assert sorted(tmp_path.iterdir()) == [good, odd]


def test_merge_asks_for_transformers_before_it_writes(tiny, tmp_path: Path) -> None:
    output = tmp_path / "out"
    answer = layerloom(
        "merge", "A", "--model", tiny("llama")[0], "--output", output, "--loadcheck", "--python", "/no/python", expect=2
    )
    assert answer.err.endswith("/no/python cannot be started: No such file or directory\n")
    assert list(tmp_path.iterdir()) == []
