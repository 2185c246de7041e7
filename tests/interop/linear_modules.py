"""Which tensors of each family transformers' bitsandbytes quantizer replaces: core/model/linear_modules.json.

    tests/interop/run --current test_linear_modules.py     compares the file with the installed transformers
    .venv/current/bin/python tests/interop/linear_modules.py     writes it anew

A tensor's kind is its name without ".weight": behind the first number where there is one ("self_attn.q_proj"), and
with "*" for further numbers ("experts.*.w1"). Every family is quantized, saved and loaded again; one that fails, or
of whose kinds some tensors are quantized and some are not, is left out.
"""

import json
import os
import tempfile
from pathlib import Path

import torch
import transformers

from families import FAMILIES, write_family
from safetensors_file import read_folder

FILE = Path(__file__).parents[2] / "core/model/linear_modules.json"
STATE = ".weight.quant_state.bitsandbytes__nf4"


def kind_of(name: str) -> str:
    parts = ["*" if part.isdigit() else part for part in name.removesuffix(".weight").split(".")]
    return ".".join(parts[parts.index("*") + 1 :] if "*" in parts else parts)


def quantized(name: str, base: Path, folder: Path) -> Path:
    settings = transformers.BitsAndBytesConfig(load_in_4bit=True, bnb_4bit_quant_type="nf4")
    auto = FAMILIES[name].auto
    model = auto.from_pretrained(str(base), quantization_config=settings, device_map="cpu", dtype=torch.bfloat16)
    model.save_pretrained(str(folder))
    _, info = auto.from_pretrained(str(folder), device_map="cpu", output_loading_info=True)
    troubles = {kind: names for kind, names in info.items() if names}
    if troubles:
        raise ValueError(f"loads with {troubles}")
    return folder


def kinds(base: dict, written: dict) -> dict | None:
    """None when a name changes or a kind is not all of one sort."""
    linear, kept = set(), set()
    for name, tensor in base.items():
        if not name.endswith(".weight") or len(tensor.shape) < 2:
            continue
        if name not in written:
            return None
        if name.removesuffix(".weight") + STATE in written:
            linear.add(kind_of(name))
            shape = json.loads(bytes(written[name.removesuffix(".weight") + STATE].data))["shape"]
            if shape != list(tensor.shape):
                return None  # Conv1D, which is transposed before it is quantized
        else:
            kept.add(kind_of(name))
    return None if linear & kept or not linear else {"linear": sorted(linear), "kept": sorted(kept)}


def family_kinds(name: str) -> dict | None:
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        base = write_family(name, Path(folder) / "base")
        try:
            written = quantized(name, base, Path(folder) / "nf4")
        except Exception as failure:  # noqa: BLE001 whatever stops it, the family cannot be loaded quantized
            print(f"{name}: {type(failure).__name__}: {str(failure)[:200]}")
            return None
        return kinds(read_folder(base), read_folder(written))


def linear_modules() -> dict:
    """By model_type; several examples of one type are united."""
    table: dict = {}
    refused: set = set()
    for name, family in FAMILIES.items():
        model_type = family.model_type or name
        found = family_kinds(name)
        if found is None:
            print(f"{name}: left out")
            refused.add(model_type)
            continue
        entry = table.setdefault(model_type, {"linear": [], "kept": []})
        for sort, names in found.items():
            entry[sort] = sorted({*entry[sort], *names})
        if set(entry["linear"]) & set(entry["kept"]):
            refused.add(model_type)
    return {name: table[name] for name in sorted(table) if name not in refused}


def as_text(table: dict) -> str:
    lines = (f"  {json.dumps(name)}: {json.dumps(entry)}" for name, entry in table.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    FILE.write_text(as_text(linear_modules()))
