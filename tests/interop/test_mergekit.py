"""Layerloom against mergekit: the same YAML, the same bytes. Only in the current environment."""

import json
import re
from pathlib import Path

import pytest
import yaml
from mergekit.config import MergeConfiguration
from mergekit.merge import MergeOptions, run_merge

from edits import Edit, dus, interleave, upscale
from layerloom import layerloom, merge
from random_models import LAYERS
from safetensors_file import Tensor, read_folder
from tiny_models import FAMILIES

EDITS = [dus(LAYERS, 2), upscale(LAYERS, 2), interleave(LAYERS, 2)]

# Where mergekit stops, and with what words: before any tensor; or, when the depth changes, after the tensors
# and before config.json. At equal depth it keeps the donor's list, whatever the layers are.
CANNOT = {"gpt_neox": r"bias required but not present"}
WITHOUT_CONFIG = dict.fromkeys(["qwen2", "qwen2-windows", "gemma2", "gemma3"], "number of `layer_types`")

EXPERTS = re.compile(r"(.*)\.block_sparse_moe\.(experts\.(\d+)\.(w[123])|gate)\.weight")


def run_mergekit(text: str, output: Path, words: str | None) -> None:
    """Runs mergekit; where `words` are given it must fail with them."""
    config = MergeConfiguration.model_validate(yaml.safe_load(text))
    if words is None:
        run_merge(config, str(output), MergeOptions(copy_tokenizer=True))
        assert (output / "config.json").exists()
        return
    with pytest.raises(Exception, match=words):
        run_merge(config, str(output), MergeOptions(copy_tokenizer=True))
    assert not (output / "config.json").exists()


def fused(tensors: dict[str, Tensor]) -> dict[str, bytes]:
    """Names and bytes with Mixtral's experts laid together as mergekit writes them."""
    joined: dict[str, bytes] = {}
    experts: dict[str, dict[tuple[int, str], bytes]] = {}
    for name, tensor in tensors.items():
        match = EXPERTS.fullmatch(name)
        if match is None:
            joined[name] = bytes(tensor.data)
        elif match[2] == "gate":
            joined[f"{match[1]}.mlp.gate.weight"] = bytes(tensor.data)
        else:
            experts.setdefault(match[1], {})[int(match[3]), match[4]] = bytes(tensor.data)
    for layer, parts in experts.items():
        count = range(len(parts) // 3)
        joined[f"{layer}.mlp.experts.gate_up_proj"] = b"".join(parts[e, "w1"] + parts[e, "w3"] for e in count)
        joined[f"{layer}.mlp.experts.down_proj"] = b"".join(parts[e, "w2"] for e in count)
    return joined


def exported(edit: Edit, models: list[Path], scratch: Path) -> str:
    """The edit as Layerloom exports it, without file names relative to anything."""
    return layerloom("export-yaml", *edit.ask(models, scratch)).out


@pytest.mark.parametrize("edit", EDITS, ids=str)
@pytest.mark.parametrize("family", FAMILIES)
def test_same_bytes(family: str, edit: Edit, tiny, mergekit_table, tmp_path: Path) -> None:
    models = tiny(family)
    text = exported(edit, models, tmp_path)
    merge(*edit.ask(models, tmp_path), output=tmp_path / "ours")
    words = CANNOT.get(family)
    if len(edit.blocks) != LAYERS:
        words = words or WITHOUT_CONFIG.get(family)
    run_mergekit(text, tmp_path / "theirs", words)
    if family in CANNOT:
        mergekit_table.add(family, edit, "stops: a tensor is missing", "-")
        return
    ours, theirs = fused(read_folder(tmp_path / "ours")), read_folder(tmp_path / "theirs")
    assert ours.keys() == theirs.keys()
    assert not [name for name in ours if ours[name] != theirs[name].data]
    mergekit_table.add(family, edit, ending(tmp_path), "equal")


def ending(scratch: Path) -> str:
    """How mergekit's run ended, as far as config.json tells."""
    if not (scratch / "theirs" / "config.json").exists():
        return "stops: no config.json"
    configs = [json.loads((scratch / side / "config.json").read_text()) for side in ("ours", "theirs")]
    ours, theirs = (config.get("layer_types") for config in configs)
    return "finishes" if ours == theirs else "finishes with wrong layer_types"


@pytest.mark.parametrize("dtype", ["bfloat16", "float16", "float32"])
@pytest.mark.parametrize("family", ["llama", "mistral", "phi3"])
def test_same_conversion(family: str, dtype: str, tiny, mergekit_table, tmp_path: Path) -> None:
    """`dtype` rounds as torch rounds, from each of the three types to each other."""
    models = tiny(family)
    text = exported(dus(LAYERS, 2), models, tmp_path) + f"dtype: {dtype}\n"
    compare_yaml(text, f"{family} to {dtype}", mergekit_table, tmp_path)


def test_same_scales(tiny, mergekit_table, tmp_path: Path) -> None:
    """Filtered scales: zero, a root that rounds, and one."""
    text = f"""
merge_method: passthrough
base_model: {tiny("llama")[0]}
slices:
  - sources: [{{model: {tiny("llama")[0]}, layer_range: [0, 4]}}]
  - sources:
      - model: {tiny("llama")[0]}
        layer_range: [3, 5]
        parameters:
          scale:
            - {{filter: o_proj, value: 0.0}}
            - {{filter: down_proj, value: 0.7071067811865476}}
            - {{value: 1.0}}
  - sources: [{{model: {tiny("llama")[0]}, layer_range: [5, 8]}}]
"""
    compare_yaml(text, "scale filters", mergekit_table, tmp_path)


def compare_yaml(text: str, name: str, mergekit_table, scratch: Path) -> None:
    """Both programs read the same text and write the same tensors."""
    file = scratch / "same.yml"
    file.write_text(text)
    merge(file, output=scratch / "ours")
    run_mergekit(text, scratch / "theirs", None)
    ours, theirs = read_folder(scratch / "ours"), read_folder(scratch / "theirs")
    assert ours.keys() == theirs.keys()
    assert not [key for key in ours if not ours[key].same_as(theirs[key])]
    mergekit_table.add(name, file.name, "finishes", "equal")
