"""The same edits done in Python, the way the original scripts do them, and what is compared."""

import copy
import json
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, PreTrainedModel

from edits import Edit
from safetensors_file import Tensor, read_folder
from tiny_models import Family


def load(folder: Path) -> PreTrainedModel:
    """The checkpoint in float32; nothing may be missing, left over or of another shape."""
    model, info = AutoModelForCausalLM.from_pretrained(
        str(folder), torch_dtype=torch.float32, output_loading_info=True
    )
    troubles = {kind: sorted(names) for kind, names in info.items() if names}
    assert not troubles, f"{folder} loads with {troubles}"
    return model.eval()


def edited(edit: Edit, models: list[Path], family: Family) -> PreTrainedModel:
    """Deep copies of the layers in the order of the edit, the other parts from the models it names."""
    wanted = {edit.config, edit.embeddings, edit.head, *(letter for letter, _ in edit.blocks)}
    donors = {letter: load(model) for letter, model in zip("AB", models) if letter in wanted}
    stacks = {letter: donor.get_submodule(family.layers) for letter, donor in donors.items()}
    blocks = [copy.deepcopy(stacks[letter][layer]) for letter, layer in edit.blocks]
    result = donors[edit.config]
    replace(result, family.layers, torch.nn.ModuleList(blocks))
    for part in family.embeddings:
        replace(result, part, copy.deepcopy(donors[edit.embeddings].get_submodule(part)))
    replace(result, family.norm, copy.deepcopy(donors[edit.head].get_submodule(family.norm)))
    if family.tied:
        result.tie_weights()
    else:
        result.set_output_embeddings(copy.deepcopy(donors[edit.head].get_output_embeddings()))
    set_depth(result, edit, donors)
    return result.eval()


def set_depth(model: PreTrainedModel, edit: Edit, donors: dict[str, PreTrainedModel]) -> None:
    """Makes the configuration follow the layers: their number and, where there is a list, their types."""
    types = [getattr(donors[letter].config, "layer_types", None) for letter, _ in edit.blocks]
    if all(types):
        model.config.layer_types = [kinds[layer] for kinds, (_, layer) in zip(types, edit.blocks)]
    model.config.num_hidden_layers = len(edit.blocks)


def replace(model: torch.nn.Module, path: str, part: torch.nn.Module) -> None:
    parent, _, name = path.rpartition(".")
    setattr(model.get_submodule(parent), name, part)


def logits(model: PreTrainedModel, tokens: list[int]) -> torch.Tensor:
    with torch.no_grad():
        return model(torch.tensor([tokens]), use_cache=False).logits


def parameter_count(model: PreTrainedModel) -> int:
    return sum(parameter.numel() for parameter in model.parameters())


def expected_tensors(edit: Edit, models: list[Path], family: Family) -> dict[str, Tensor]:
    """Every tensor the output must hold, with its bytes, taken from the sources' files."""
    sources = {letter: read_folder(model) for letter, model in zip("AB", models)}
    expected = {}
    for place, (letter, layer) in enumerate(edit.blocks):
        prefix = f"{family.layers}.{layer}."
        for name, tensor in sources[letter].items():
            if name.startswith(prefix):
                expected[f"{family.layers}.{place}.{name.removeprefix(prefix)}"] = tensor
    for letter, parts in ((edit.embeddings, family.embeddings), (edit.head, (family.norm, family.head))):
        for name, tensor in sources[letter].items():
            if name.startswith(tuple(f"{part}." for part in parts)):
                expected[name] = tensor
    return expected


def compare_tensors(folder: Path, expected: dict[str, Tensor]) -> None:
    """The folder holds exactly these tensors, byte for byte."""
    written = read_folder(folder)
    assert written.keys() == expected.keys(), sorted(written.keys() ^ expected.keys())
    different = [name for name in expected if not written[name].same_as(expected[name])]
    assert not different, different


def expected_config(edit: Edit, models: list[Path]) -> dict:
    """The config.json of the output: the donor's, with what follows the layers."""
    sources = {letter: json.loads((model / "config.json").read_text()) for letter, model in zip("AB", models)}
    config = dict(sources[edit.config])
    count_key = "n_layer" if "n_layer" in config else "num_hidden_layers"
    config[count_key] = len(edit.blocks)
    if "layer_types" in config:
        config["layer_types"] = [sources[letter]["layer_types"][layer] for letter, layer in edit.blocks]
    if "max_window_layers" in config:
        config["max_window_layers"] = window_start(edit, sources, count_key)
    return config


def window_start(edit: Edit, sources: dict[str, dict], count_key: str) -> int:
    """How many layers precede the window; where none is used, "all" stays all and a place stays inside."""
    donor, depth = sources[edit.config], len(edit.blocks)
    if donor["use_sliding_window"]:
        return sum(layer < sources[letter]["max_window_layers"] for letter, layer in edit.blocks)
    return depth if donor["max_window_layers"] >= donor[count_key] else min(donor["max_window_layers"], depth)
