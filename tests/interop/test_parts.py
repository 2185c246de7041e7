"""Models of one family whose classes name their parts differently: stacked in both orders, transformers loads them.

Only in the current environment.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import torch
import transformers
from safetensors.torch import load_file, save_file

from layerloom import check, layerloom, merge, models_options

SIZES = {
    "vocab_size": 64,
    "hidden_size": 32,
    "intermediate_size": 48,
    "num_hidden_layers": 4,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 8,
    "max_position_embeddings": 64,
    "pad_token_id": 0,
}
PAIR = {
    "vocab_size": 64,
    "d_model": 32,
    "encoder_layers": 4,
    "decoder_layers": 4,
    "encoder_attention_heads": 4,
    "decoder_attention_heads": 4,
    "encoder_ffn_dim": 48,
    "decoder_ffn_dim": 48,
    "max_position_embeddings": 64,
    "pad_token_id": 0,
    "bos_token_id": 1,
    "eos_token_id": 2,
    "decoder_start_token_id": 2,
}
T5 = {"vocab_size": 64, "d_model": 32, "d_kv": 8, "d_ff": 48, "num_heads": 4, "decoder_start_token_id": 0}
VISION = {
    "hidden_size": 32,
    "intermediate_size": 48,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "image_size": 16,
    "patch_size": 8,
}


def write(model: transformers.PreTrainedModel, folder: Path, seed: int) -> Path:
    torch.manual_seed(seed)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.randn(parameter.shape) * 0.1)
    model.save_pretrained(folder)
    return folder


def with_names(folder: Path, rename: Callable[[str], str], **config: object) -> Path:
    """The checkpoint with other names, as other releases of its class save them."""
    path = folder / "model.safetensors"
    save_file({rename(name): tensor for name, tensor in load_file(path).items()}, path, {"format": "pt"})
    text = folder / "config.json"
    text.write_text(json.dumps({**json.loads(text.read_text()), **config}))
    return folder


def qwen3(folder: Path, seed: int) -> Path:
    config = transformers.Qwen3Config(**SIZES, tie_word_embeddings=True)
    return write(transformers.Qwen3ForCausalLM(config), folder, seed)


def flat_qwen3(folder: Path, seed: int) -> Path:
    """As embedding models are published: a bare model's names, the architecture of one with a head."""
    return with_names(qwen3(folder, seed), lambda name: name.removeprefix("model."))


def llama(folder: Path, seed: int) -> Path:
    return write(transformers.LlamaForCausalLM(transformers.LlamaConfig(**SIZES)), folder, seed)


def bare_llama(folder: Path, seed: int) -> Path:
    return write(transformers.LlamaModel(transformers.LlamaConfig(**SIZES)), folder, seed)


def llama_classifier(folder: Path, seed: int) -> Path:
    config = transformers.LlamaConfig(**SIZES, num_labels=3)
    return write(transformers.LlamaForSequenceClassification(config), folder, seed)


def mistral(folder: Path, seed: int) -> Path:
    return write(transformers.MistralForCausalLM(transformers.MistralConfig(**SIZES)), folder, seed)


def mistral_inside(folder: Path, seed: int) -> Path:
    config = transformers.Mistral3Config(
        text_config=transformers.MistralConfig(**SIZES),
        vision_config={"model_type": "pixtral", **VISION, "head_dim": 8},
    )
    return write(transformers.Mistral3ForConditionalGeneration(config), folder, seed)


def bert(folder: Path, seed: int) -> Path:
    return write(transformers.BertModel(transformers.BertConfig(**SIZES)), folder, seed)


def masked_bert(folder: Path, seed: int) -> Path:
    return write(transformers.BertForMaskedLM(transformers.BertConfig(**SIZES)), folder, seed)


PAIRS = {
    "qwen3, flat": (qwen3, flat_qwen3),
    "qwen3, two flat": (flat_qwen3, flat_qwen3),
    "llama, bare": (llama, bare_llama),
    "llama, classifier": (llama, llama_classifier),
    "llama, two classifiers": (llama_classifier, llama_classifier),
    "mistral, inside": (mistral, mistral_inside),
    "bert, masked": (bert, masked_bert),
    "bert, two masked": (masked_bert, masked_bert),
}


def troubles(folder: Path) -> dict[str, list[str]]:
    """Keys that the class of the checkpoint misses or does not know."""
    architecture = json.loads((folder / "config.json").read_text())["architectures"][0]
    _, info = getattr(transformers, architecture).from_pretrained(folder, output_loading_info=True)
    return {kind: sorted(map(str, names)) for kind, names in info.items() if names}


def parts(folder: Path) -> dict[str, torch.Tensor]:
    """The loaded class's tensors outside the layers."""
    architecture = json.loads((folder / "config.json").read_text())["architectures"][0]
    model = getattr(transformers, architecture).from_pretrained(folder, dtype=torch.float32)
    tensors = model.state_dict().items()
    return {name: tensor for name, tensor in tensors if ".layers." not in name and ".layer." not in name}


@pytest.mark.parametrize("pair", PAIRS, ids=str)
@pytest.mark.parametrize("exchanged", [False, True], ids=["as named", "exchanged"])
def test_both_orders_load(pair: str, exchanged: bool, tmp_path: Path) -> None:
    makers = PAIRS[pair][::-1] if exchanged else PAIRS[pair]
    models = [make(tmp_path / letter, seed) for seed, (letter, make) in enumerate(zip("ab", makers), start=1)]
    output = tmp_path / "stack"
    merge("A[0:2] B[2:4]", *models_options(models), output=output)
    assert troubles(output) == troubles(models[0])
    ours, base = parts(output), parts(models[0])
    assert ours.keys() == base.keys()
    embeddings = [name for name in ours if "embed" in name and "vision" not in name]
    assert embeddings and all(torch.equal(ours[name], base[name]) for name in embeddings)
    norm = stored_norm(models[1])
    if norm is not None:
        assert torch.equal(next(tensor for name, tensor in ours.items() if is_norm(name)), norm)


def is_norm(name: str) -> bool:
    """The final norm of the stack that is edited, in any of these classes."""
    return name in {root + "norm.weight" for root in ("", "model.", "language_model.model.", "model.language_model.")}


def stored_norm(folder: Path) -> torch.Tensor | None:
    tensors = load_file(folder / "model.safetensors")
    return next((tensor for name, tensor in tensors.items() if is_norm(name)), None)


@dataclass(frozen=True)
class TwoStacks:
    """A model with an encoder and a decoder of four layers, and the keys that count them."""

    make: Callable[[Path, int], Path]
    encoder: str
    decoder: str


def saved(model_class: str, config: Callable[[], transformers.PreTrainedConfig]) -> Callable[[Path, int], Path]:
    return lambda folder, seed: write(getattr(transformers, model_class)(config()), folder, seed)


def vision_wrapper() -> transformers.PreTrainedConfig:
    return transformers.VisionEncoderDecoderConfig.from_encoder_decoder_configs(
        transformers.ViTConfig(**{**VISION, "num_hidden_layers": 4}),
        transformers.TrOCRConfig(
            vocab_size=64,
            d_model=32,
            decoder_layers=4,
            decoder_attention_heads=4,
            decoder_ffn_dim=48,
            cross_attention_hidden_size=32,
        ),
    )


def bart_like(name: str) -> TwoStacks:
    config = getattr(transformers, f"{name}Config")
    make = saved(f"{name}ForConditionalGeneration", lambda: config(**PAIR))
    return TwoStacks(make, "encoder_layers", "decoder_layers")


def mt5() -> transformers.PreTrainedConfig:
    return transformers.MT5Config(**T5, num_layers=4, num_decoder_layers=4)


WRAPPER_KEYS = ("encoder.num_hidden_layers", "decoder.decoder_layers")
ENCODER_DECODERS = {
    "m2m_100": bart_like("M2M100"),
    "pegasus": bart_like("Pegasus"),
    "plbart": bart_like("PLBart"),
    "mt5": TwoStacks(saved("MT5ForConditionalGeneration", mt5), "num_layers", "num_decoder_layers"),
    "vision wrapper": TwoStacks(saved("VisionEncoderDecoderModel", vision_wrapper), *WRAPPER_KEYS),
}


def value(config: dict, key: str) -> int:
    for name in key.split("."):
        config = config[name]
    return config


@pytest.mark.parametrize("family", ENCODER_DECODERS)
@pytest.mark.parametrize("side", ["encoder", "decoder"])
def test_either_stack_is_cut(family: str, side: str, tmp_path: Path) -> None:
    case = ENCODER_DECODERS[family]
    model = case.make(tmp_path / "a", 1)
    output = tmp_path / "stack"
    merge("A[0:1] A[3:4] A[1:2]", "--stack", side, *models_options([model]), output=output)
    config = json.loads((output / "config.json").read_text())
    assert value(config, case.encoder) == (3 if side == "encoder" else 4)
    assert value(config, case.decoder) == (3 if side == "decoder" else 4)
    assert troubles(output) == troubles(model)


def test_a_head_that_differs_although_tied(tmp_path: Path) -> None:
    """transformers 5 uses the stored head, so the result must have it."""
    model = write(transformers.LlamaForCausalLM(transformers.LlamaConfig(**SIZES)), tmp_path / "a", 1)
    with_names(model, lambda name: name, tie_word_embeddings=True)
    output = tmp_path / "stack"
    merge("A[0:4]", *models_options([model]), output=output)
    tokens = torch.tensor([[5, 9, 33, 2]])
    logits = []
    for folder in (model, output):
        loaded = transformers.LlamaForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
        with torch.no_grad():
            logits.append(loaded(tokens).logits)
    assert torch.equal(*logits)
    assert any(problem["id"] == "P10" for problem in check("A[0:4]", "--model", model)["problems"])


MASKED = {
    "bert": transformers.BertConfig,
    "roberta": transformers.RobertaConfig,
    "deberta-v2": transformers.DebertaV2Config,
    "distilbert": transformers.DistilBertConfig,
    "electra": transformers.ElectraConfig,
    "modernbert": transformers.ModernBertConfig,
}


@pytest.mark.parametrize("family", MASKED)
def test_a_tied_masked_model_gets_a_head_of_its_own(family: str, tmp_path: Path) -> None:
    """The matrix and the bias that it shares are stored under the names of its class, and compute the same."""
    config = MASKED[family](**SIZES, embedding_size=16, cls_token_id=1, sep_token_id=2, bos_token_id=1, eos_token_id=2)
    model = write(transformers.AutoModelForMaskedLM.from_config(config), tmp_path / "a", 1)
    document = tmp_path / "whole.loom"
    layerloom("recipe", "repeat", "--model", model, "--times", 1, "--output", document)
    stack = json.loads(document.read_text())
    stack["overrides"] = [{"key": "tie_word_embeddings", "value": "false"}]
    document.write_text(json.dumps(stack))
    output = tmp_path / "stack"
    merge(document, output=output)
    assert json.loads((output / "config.json").read_text())["tie_word_embeddings"] is False
    assert troubles(output) == troubles(model)
    tokens = torch.tensor([[5, 9, 33, 2]])
    logits = []
    for folder in (model, output):
        loaded = transformers.AutoModelForMaskedLM.from_pretrained(folder, dtype=torch.float32).eval()
        with torch.no_grad():
            logits.append(loaded(tokens).logits)
    assert torch.equal(*logits)


def test_convolutions_are_no_layers(tmp_path: Path) -> None:
    positions = {"num_conv_pos_embeddings": 8, "num_conv_pos_embedding_groups": 2}
    config = transformers.HubertConfig(**VISION, **positions, conv_dim=[32] * 7, feat_extract_norm="layer")
    model = write(transformers.HubertModel(config), tmp_path / "a", 1)
    output = tmp_path / "stack"
    layerloom("merge", "A[0:2] A[1:2]", "--model", model, "--output", output, "--quiet")
    assert json.loads((output / "config.json").read_text())["num_hidden_layers"] == 3
    assert troubles(output) == troubles(model)
