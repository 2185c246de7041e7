"""Writes tests/core/dequantize/golden.json: small quantized tensors and the values that their reference implementations give.

    .venv/current/bin/python tests/interop/golden_dequantized.py
"""

import hashlib
import json
from base64 import b64encode
from pathlib import Path

import torch

from quantized import cases

FILE = Path(__file__).parent.parent / "core" / "dequantize" / "golden.json"
NAMES = {
    torch.bfloat16: "BF16",
    torch.float16: "F16",
    torch.float32: "F32",
    torch.float8_e4m3fn: "F8_E4M3",
    torch.float8_e5m2: "F8_E5M2",
    torch.uint8: "U8",
    torch.int8: "I8",
    torch.int32: "I32",
    torch.int64: "I64",
}


def data_of(tensor: torch.Tensor) -> bytes:
    return tensor.detach().cpu().contiguous().reshape(-1).view(torch.uint8).numpy().tobytes()


def stored(tensor: torch.Tensor) -> dict:
    return {"dtype": NAMES[tensor.dtype], "shape": list(tensor.shape), "bytes": b64encode(data_of(tensor)).decode()}


def expected(tensor: torch.Tensor) -> dict:
    """The first values tell a person what is wrong, the hash tells the rest."""
    data = data_of(tensor)
    return {
        "dtype": NAMES[tensor.dtype],
        "shape": list(tensor.shape),
        "begins": data[:32].hex(),
        "sha256": hashlib.sha256(data).hexdigest(),
    }


def golden() -> str:
    entries = [
        {
            "name": case.name,
            "config": case.config(),
            "stored": {name: stored(tensor) for name, tensor in case.stored.items()},
            "expected": {name: expected(tensor) for name, tensor in case.expected.items()},
        }
        for case in cases(32, 64)
    ]
    return "[\n" + ",\n".join(json.dumps(entry) for entry in entries) + "\n]\n"


if __name__ == "__main__":
    FILE.write_text(golden())
