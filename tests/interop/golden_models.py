"""Tiny checkpoints made of plain numbers, and what the newest transformers computes with them.

The logits in golden/ keep families honest where the installed transformers does not know them. To make them again:
    .venv/current/bin/python golden_models.py
"""

import json
from pathlib import Path

import numpy
import torch
from safetensors.torch import save_file

FOLDER = Path(__file__).with_name("golden")
VOCABULARY = 64
COLUMNS = 12
KEPT = [0, 5, 11]  # columns whose logits are kept

SIZES = {
    "vocab_size": VOCABULARY,
    "hidden_size": 32,
    "intermediate_size": 48,
    "num_hidden_layers": 4,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 64,
    "tie_word_embeddings": False,
}
EXPERTS = {"num_experts": 4, "num_experts_per_tok": 2, "moe_intermediate_size": 16, "norm_topk_prob": True}
FAMILIES = {
    "qwen3": {"head_dim": 16},
    "olmo2": {},
    "gemma3_text": {
        "head_dim": 16,
        "query_pre_attn_scalar": 24,
        "sliding_window": 4,
        "layer_types": ["sliding_attention", "sliding_attention", "full_attention", "sliding_attention"],
        "tie_word_embeddings": True,
    },
    "qwen3_moe": {**EXPERTS, "head_dim": 16, "decoder_sparse_step": 2},
}


def tokens() -> list[list[int]]:
    return [[(11 * place + 7 * row + 3) % VOCABULARY for place in range(COLUMNS)] for row in range(2)]


def write_golden(family: str, folder: Path) -> Path:
    """The checkpoint of a family: its shapes and config.json from golden/, its numbers the same everywhere."""
    golden = read_golden(family)
    random = numpy.random.RandomState(7)
    numbers = {}
    for name, shape in golden["tensors"].items():
        values = random.standard_normal(shape).astype(numpy.float32)
        numbers[name] = torch.from_numpy(1 + 0.1 * values if name.endswith("norm.weight") else 0.2 * values)
    folder.mkdir(parents=True, exist_ok=True)
    save_file(numbers, str(folder / "model.safetensors"), {"format": "pt"})
    (folder / "config.json").write_text(json.dumps(golden["config"], indent=2) + "\n")
    return folder


def read_golden(family: str) -> dict:
    return json.loads((FOLDER / f"{family}.json").read_text())


def make_golden(family: str, scratch: Path) -> None:
    import transformers

    config = transformers.AutoConfig.for_model(family, **{**SIZES, **FAMILIES[family]})
    shapes = scratch / "shapes"
    transformers.AutoModelForCausalLM.from_config(config).save_pretrained(str(shapes))
    from safetensors import safe_open

    with safe_open(str(shapes / "model.safetensors"), "pt") as file:
        tensors = {name: file.get_slice(name).get_shape() for name in sorted(file.keys())}
    golden = {"config": json.loads((shapes / "config.json").read_text()), "tensors": tensors, "logits": []}
    path = FOLDER / f"{family}.json"
    path.write_text(json.dumps(golden))
    folder = write_golden(family, scratch / "model")
    model = transformers.AutoModelForCausalLM.from_pretrained(
        str(folder), dtype=torch.float32, attn_implementation="eager"
    )
    with torch.no_grad():
        logits = model(torch.tensor(tokens()), use_cache=False).logits[:, KEPT]
    golden["logits"] = [[[round(v, 6) for v in column] for column in row] for row in logits.tolist()]
    golden["transformers"] = transformers.__version__
    path.write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    import tempfile

    for each in FAMILIES:
        with tempfile.TemporaryDirectory() as place:
            make_golden(each, Path(place))
