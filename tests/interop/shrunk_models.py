"""Every model type that transformers has, at a size that a test can write: its default config with small numbers."""

import copy
import math
import re

import torch
import transformers
from transformers import CONFIG_MAPPING
from transformers.models.auto import modeling_auto

LAYERS = 6
VOCABULARY = 128
SIZES = {
    "num_hidden_layers n_layer n_layers num_layers decoder_layers num_decoder_layers num_blocks depth": LAYERS,
    "encoder_layers num_encoder_layers": LAYERS - 1,
    "hidden_size n_embd d_model dim hidden_dim embed_dim encoder_hidden_size decoder_hidden_size d_embed": 64,
    "num_attention_heads n_head n_heads num_heads encoder_attention_heads decoder_attention_heads": 4,
    "num_key_value_heads num_kv_heads": 2,
    "head_dim attention_head_size d_kv d_head": 16,
    "intermediate_size ffn_dim encoder_ffn_dim decoder_ffn_dim d_ff d_inner n_inner ffn_hidden_size mlp_dim": 96,
    "moe_intermediate_size shared_expert_intermediate_size shared_intermediate_size": 32,
    "vocab_size vocab_size_per_layer_input text_vocab_size codebook_size": VOCABULARY,
    "max_position_embeddings n_positions n_ctx max_source_positions max_target_positions max_seq_len": 80,
    "num_experts num_local_experts n_routed_experts moe_num_experts": 4,
    "num_experts_per_tok moe_k moe_top_k moe_topk": 2,
    "n_group topk_group n_shared_experts": 1,
    "q_lora_rank kv_lora_rank num_mel_bins query_pre_attn_scalar": 16,
    "qk_rope_head_dim qk_nope_head_dim v_head_dim mamba_d_state state_size ssm_state_size": 8,
    "sliding_window local_attention": 4,
    "image_size": 28,
    "patch_size": 14,
    "projection_dim": 64,
}
SIZE_OF = {name: size for names, size in SIZES.items() for name in names.split()}
COUNTS = ("num_hidden_layers", "n_layer", "n_layers", "num_layers", "encoder_layers")
TOWER = re.compile("vision|audio|speech|image|qformer|perceiver|resampler|codec")
LEFT_OUT = ("transformers_version", "architectures", "dtype", "model_type", "id2label", "label2id", "rope_parameters")
HEADS = ["", "CAUSAL_LM", "MASKED_LM", "SEQ_TO_SEQ_CAUSAL_LM", "IMAGE_TEXT_TO_TEXT", "SPEECH_SEQ_2_SEQ", "CTC"]
HEADS += ["IMAGE_CLASSIFICATION", "AUDIO_CLASSIFICATION", "SEQUENCE_CLASSIFICATION", "OBJECT_DETECTION", "PRETRAINING"]
MOST_PARAMETERS = 25_000_000


def shrunk(values: dict, section: str = "") -> dict:
    """The same config with small sizes; without lists that have an entry for each of its layers."""
    layers = next((values[key] for key in COUNTS if isinstance(values.get(key), int)), 0)
    small = {}
    for key, value in values.items():
        if key in LEFT_OUT or (isinstance(value, list) and layers > 1 and len(value) in (layers, layers + 1)):
            continue
        if isinstance(value, dict):
            kind = {"model_type": value["model_type"]} if "model_type" in value else {}
            small[key] = shrunk(value, section=key) | kind
        elif key in SIZE_OF and type(value) is int:
            small[key] = 2 if SIZE_OF[key] == LAYERS and TOWER.search(section) else SIZE_OF[key]
        elif key.endswith("token_id") and type(value) is int and value >= VOCABULARY:
            small[key] = VOCABULARY - 1 - sum(map(ord, key)) % 7
        else:
            small[key] = value
    return small


def small_config(model_type: str) -> transformers.PreTrainedConfig:
    config = CONFIG_MAPPING[model_type]
    return config.from_dict(shrunk(config().to_dict()))


def classes_of(model_type: str) -> list[type]:
    """The bare model first, then those with heads."""
    names: list[str] = []
    for head in HEADS:
        mapping = getattr(modeling_auto, f"MODEL_FOR_{head}_MAPPING_NAMES" if head else "MODEL_MAPPING_NAMES", {})
        found = mapping.get(model_type) or []
        names += [found] if isinstance(found, str) else found
    return [getattr(transformers, name) for name in dict.fromkeys(names) if hasattr(transformers, name)]


def small_model(model_class: type, config) -> torch.nn.Module:
    """Its every parameter is random. Raises whatever the class does not like about its config."""
    with torch.device("meta"):
        size = sum(parameter.numel() for parameter in model_class(copy.deepcopy(config)).parameters())
    if size > MOST_PARAMETERS:
        raise ValueError(f"{size} parameters")
    torch.manual_seed(1)
    model = model_class(copy.deepcopy(config)).float()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn(parameter.shape) * 0.1)
    return model.eval()


def waves(*shape: int) -> torch.Tensor:
    return torch.sin(torch.arange(float(math.prod(shape)))).reshape(shape)


def possible_inputs(model: torch.nn.Module) -> list[dict]:
    """Inputs that the model may take, the likeliest first."""
    config = model.config
    vision = getattr(config, "vision_config", config)
    size = getattr(vision, "image_size", 28)
    side = size[0] if isinstance(size, list | tuple) else size
    bands = getattr(config, "num_mel_bins", 16)
    tokens = {"input_ids": torch.tensor([[(7 * place + 3) % (VOCABULARY - 12) for place in range(16)]])}
    pixels = {"pixel_values": waves(1, getattr(vision, "num_channels", 3), side, side)}
    sounds = [{"input_features": waves(1, bands, 160)}, {"input_features": waves(1, 160, bands)}]
    inputs = [{"input_values": waves(1, 6400)}, *sounds, pixels, tokens, tokens | pixels]
    inputs.sort(key=lambda each: model.main_input_name not in each)
    decoder = {"decoder_input_ids": tokens["input_ids"]}
    return [*(each | decoder for each in inputs), *inputs] if getattr(config, "is_encoder_decoder", False) else inputs
