"""Checkpoints with the shapes of well-known models and no weights: real headers over sparse files.

Needs nothing but the standard library; the benches use it too.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from safetensors_file import write_sparse


@dataclass(frozen=True)
class Shape:
    """What decides the tensors of a Llama-like model."""

    architecture: str
    hidden: int
    intermediate: int
    heads: int
    kv_heads: int
    layers: int
    vocabulary: int
    tied: bool = False
    qkv_bias: bool = False
    max_positions: int = 4096

    @property
    def model_type(self) -> str:
        return self.architecture.removesuffix("ForCausalLM").lower()


MISTRAL_7B = Shape("MistralForCausalLM", 4096, 14336, 32, 8, 32, 32000, max_positions=32768)
LLAMA2_7B = Shape("LlamaForCausalLM", 4096, 11008, 32, 32, 32, 32000)
LLAMA2_13B = Shape("LlamaForCausalLM", 5120, 13824, 40, 40, 40, 32000)
LLAMA2_70B = Shape("LlamaForCausalLM", 8192, 28672, 64, 8, 80, 32000)
LLAMA31_405B = Shape("LlamaForCausalLM", 16384, 53248, 128, 8, 126, 128256, max_positions=131072)
QWEN2_05B = Shape("Qwen2ForCausalLM", 896, 4864, 14, 2, 24, 151936, tied=True, qkv_bias=True)
SMOLLM2_135M = Shape("LlamaForCausalLM", 576, 1536, 9, 3, 30, 49152, tied=True)
TINYLLAMA_11B = Shape("LlamaForCausalLM", 2048, 5632, 32, 4, 22, 32000)


def layer_tensors(shape: Shape) -> dict[str, tuple[int, ...]]:
    """The tensors of one layer, without their prefix."""
    head = shape.hidden // shape.heads
    queries, keys = shape.heads * head, shape.kv_heads * head
    tensors: dict[str, tuple[int, ...]] = {
        "input_layernorm.weight": (shape.hidden,),
        "mlp.down_proj.weight": (shape.hidden, shape.intermediate),
        "mlp.gate_proj.weight": (shape.intermediate, shape.hidden),
        "mlp.up_proj.weight": (shape.intermediate, shape.hidden),
        "post_attention_layernorm.weight": (shape.hidden,),
        "self_attn.k_proj.weight": (keys, shape.hidden),
        "self_attn.o_proj.weight": (shape.hidden, queries),
        "self_attn.q_proj.weight": (queries, shape.hidden),
        "self_attn.v_proj.weight": (keys, shape.hidden),
    }
    if shape.qkv_bias:
        tensors |= {"self_attn.k_proj.bias": (keys,), "self_attn.v_proj.bias": (keys,)}
        tensors |= {"self_attn.q_proj.bias": (queries,)}
    return tensors


def tensors_of(shape: Shape, prefix: str = "") -> dict[str, tuple[int, ...]]:
    """Every tensor of the model in the order a file holds them."""
    vocabulary = (shape.vocabulary, shape.hidden)
    tensors: dict[str, tuple[int, ...]] = {f"{prefix}model.embed_tokens.weight": vocabulary}
    for layer in range(shape.layers):
        for name, extents in layer_tensors(shape).items():
            tensors[f"{prefix}model.layers.{layer}.{name}"] = extents
    tensors[f"{prefix}model.norm.weight"] = (shape.hidden,)
    if not shape.tied:
        tensors[f"{prefix}lm_head.weight"] = vocabulary
    return tensors


def config_of(shape: Shape) -> dict:
    return {
        "architectures": [shape.architecture],
        "bos_token_id": 1,
        "eos_token_id": 2,
        "hidden_act": "silu",
        "hidden_size": shape.hidden,
        "intermediate_size": shape.intermediate,
        "max_position_embeddings": shape.max_positions,
        "model_type": shape.model_type,
        "num_attention_heads": shape.heads,
        "num_hidden_layers": shape.layers,
        "num_key_value_heads": shape.kv_heads,
        "rms_norm_eps": 1e-05,
        "rope_theta": 10000.0,
        "tie_word_embeddings": shape.tied,
        "torch_dtype": "bfloat16",
        "vocab_size": shape.vocabulary,
    }


def write_shape(shape: Shape, folder: Path, shards: int = 1) -> Path:
    """Writes a checkpoint of this shape whose files hold a header and a hole."""
    return write_checkpoint(folder, config_of(shape), tensors_of(shape), shards)


def write_checkpoint(
    folder: Path, config: dict, tensors: dict[str, tuple[int, ...]], shards: int = 1
) -> Path:
    """Writes config.json and `shards` sparse files with about as many tensors each, indexed when several."""
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    if shards == 1:
        write_sparse(folder / "model.safetensors", tensors, "BF16")
        return folder
    names = list(tensors)
    weight_map, total = {}, 0
    for shard in range(shards):
        file_name = f"model-{shard + 1:05}-of-{shards:05}.safetensors"
        part = names[len(names) * shard // shards : len(names) * (shard + 1) // shards]
        total += write_sparse(folder / file_name, {name: tensors[name] for name in part}, "BF16")
        weight_map |= dict.fromkeys(part, file_name)
    index = {"metadata": {"total_size": total}, "weight_map": weight_map}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index, indent=2) + "\n")
    return folder
