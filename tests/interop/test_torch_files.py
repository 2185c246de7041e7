"""Checkpoints as torch.save writes them: the same merges as from safetensors, and nothing of a pickle is run."""

import builtins
import json
import os
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from layerloom import inspect, layerloom, merge
from safetensors_file import read_folder
from test_refusals import says_one_sentence

FORMS = {"zip": True, "old": False}


def save(tensors: dict, path: Path, form: str) -> None:
    torch.save(tensors, path, _use_new_zipfile_serialization=FORMS[form])


def bin_of(source: Path, folder: Path, form: str, shards: int = 1) -> Path:
    """`source` with its tensors in .bin files, each shard with an index as transformers writes it."""
    folder.mkdir()
    for path in source.iterdir():
        if not path.name.startswith("model"):
            (folder / path.name).write_bytes(path.read_bytes())
    tensors = load_file(str(source / "model.safetensors"))
    if shards == 1:
        save(tensors, folder / "pytorch_model.bin", form)
        return folder
    names = sorted(tensors)
    weight_map = {}
    for shard in range(shards):
        file = f"pytorch_model-{shard + 1:05}-of-{shards:05}.bin"
        part = {name: tensors[name] for name in names[shard::shards]}
        save(part, folder / file, form)
        weight_map.update(dict.fromkeys(part, file))
    index = {"metadata": {"total_size": 0}, "weight_map": weight_map}
    (folder / "pytorch_model.bin.index.json").write_text(json.dumps(index))
    return folder


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("shards", [1, 3])
@pytest.mark.parametrize("family", ["llama", "qwen2", "gpt2"])
def test_merges_as_from_safetensors(family: str, shards: int, form: str, tiny, tmp_path: Path) -> None:
    source = tiny(family)[0]
    folder = bin_of(source, tmp_path / "bin", form, shards)
    for name, model in (("expected", source), ("written", folder)):
        merge("A[0:6] A[2:8]", "--model", model, "--verify", "full", output=tmp_path / name)
    expected, written = read_folder(tmp_path / "expected"), read_folder(tmp_path / "written")
    assert expected.keys() == written.keys()
    assert all(written[name].same_as(expected[name]) for name in expected)
    config, same = (tmp_path / name / "config.json" for name in ("written", "expected"))
    assert config.read_bytes() == same.read_bytes()


@pytest.mark.parametrize("form", FORMS)
def test_every_dtype(form: str, tmp_path: Path) -> None:
    """Values, not only bytes: what torch wrote is what torch reads from the merged file."""
    dtypes = [torch.float32, torch.float16, torch.bfloat16, torch.float64, torch.int8, torch.uint8]
    dtypes += [torch.int16, torch.int32, torch.int64, torch.bool]
    dtypes += [getattr(torch, name) for name in ("float8_e4m3fn", "float8_e5m2", "uint16") if hasattr(torch, name)]
    tensors = {}
    for layer in range(2):
        for place, dtype in enumerate(dtypes):
            values = torch.arange(12).reshape(3, 4) + layer + place
            tensors[f"model.layers.{layer}.t{place}.weight"] = values.to(dtype)
    (tmp_path / "m").mkdir()
    config = {"model_type": "llama", "architectures": ["LlamaModel"], "num_hidden_layers": 2}
    (tmp_path / "m" / "config.json").write_text(json.dumps(config))
    save(tensors, tmp_path / "m" / "pytorch_model.bin", form)
    assert inspect(tmp_path / "m")["layers"] == 2
    merge("A[0:2] A[0]", "--model", tmp_path / "m", output=tmp_path / "out")
    written = load_file(str(tmp_path / "out" / "model.safetensors"))
    for place, dtype in enumerate(dtypes):
        for layer, origin in enumerate((0, 1, 0)):
            after = written[f"model.layers.{layer}.t{place}.weight"]
            before = tensors[f"model.layers.{origin}.t{place}.weight"]
            assert after.dtype == dtype
            assert bytes(after.view(torch.uint8).flatten().tolist()) == bytes(
                before.view(torch.uint8).flatten().tolist()
            )


@pytest.mark.parametrize("form", FORMS)
def test_modules_parameters_and_tied_weights(form: str, tiny, tmp_path: Path) -> None:
    """A state_dict with its metadata, parameters instead of tensors, a head that shares the embeddings' storage."""
    source = tiny("llama")[0]
    folder = bin_of(source, tmp_path / "bin", form)
    module = torch.nn.Module()
    tensors = load_file(str(source / "model.safetensors"))
    state = module.state_dict()
    state.update({name: torch.nn.Parameter(tensor) for name, tensor in tensors.items()})
    state["lm_head.weight"] = state["model.embed_tokens.weight"]
    assert hasattr(state, "_metadata")
    save(state, folder / "pytorch_model.bin", form)
    merge("A[0:8]", "--model", folder, output=tmp_path / "out")
    written = load_file(str(tmp_path / "out" / "model.safetensors"))
    assert torch.equal(written["lm_head.weight"], tensors["model.embed_tokens.weight"])
    assert all(torch.equal(written[name], tensors[name]) for name in tensors if name != "lm_head.weight")


@pytest.mark.parametrize("form", FORMS)
def test_transposed_tensor_is_refused(form: str, tiny, tmp_path: Path) -> None:
    folder = bin_of(tiny("llama")[0], tmp_path / "bin", form)
    save({"model.norm.weight": torch.ones(3, 4).t()}, folder / "pytorch_model.bin", form)
    says_one_sentence(layerloom("inspect", folder, expect=2).err, "model.norm.weight")


class Call:
    """Pickles as a call of `function`."""

    def __init__(self, function, *arguments) -> None:
        self.call = (function, arguments)

    def __reduce__(self):
        return self.call


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", ["system", "eval", "nested", "beside a tensor", "as a name"])
def test_malicious_pickle(kind: str, form: str, tiny, tmp_path: Path) -> None:
    owned = tmp_path / "owned"
    call = Call(os.system, f"touch {owned}")
    harmful, name = {
        "system": (call, "system"),
        "eval": (Call(builtins.eval, f"open({str(owned)!r}, 'w')"), "__builtin__.eval"),
        "nested": ({"a": [({"b": (Call(dict, [Call(exec, "1")]),)},)]}, "__builtin__.dict"),
        "beside a tensor": ({"model.norm.weight": torch.ones(8), "x": call}, "system"),
        "as a name": ({call: torch.ones(8)}, "system"),
    }[kind]
    folder = bin_of(tiny("llama")[0], tmp_path / "bin", form)
    save(harmful, folder / "pytorch_model.bin", form)
    for command in (("inspect", folder), ("check", "A[0:8]", "--model", folder)):
        error = layerloom(*command, expect=2).err
        says_one_sentence(error, name)
        assert "nothing was run" in error
    assert not owned.exists()
