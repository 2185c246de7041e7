"""Tiny models whose every parameter is random, and their sizes as families call them."""

import torch

LAYERS = 8
VOCABULARY = 128

COMMON = {
    "vocab_size": VOCABULARY,
    "hidden_size": 64,
    "num_hidden_layers": LAYERS,
    "num_attention_heads": 4,
    "max_position_embeddings": 64,
    "bos_token_id": 1,
    "eos_token_id": 2,
    "pad_token_id": 0,
}
GATED = {**COMMON, "intermediate_size": 96, "num_key_value_heads": 2}
# As GPT-2 calls them, and those that came soon after it.
OLD = {
    "vocab_size": VOCABULARY,
    "n_embd": 64,
    "n_layer": LAYERS,
    "n_head": 4,
    "n_positions": 64,
    "bos_token_id": 1,
    "eos_token_id": 2,
}


def random_model(auto: type, config, seed: int, spread: float = 0.1):
    """What `auto` makes of a configuration, with noise added to all parameters: those that begin as 0 or 1 too."""
    torch.manual_seed(seed)
    model = auto.from_config(config)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn(parameter.shape) * spread)
    return model
