"""Tiny random checkpoints of every text family that transformers can make, as its own code saves them."""

import math
from dataclasses import dataclass, field
from pathlib import Path

import torch
import transformers

from random_models import COMMON, GATED, LAYERS, OLD, VOCABULARY, random_model

HEADS = {"head_dim": 16}
WINDOW = {"sliding_window": 4}
EXPERTS = {"num_experts": 4, "num_local_experts": 4, "num_experts_per_tok": 2, "moe_intermediate_size": 32}
LATENT = {
    "q_lora_rank": 16,
    "kv_lora_rank": 16,
    "qk_rope_head_dim": 8,
    "qk_nope_head_dim": 8,
    "v_head_dim": 8,
    "num_key_value_heads": 4,
}
ROUTED = {**EXPERTS, "n_routed_experts": 4, "n_group": 1, "topk_group": 1, "n_shared_experts": 1}
STATES = {
    "mamba_d_state": 8,
    "mamba_n_heads": 8,
    "mamba_d_head": 16,
    "mamba_expand": 2,
    "mamba_chunk_size": 8,
    "mamba_n_groups": 1,
}
LINEAR = {
    "linear_num_key_heads": 2,
    "linear_num_value_heads": 4,
    "linear_key_head_dim": 16,
    "linear_value_head_dim": 16,
    **HEADS,
}


@dataclass(frozen=True)
class TextFamily:
    """One family: its sizes beside the common ones. Names that it does not know are only remembered."""

    options: dict = field(default_factory=dict)
    sizes: dict = field(default_factory=lambda: GATED)
    auto: type = transformers.AutoModelForCausalLM
    model_type: str | None = None
    inputs: dict | None = None  # None: tokens, for the decoder too where there is one


def masked(**options) -> TextFamily:
    return TextFamily(options, auto=transformers.AutoModelForMaskedLM)


def pairs(**options) -> TextFamily:
    sizes = {"vocab_size": VOCABULARY, "d_model": 64, "pad_token_id": 0, "eos_token_id": 2}
    return TextFamily({"decoder_start_token_id": 0, **options}, sizes, transformers.AutoModelForSeq2SeqLM)


def old(**options) -> TextFamily:
    return TextFamily(options, OLD)


def waves(*shape: int) -> torch.Tensor:
    """Numbers of a picture or a sound."""
    return torch.sin(torch.arange(float(math.prod(shape)))).reshape(shape)


TOKENS = torch.tensor([[(7 * place + 3) % VOCABULARY for place in range(24)]])
VISION = {"hidden_size": 64, "num_hidden_layers": LAYERS, "num_attention_heads": 4, "intermediate_size": 96}
SEQUENCE = {
    "encoder_layers": 4,
    "decoder_layers": LAYERS,
    "encoder_attention_heads": 4,
    "decoder_attention_heads": 4,
    "encoder_ffn_dim": 96,
    "decoder_ffn_dim": 96,
    "max_position_embeddings": 64,
}



def sound(model_type: str | None = None, **options) -> TextFamily:
    """Seven convolutions before eight layers."""
    sizes = {**VISION, "conv_dim": [16] * 7, "num_conv_pos_embeddings": 16, "num_conv_pos_embedding_groups": 4}
    return TextFamily(
        {"mask_time_prob": 0.0, **options},
        sizes,
        transformers.AutoModel,
        model_type,
        inputs={"input_values": waves(1, 6400)},
    )


FAMILIES: dict[str, TextFamily] = {
    "llama": TextFamily(),
    "llama with biases": TextFamily({"attention_bias": True, "mlp_bias": True}, model_type="llama"),
    "mistral": TextFamily(WINDOW),
    "ministral": TextFamily({**WINDOW, **HEADS}),
    "mixtral": TextFamily({**EXPERTS, "sliding_window": None}),
    "qwen2": TextFamily({"use_sliding_window": True, "max_window_layers": 4, **WINDOW}),
    "qwen3": TextFamily(HEADS),
    "qwen2_moe": TextFamily({**EXPERTS, "mlp_only_layers": [0, 3], "shared_expert_intermediate_size": 32}),
    "qwen3_moe": TextFamily({**EXPERTS, **HEADS, "decoder_sparse_step": 2}),
    "qwen3_next": TextFamily({**EXPERTS, **LINEAR, "shared_expert_intermediate_size": 32}),
    "qwen3_5_text": TextFamily(LINEAR),
    "gemma": TextFamily(HEADS),
    "gemma2": TextFamily({**HEADS, **WINDOW, "query_pre_attn_scalar": 16}),
    "gemma3_text": TextFamily({**HEADS, **WINDOW, "query_pre_attn_scalar": 16}),
    "gemma3n_text": TextFamily(
        {
            **HEADS,
            **WINDOW,
            "vocab_size_per_layer_input": VOCABULARY,
            "hidden_size_per_layer_input": 8,
            "num_kv_shared_layers": 2,
            "layer_types": (["sliding_attention"] * 3 + ["full_attention"]) * 2,
            "intermediate_size": [96] * LAYERS,
            "activation_sparsity_pattern": [0.95] * 2 + [0.0] * 6,
            "laurel_rank": 4,
        }
    ),
    "gemma4_text": TextFamily(
        {
            **HEADS,
            **WINDOW,
            "global_head_dim": 32,
            "vocab_size_per_layer_input": VOCABULARY,
            "hidden_size_per_layer_input": 8,
            "num_kv_shared_layers": 2,
            "layer_types": (["sliding_attention"] * 3 + ["full_attention"]) * 2,
        }
    ),
    "vaultgemma": TextFamily({**HEADS, **WINDOW, "query_pre_attn_scalar": 16}),
    "smollm3": TextFamily(),
    "cohere": TextFamily(),
    "cohere2": TextFamily({**HEADS, **WINDOW}),
    "phi": TextFamily(),
    "phi3": TextFamily(WINDOW),
    "phimoe": TextFamily({**EXPERTS, "sliding_window": None}),
    "gpt2": old(),
    "gptj": old(rotary_dim=8),
    "openai-gpt": old(),
    "biogpt": TextFamily(),
    "jetmoe": TextFamily({**EXPERTS, "kv_channels": 16, "num_key_value_heads": 2}),
    "gpt_bigcode": old(),
    "codegen": old(n_ctx=64, rotary_dim=8),
    "gpt_neo": TextFamily(
        {"num_layers": LAYERS, "num_heads": 4, "attention_types": [[["global", "local"], 4]], "window_size": 4}
    ),
    "gpt_neox": TextFamily(),
    "gpt_neox_japanese": TextFamily({"intermediate_multiple_size": 2}),
    "gpt_oss": TextFamily({**EXPERTS, **HEADS, **WINDOW}),
    "opt": TextFamily({"ffn_dim": 96, "word_embed_proj_dim": 64}),
    "bloom": old(hidden_size=64),
    "falcon": TextFamily({"new_decoder_architecture": False, "multi_query": True, "ffn_hidden_size": 96}),
    "mpt": TextFamily({"d_model": 64, "n_heads": 4, "n_layers": LAYERS, "max_seq_len": 64, "expansion_ratio": 2}),
    "stablelm": TextFamily(),
    "starcoder2": TextFamily({"sliding_window": None}),
    "olmo": TextFamily(),
    "olmo2": TextFamily(),
    "olmo3": TextFamily(WINDOW),
    "olmoe": TextFamily(EXPERTS),
    "granite": TextFamily(),
    "granitemoe": TextFamily(EXPERTS),
    "granitemoeshared": TextFamily({**EXPERTS, "shared_intermediate_size": 32}),
    "granitemoehybrid": TextFamily(
        {
            **EXPERTS,
            **STATES,
            "shared_intermediate_size": 32,
            "layer_types": (["mamba"] * 3 + ["attention"]) * 2,
        }
    ),
    "glm": TextFamily(HEADS),
    "glm4": TextFamily(HEADS),
    "glm4_moe": TextFamily({**ROUTED, **HEADS, "first_k_dense_replace": 1}),
    "deepseek_v2": TextFamily({**ROUTED, **LATENT, "first_k_dense_replace": 1}),
    "deepseek_v3": TextFamily({**ROUTED, **LATENT, "first_k_dense_replace": 3}),
    "dots1": TextFamily({**ROUTED, **WINDOW, "first_k_dense_replace": 1}),
    "ernie4_5": TextFamily(HEADS),
    "ernie4_5_moe": TextFamily({**EXPERTS, "moe_num_experts": 4, "moe_k": 2, "moe_layer_start_index": 1}),
    "exaone4": TextFamily({**WINDOW, "sliding_window_pattern": 4}),
    "hunyuan_v1_dense": TextFamily(HEADS),
    "hunyuan_v1_moe": TextFamily({**EXPERTS, **HEADS, "moe_topk": [2] * LAYERS}),
    "lfm2": TextFamily({"layer_types": (["conv"] * 2 + ["full_attention"] * 2) * 2, "block_multiple_of": 16}),
    "lfm2_moe": TextFamily(
        {**EXPERTS, "layer_types": (["conv"] * 2 + ["full_attention"] * 2) * 2, "num_dense_layers": 2}
    ),
    "llama4_text": TextFamily(
        {**EXPERTS, **HEADS, "intermediate_size_mlp": 96, "interleave_moe_layer_step": 2, "attention_chunk_size": 8}
    ),
    "arcee": TextFamily(HEADS),
    "apertus": TextFamily(),
    "helium": TextFamily(HEADS),
    "nemotron": TextFamily(),
    "persimmon": TextFamily(),
    "bitnet": TextFamily(),
    "seed_oss": TextFamily(HEADS),
    "minicpm3": TextFamily({**LATENT, "scale_depth": 1.4}),
    "minimax": TextFamily({**EXPERTS, **HEADS, "layer_types": ["linear_attention", "full_attention"] * 4}),
    "minimax_m2": TextFamily({**EXPERTS, **HEADS}),
    "diffllama": TextFamily(),
    "dbrx": TextFamily(
        {
            "d_model": 64,
            "n_heads": 4,
            "n_layers": LAYERS,
            "max_seq_len": 64,
            "attn_config": {"kv_n_heads": 2, "clip_qkv": 8.0, "rope_theta": 10000.0},
            "ffn_config": {"ffn_hidden_size": 96, "moe_num_experts": 4, "moe_top_k": 2, "hidden_size": 64},
        }
    ),
    "jamba": TextFamily(
        {
            **EXPERTS,
            "mamba_d_state": 8,
            "mamba_dt_rank": 8,
            "use_mamba_kernels": False,
            "attn_layer_period": 4,
            "attn_layer_offset": 2,
        }
    ),
    "bamba": TextFamily({**STATES, "attn_layer_indices": [2, 6]}),
    "falcon_h1": TextFamily({**STATES, "mamba_d_ssm": 128}),
    "zamba2": TextFamily(
        {
            "mamba_d_state": 8,
            "n_mamba_heads": 8,
            "mamba_ngroups": 1,
            "chunk_size": 8,
            "num_mem_blocks": 1,
            "layers_block_type": ["mamba", "mamba", "hybrid", "mamba"] * 2,
            "adapter_rank": 4,
        }
    ),
    "nemotron_h": TextFamily(
        {
            **HEADS,
            "ssm_state_size": 8,
            "mamba_num_heads": 8,
            "mamba_head_dim": 16,
            "n_groups": 1,
            "chunk_size": 8,
            "layers_block_type": ["mamba", "mlp", "mamba", "attention"] * 2,
        }
    ),
    "mamba": TextFamily({"state_size": 8}),
    "mamba2": TextFamily({"state_size": 8, "num_heads": 8, "head_dim": 16, "n_groups": 1, "chunk_size": 8}),
    "falcon_mamba": TextFamily({"state_size": 8}),
    "recurrent_gemma": TextFamily({"lru_width": 64, "attention_window_size": 8}),
    "rwkv": TextFamily({"attention_hidden_size": 64}),
    "modernbert-decoder": TextFamily({"local_attention": 8, "global_attn_every_n_layers": 3}),
    "modernbert": masked(local_attention=8, global_attn_every_n_layers=3),
    "bert": masked(),
    "roberta": masked(),
    "xlm-roberta": masked(),
    "electra": masked(embedding_size=32),
    "gte": masked(),
    "nomic_bert": masked(),
    "mpnet": masked(),
    "deberta": masked(relative_attention=True, pos_att_type=["c2p", "p2c"]),
    "big_bird": masked(attention_type="original_full"),
    "camembert": masked(),
    "ernie": masked(),
    "megatron-bert": masked(),
    "roformer": masked(embedding_size=32),
    "canine": TextFamily(
        {"num_hash_buckets": 32, "local_transformer_stride": 8, "upsampling_kernel_size": 2, "downsampling_rate": 2},
        {**COMMON, "intermediate_size": 96},
        transformers.AutoModel,
    ),
    "distilbert": TextFamily(
        {"dim": 64, "n_layers": LAYERS, "n_heads": 4, "hidden_dim": 96}, auto=transformers.AutoModelForMaskedLM
    ),
    "t5": pairs(num_layers=4, num_decoder_layers=LAYERS, num_heads=4, d_kv=16, d_ff=96),
    "bart": pairs(**SEQUENCE),
    "mbart": pairs(**SEQUENCE),
    "marian": pairs(**SEQUENCE),
    "m2m_100": pairs(**SEQUENCE),
    "pegasus": pairs(**SEQUENCE),
    "blenderbot": pairs(**SEQUENCE),
    "plbart": pairs(**SEQUENCE),
    "led": pairs(
        **SEQUENCE,
        attention_window=[4, 8, 4, 8],
        max_encoder_position_embeddings=64,
        max_decoder_position_embeddings=64,
    ),
    "mt5": pairs(num_layers=4, num_decoder_layers=LAYERS, num_heads=4, d_kv=16, d_ff=96),
    "t5, encoder alone": TextFamily(
        {"num_layers": LAYERS, "num_heads": 4, "d_kv": 16, "d_ff": 96},
        {"vocab_size": VOCABULARY, "d_model": 64, "pad_token_id": 0, "eos_token_id": 2},
        transformers.AutoModelForTextEncoding,
        "t5",
        inputs={"input_ids": TOKENS},
    ),
    "hubert": sound(),
    "wavlm": sound(),
    "data2vec-audio": sound(num_feat_extract_layers=7),
    "wav2vec2": sound(),
    "wav2vec2 with stable norms": sound("wav2vec2", do_stable_layer_norm=True, feat_extract_norm="layer"),
    "longcat_flash": TextFamily(
        {
            **LATENT,
            "num_layers": LAYERS,
            "ffn_hidden_size": 96,
            "expert_ffn_hidden_size": 32,
            "head_dim": 8,
            "qk_head_dim": 16,
            "moe_topk": 2,
            "n_routed_experts": 4,
            "zero_expert_num": 2,
        },
        {key: value for key, value in COMMON.items() if key != "num_hidden_layers"},
    ),
    "esm": masked(position_embedding_type="rotary", token_dropout=False, mask_token_id=3),
    "longformer": masked(attention_window=[4, 8] * 4, max_position_embeddings=80),
    "deberta-v2": masked(
        relative_attention=True,
        position_buckets=8,
        norm_rel_ebd="layer_norm",
        share_att_key=True,
        pos_att_type=["p2c", "c2p"],
    ),
    "whisper": TextFamily(
        {**SEQUENCE, "num_mel_bins": 16, "max_source_positions": 32, "max_target_positions": 64, "bos_token_id": 1},
        {"vocab_size": VOCABULARY, "d_model": 64, "pad_token_id": 0, "eos_token_id": 2},
        transformers.AutoModelForSpeechSeq2Seq,
        inputs={"input_features": waves(1, 16, 64), "decoder_input_ids": TOKENS, "use_cache": False},
    ),
    "dinov2": TextFamily(
        {"mlp_ratio": 2, "image_size": 28, "patch_size": 14},
        VISION,
        transformers.AutoModel,
        inputs={"pixel_values": waves(1, 3, 28, 28)},
    ),
    "vit": TextFamily(
        {"image_size": 28, "patch_size": 14},
        VISION,
        transformers.AutoModel,
        inputs={"pixel_values": waves(1, 3, 28, 28)},
    ),
    "siglip_vision_model": TextFamily(
        {"image_size": 28, "patch_size": 14},
        VISION,
        transformers.AutoModel,
        inputs={"pixel_values": waves(1, 3, 28, 28)},
    ),
    "clip_vision_model": TextFamily(
        {"image_size": 28, "patch_size": 14},
        VISION,
        transformers.AutoModel,
        inputs={"pixel_values": waves(1, 3, 28, 28)},
    ),
    "t5gemma": TextFamily(
        {
            "encoder": {"model_type": "t5_gemma_module", **GATED, **HEADS, **WINDOW, "query_pre_attn_scalar": 16},
            "decoder": {"model_type": "t5_gemma_module", **GATED, **HEADS, **WINDOW, "query_pre_attn_scalar": 16},
            "decoder_start_token_id": 0,
        },
        {},
        transformers.AutoModelForSeq2SeqLM,
    ),
    "xlstm": TextFamily({"num_blocks": LAYERS, "num_heads": 4, "chunk_size": 8, "return_last_states": True}),
    "paligemma": TextFamily(
        {
            "text_config": {"model_type": "gemma", **GATED, **HEADS},
            "vision_config": {
                "model_type": "siglip_vision_model",
                **VISION,
                "num_hidden_layers": 2,
                "image_size": 28,
                "patch_size": 14,
                "num_image_tokens": 4,
                "vision_use_head": False,
            },
            "image_token_id": VOCABULARY - 1,
            "projection_dim": 64,
        },
        {},
        transformers.AutoModelForImageTextToText,
        inputs={"input_ids": TOKENS, "use_cache": False},
    ),
}


def write_family(name: str, folder: Path, seed: int = 1) -> Path:
    """Writes a checkpoint of a family whose every parameter is random."""
    family = FAMILIES[name]
    config = transformers.AutoConfig.for_model(family.model_type or name, **{**family.sizes, **family.options})
    random_model(family.auto, config, seed).save_pretrained(str(folder))
    return folder
