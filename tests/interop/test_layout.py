"""Files whose order and padding were chosen for file systems that share blocks are files like any other."""

import json
import re
import struct
from pathlib import Path

import pytest
import torch
from safetensors import safe_open

from layerloom import merge
from reference import load
from safetensors_file import read_folder
from smollm2 import smollm2

BLOCK = 4096
TOKENS = torch.tensor([[1, 504, 3575, 282, 4649, 314, 260, 1685, 282]])


def header_of(path: Path) -> bytes:
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        return file.read(length)


def starts_of(path: Path) -> dict[str, int]:
    """Where each tensor of a file begins, in the file's order."""
    header = header_of(path)
    members = json.loads(header)
    members.pop("__metadata__")
    starts = {name: 8 + len(header) + entry["data_offsets"][0] for name, entry in members.items()}
    return dict(sorted(starts.items(), key=lambda item: item[1]))


@pytest.mark.parametrize("shard_size", ["5GB", "100MB"])
def test_padded_and_reordered_files_load(shard_size: str, tmp_path: Path) -> None:
    source = smollm2()
    written = tmp_path / "out"
    merge("dus(A, 8)", "--model", source, "--shard-size", shard_size, output=written)
    files = sorted(written.glob("*.safetensors"))
    assert any(header_of(file).endswith(b" " * 9) for file in files), "no header is padded"
    order = [name for file in files for name in starts_of(file)]
    layers = [int(match[1]) for name in order if (match := re.search(r"layers\.(\d+)\.", name))]
    assert layers != sorted(layers), "the order is numeric"

    # Large tensors stand as far into a block as they do in the source.
    before = {name: start for file in source.glob("*.safetensors") for name, start in starts_of(file).items()}
    after = {name: start for file in files for name, start in starts_of(file).items()}
    for name, start in after.items():
        layer = re.search(r"layers\.(\d+)\.", name)
        origin = name
        if layer and int(layer[1]) >= 22:
            origin = name.replace(layer[0], f"layers.{int(layer[1]) - 14}.")
        if name.endswith("proj.weight"):
            assert start % BLOCK == before[origin] % BLOCK, name

    tensors = read_folder(written)
    for file in files:
        with safe_open(file, framework="pt") as opened:
            for name in opened.keys():  # noqa: SIM118 (it is no dictionary)
                loaded = opened.get_tensor(name).contiguous().view(torch.uint8).flatten()
                assert bytes(loaded.numpy()) == bytes(tensors[name].data), name

    model = load(written)
    original = load(source)
    layers = [*original.model.layers[:22], *original.model.layers[8:]]
    for number, layer in enumerate(layers[22:], start=22):
        ours, theirs = model.model.layers[number].state_dict(), layer.state_dict()
        assert all(torch.equal(ours[key], theirs[key]) for key in theirs)
    with torch.inference_mode():
        assert torch.isfinite(model(TOKENS, use_cache=False).logits).all()
