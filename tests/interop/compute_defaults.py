"""The values that transformers' families take for keys that a config.json lacks: core/model/compute_defaults.json.

    tests/interop/run --current test_compute_defaults.py     compares the file with the installed transformers
    .venv/current/bin/python tests/interop/compute_defaults.py     writes it anew
"""

import importlib
import inspect
import json
import math
import re
from pathlib import Path

from transformers.models.auto.configuration_auto import CONFIG_MAPPING, CONFIG_MAPPING_NAMES

MODEL = Path(__file__).parents[2] / "core/model"
FILE = MODEL / "compute_defaults.json"
COUNTS = ("num_hidden_layers", "n_layer", "n_layers", "num_layers", "decoder_layers", "encoder_layers")
OFFSET = re.compile(r"\(1(\.0)? \+ self\.weight|self\.weight \+ 1\.0")
NEIGHBOURS = re.compile(r"x\[\.\.\., 0?::2\]|view_as_complex")


def compute_keys() -> list[str]:
    rows = json.loads((MODEL / "compute_keys.json").read_text())
    keys = [key for row in rows for key in (*row["keys"], row.get("switch"))]
    return [key for key in keys if key and not key.startswith("code.")]


def default_config(model_type: str):
    try:
        return CONFIG_MAPPING[model_type]()
    except Exception:  # a class that cannot be made without arguments has no defaults
        return None


def code_facts(config) -> dict:
    """What a family's code decides without a key: from the source of its modeling file."""
    name = type(config).__module__.replace(".configuration_", ".modeling_")
    try:
        code = inspect.getsource(importlib.import_module(name))
    except (ImportError, OSError):
        return {}
    facts = {"code.norm_weights": "1 + w"} if OFFSET.search(code) else {}
    return facts | ({"code.rotary_pairs": "neighbours"} if NEIGHBOURS.search(code) else {})


def plain(value):
    """As JSON can say it: no infinity."""
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def defaults_of(config, keys: list[str]) -> dict:
    values = config.to_dict()
    rope = values.get("rope_parameters") or {}
    full = rope.get("full_attention", rope) or {}
    found = {key: plain(values[key]) for key in keys if key in values and not isinstance(values[key], dict)}
    found.pop("rope_parameters", None)
    found |= {key: full[key] for key in ("rope_theta", "partial_rotary_factor") if full.get(key) is not None}
    if rope.get("sliding_attention"):
        found["rope_local_base_freq"] = rope["sliding_attention"].get("rope_theta")
    return code_facts(config) | found


def is_language_model(config) -> bool:
    values = config.to_dict()
    return "vocab_size" in values and any(key in values for key in COUNTS)


def compute_defaults() -> dict:
    """By model_type: the values of the compute keys that its configuration knows, or the type that it wraps."""
    keys = compute_keys()
    table: dict = {}
    for model_type in sorted(CONFIG_MAPPING_NAMES):
        config = default_config(model_type)
        if config is None:
            continue
        inner = getattr(config, "text_config", None)
        if is_language_model(config):
            table[model_type] = defaults_of(config, keys)
        elif inner is not None and is_language_model(inner):
            table[model_type] = {"like": inner.model_type}
    return {name: entry for name, entry in table.items() if entry.get("like", name) in table}


def as_text(table: dict) -> str:
    lines = (f"  {json.dumps(name)}: {json.dumps(entry)}" for name, entry in table.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    FILE.write_text(as_text(compute_defaults()))
