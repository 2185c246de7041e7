"""Tiny random checkpoints of several families, made and saved by transformers itself."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import torch
import transformers
from tokenizers import Tokenizer, models, pre_tokenizers

from random_models import COMMON, GATED, OLD, VOCABULARY, random_model


@dataclass(frozen=True)
class Family:
    """How to make one family's checkpoint, and where transformers keeps its parts."""

    config: type
    options: dict
    dtype: torch.dtype = torch.float32
    layers: str = "model.layers"
    embeddings: tuple[str, ...] = ("model.embed_tokens",)
    norm: str = "model.norm"
    head: str = "lm_head"
    tied: bool = field(default=False)


FAMILIES = {
    "llama": Family(transformers.LlamaConfig, {**GATED, "tie_word_embeddings": False}, torch.bfloat16),
    "mistral": Family(transformers.MistralConfig, {**GATED, "sliding_window": 4}, torch.float16),
    "qwen2": Family(
        transformers.Qwen2Config,
        {**GATED, "tie_word_embeddings": True, "max_window_layers": 8, "use_sliding_window": False},
        torch.bfloat16,
        tied=True,
    ),
    "gemma2": Family(
        transformers.Gemma2Config,
        {**GATED, "head_dim": 16, "query_pre_attn_scalar": 16, "sliding_window": 4},
        tied=True,
    ),
    "phi3": Family(transformers.Phi3Config, {**GATED, "sliding_window": 4}),
    "gpt2": Family(
        transformers.GPT2Config,
        OLD,
        layers="transformer.h",
        embeddings=("transformer.wte", "transformer.wpe"),
        norm="transformer.ln_f",
        tied=True,
    ),
    "gpt_neox": Family(
        transformers.GPTNeoXConfig,
        {**COMMON, "intermediate_size": 96},
        torch.float16,
        layers="gpt_neox.layers",
        embeddings=("gpt_neox.embed_in",),
        norm="gpt_neox.final_layer_norm",
        head="embed_out",
    ),
    "mixtral": Family(
        transformers.MixtralConfig,
        {**GATED, "num_local_experts": 4, "num_experts_per_tok": 2, "sliding_window": None},
        torch.bfloat16,
    ),
}

if hasattr(transformers, "Gemma3TextConfig"):  # releases that write each layer's type into config.json
    FAMILIES["qwen2-windows"] = Family(
        transformers.Qwen2Config,
        {**GATED, "use_sliding_window": True, "sliding_window": 4, "max_window_layers": 4},
    )
    FAMILIES["gemma3"] = Family(
        transformers.Gemma3TextConfig,
        {**GATED, "head_dim": 16, "query_pre_attn_scalar": 16, "sliding_window": 4},
        torch.bfloat16,
        tied=True,
    )


def write_tiny(name: str, folder: Path, seed: int, shards: bool) -> Path:
    """Writes a checkpoint of family `name` whose every parameter is random, in one file or in several."""
    family = FAMILIES[name]
    config = family.config(**family.options)
    model = random_model(transformers.AutoModelForCausalLM, config, seed, spread=0.2)
    model.to(family.dtype).save_pretrained(str(folder), max_shard_size="300KB" if shards else "1GB")
    count = len(list(folder.glob("*.safetensors")))
    assert (count > 1) == shards, f"{name} was written in {count} files"
    write_tokenizer(folder)
    return folder


def write_tokenizer(folder: Path) -> None:
    """A tokenizer of 128 words: nothing here reads text, but its files must travel."""
    words = {f"w{i}": i for i in range(VOCABULARY)}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="w0"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    special = {"unk_token": "w0", "bos_token": "w1", "eos_token": "w2"}
    settings = {"tokenizer_class": "PreTrainedTokenizerFast", **special}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, indent=2) + "\n")
