"""Safetensors checkpoints read and written by hand, with the standard library alone.

The comparison must not lean on the code it checks, nor on a library that hides how the bytes lie.
"""

import json
import mmap
import os
import struct
from dataclasses import dataclass
from pathlib import Path

BYTES_OF = {"BF16": 2, "F16": 2, "F32": 4, "F64": 8, "I64": 8, "I32": 4, "U8": 1, "I8": 1, "BOOL": 1}


@dataclass(frozen=True)
class Tensor:
    """One stored tensor: its type, its shape and a view of its bytes."""

    dtype: str
    shape: tuple[int, ...]
    data: memoryview

    def same_as(self, other: "Tensor") -> bool:
        return self.dtype == other.dtype and self.shape == other.shape and self.data == other.data


def read_file(path: Path) -> dict[str, Tensor]:
    """Every tensor of one file, by name, mapped rather than loaded."""
    with open(path, "rb") as file:
        mapped = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    (length,) = struct.unpack("<Q", mapped[:8])
    header = json.loads(bytes(mapped[8 : 8 + length]))
    assert header.pop("__metadata__")["format"] == "pt", f"{path} does not say format pt"
    payload = mapped[8 + length :]
    return {
        name: Tensor(entry["dtype"], tuple(entry["shape"]), payload[slice(*entry["data_offsets"])])
        for name, entry in header.items()
    }


def read_folder(folder: Path) -> dict[str, Tensor]:
    """Every tensor of a checkpoint folder; where there is an index, it must tell the truth."""
    index_path = folder / "model.safetensors.index.json"
    if not index_path.exists():
        return read_file(folder / "model.safetensors")
    index = json.loads(index_path.read_text())
    found = {}
    for shard in sorted(set(index["weight_map"].values())):
        tensors = read_file(folder / shard)
        assert all(index["weight_map"].get(name) == shard for name in tensors), f"{shard} is not as indexed"
        found.update(tensors)
    assert found.keys() == index["weight_map"].keys()
    assert index["metadata"]["total_size"] == sum(len(tensor.data) for tensor in found.values())
    return found


def header_bytes(shapes: dict[str, tuple[int, ...]], dtype: str) -> tuple[bytes, int]:
    """The length word and header of a file that holds these tensors in this order, and its payload's size."""
    header: dict = {"__metadata__": {"format": "pt"}}
    offset = 0
    for name, shape in shapes.items():
        size = BYTES_OF[dtype]
        for extent in shape:
            size *= extent
        header[name] = {"dtype": dtype, "shape": list(shape), "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text, offset


def write_sparse(path: Path, shapes: dict[str, tuple[int, ...]], dtype: str) -> int:
    """Writes a file with a real header and a payload that takes no disk; returns the payload's size."""
    head, size = header_bytes(shapes, dtype)
    with open(path, "wb") as file:
        file.write(head)
        os.ftruncate(file.fileno(), len(head) + size)
    return size
