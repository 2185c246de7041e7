"""Checkpoints of several gigabytes with the shapes of real models and numbers like theirs, standard library alone."""

import json
import random
import struct
from pathlib import Path

from safetensors_file import header_bytes
from shapes import Shape, config_of, tensors_of

POOL_NUMBERS = 2**20
FULL_SHARD = 4_000_000_000


def number_pool(dtype):
    """A million numbers as weights have them, as bytes."""
    weights = random.Random(1)
    floats = struct.pack(f"<{POOL_NUMBERS}f", *(weights.gauss(0, 0.02) for _ in range(POOL_NUMBERS)))
    if dtype == "F32":
        return floats
    # The upper half of a float is the same number with fewer digits.
    halves = bytearray(len(floats) // 2)
    halves[0::2], halves[1::2] = floats[2::4], floats[3::4]
    return bytes(halves)


def write_numbers(path, tensors, dtype, pool):
    head, size = header_bytes(tensors, dtype)
    with open(path, "wb") as file:
        file.write(head)
        for number, done in enumerate(range(0, size, len(pool))):
            # Each stretch begins elsewhere in the pool, so that no two layers are equal.
            turn = number * 8 * 977 % len(pool)
            stretch = pool[turn:] + pool[:turn]
            file.write(stretch[: size - done])
    return size


def write_source(shape: Shape, folder: Path, dtype="BF16"):
    """The checkpoint in shards of at most 4 GB; returns the bytes of its tensors."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config_of(shape), indent=2) + "\n")
    parts, weight_map, total = [{}], {}, 0
    for name, extents in tensors_of(shape).items():
        if header_bytes(parts[-1] | {name: extents}, dtype)[1] > FULL_SHARD:
            parts.append({})
        parts[-1][name] = extents
    pool = number_pool(dtype)
    for number, part in enumerate(parts, start=1):
        name = f"model-{number:05}-of-{len(parts):05}.safetensors"
        total += write_numbers(folder / name, part, dtype, pool)
        weight_map |= dict.fromkeys(part, name)
    index = {"metadata": {"total_size": total}, "weight_map": weight_map}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    return total
