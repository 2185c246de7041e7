"""What follows the layers beside them: lists, maps and tensors of families that keep such things, as their code reads them.

Each model has six layers, the edit takes some of them twice and leaves others out.
"""

import copy
import json
from pathlib import Path

import pytest
import torch
import transformers

from layerloom import check, inspect, layerloom
from random_models import random_model

LAYERS = 6
ORDER = [0, 1, 2, 4, 5, 4]
EXPRESSION = " ".join(f"A[{layer}]" for layer in ORDER)
SIZES = {
    "hidden_size": 32,
    "num_hidden_layers": LAYERS,
    "num_attention_heads": 4,
    "intermediate_size": 48,
    "vocab_size": 40,
}


def made(model_class: type, config, folder: Path) -> torch.nn.Module:
    """A random model, saved."""
    torch.manual_seed(1)
    model = model_class(config).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn(parameter.shape) * 0.1)
    model.save_pretrained(str(folder))
    return model


def merged(folder: Path, *options: object) -> Path:
    output = folder.with_name(folder.name + "-merged")
    layerloom("merge", EXPRESSION, "--model", folder, "--output", output, "--quiet", *options)
    return output


def loaded(model_class: type, folder: Path) -> torch.nn.Module:
    model, info = model_class.from_pretrained(str(folder), output_loading_info=True)
    troubles = {kind: sorted(map(str, names)) for kind, names in info.items() if names}
    assert not troubles, troubles
    return model.eval()


def reordered(modules: torch.nn.ModuleList) -> torch.nn.ModuleList:
    return torch.nn.ModuleList(copy.deepcopy(modules[layer]) for layer in ORDER)


def test_longformer_windows(tmp_path: Path) -> None:
    windows = [4, 8, 12, 16, 20, 24]
    config = transformers.LongformerConfig(**SIZES, attention_window=windows, max_position_embeddings=80)
    made(transformers.LongformerModel, config, tmp_path / "longformer")
    written = loaded(transformers.LongformerModel, merged(tmp_path / "longformer"))
    assert written.config.attention_window == [windows[layer] for layer in ORDER]
    halves = [layer.attention.self.one_sided_attn_window_size for layer in written.encoder.layer]
    assert halves == [windows[layer] // 2 for layer in ORDER]


def test_led_windows_are_the_encoders(tmp_path: Path) -> None:
    config = transformers.LEDConfig(
        vocab_size=40,
        d_model=32,
        encoder_layers=LAYERS,
        decoder_layers=LAYERS,
        encoder_attention_heads=4,
        decoder_attention_heads=4,
        encoder_ffn_dim=48,
        decoder_ffn_dim=48,
        attention_window=[4, 8, 12, 16, 20, 24],
        max_encoder_position_embeddings=80,
        max_decoder_position_embeddings=80,
    )
    made(transformers.LEDForConditionalGeneration, config, tmp_path / "led")
    output = merged(tmp_path / "led")
    assert json.loads((output / "config.json").read_text())["attention_window"] == [4, 8, 12, 16, 20, 24]


def test_esm_contacts(tmp_path: Path) -> None:
    config = transformers.EsmConfig(
        **{**SIZES, "vocab_size": 33}, mask_token_id=32, pad_token_id=1, position_embedding_type="rotary"
    )
    base = made(transformers.EsmForMaskedLM, config, tmp_path / "esm")
    written = loaded(transformers.EsmForMaskedLM, merged(tmp_path / "esm"))
    base.esm.encoder.layer = reordered(base.esm.encoder.layer)
    columns = [4 * layer + head for layer in ORDER for head in range(4)]
    regression = base.esm.contact_head.regression
    regression.weight = torch.nn.Parameter(regression.weight[:, columns].clone())
    regression.in_features = len(columns)
    assert torch.equal(written.esm.contact_head.regression.weight, regression.weight)
    tokens = torch.tensor([[0, 5, 6, 7, 8, 9, 2]])
    assert torch.equal(written(tokens).logits, base(tokens).logits)


@pytest.mark.parametrize("features", [["stem", "stage3"], ["stage2", "stage6"]])
def test_dinov2_features(features: list[str], tmp_path: Path) -> None:
    config = transformers.Dinov2Config(**SIZES, image_size=28, patch_size=14, out_features=features)
    base = made(transformers.Dinov2Backbone, config, tmp_path / "dinov2")
    written = loaded(transformers.Dinov2Backbone, merged(tmp_path / "dinov2"))
    renamed = {"stem": "stem", "stage2": "stage2", "stage3": "stage3", "stage6": "stage5"}
    assert list(written.config.out_features) == [renamed[name] for name in features]
    base.encoder.layer = reordered(base.encoder.layer)
    base.config.out_features = list(written.config.out_features)
    pixels = torch.randn(1, 3, 28, 28)
    maps = written(pixels).feature_maps
    assert len(maps) == len(features)


def test_dinov2_features_of_a_layer_that_is_gone(tmp_path: Path) -> None:
    config = transformers.Dinov2Config(**SIZES, image_size=28, patch_size=14, out_features=["stage4"])
    made(transformers.Dinov2Backbone, config, tmp_path / "dinov2")
    problems = check(EXPRESSION, "--model", tmp_path / "dinov2", expect=1)["problems"]
    assert any(problem["id"] == "P23" and "out_features" in problem["message"] for problem in problems)


def test_whisper_alignment_heads(tmp_path: Path) -> None:
    config = transformers.WhisperConfig(
        vocab_size=40,
        d_model=32,
        encoder_layers=2,
        decoder_layers=LAYERS,
        encoder_attention_heads=4,
        decoder_attention_heads=4,
        encoder_ffn_dim=48,
        decoder_ffn_dim=48,
        pad_token_id=0,
        bos_token_id=1,
        eos_token_id=2,
        decoder_start_token_id=1,
        suppress_tokens=[],
        begin_suppress_tokens=[3, 4],
    )
    model = made(transformers.WhisperForConditionalGeneration, config, tmp_path / "whisper")
    model.generation_config.alignment_heads = [[5, 1], [3, 0], [0, 2], [4, 3]]
    model.generation_config.save_pretrained(str(tmp_path / "whisper"))
    output = merged(tmp_path / "whisper")
    written = loaded(transformers.WhisperForConditionalGeneration, output)
    heads = json.loads((output / "generation_config.json").read_text())["alignment_heads"]
    assert heads == [[0, 2], [3, 3], [4, 1], [5, 3]]
    assert len(written.model.encoder.layers) == 2


def test_bert_pruned_heads(tmp_path: Path) -> None:
    config = transformers.BertConfig(**SIZES)
    model = transformers.BertModel(config)
    if not hasattr(model, "prune_heads"):
        pytest.skip("this transformers prunes no heads")
    model.prune_heads({0: [1], 5: [0, 2]})
    model.save_pretrained(str(tmp_path / "bert"))
    order = [0, 5, 1, 5]
    output = tmp_path / "merged"
    expression = " ".join(f"A[{layer}]" for layer in order)
    layerloom("merge", expression, "--model", tmp_path / "bert", "--output", output, "--quiet")
    written = loaded(transformers.BertModel, output)
    heads = [layer.attention.self.num_attention_heads for layer in written.encoder.layer]
    assert heads == [3, 2, 4, 2]


def test_correction_biases(tmp_path: Path) -> None:
    """glm4_moe keeps them in F32, and does not count them."""
    if not hasattr(transformers, "Glm4MoeConfig"):
        pytest.skip("this transformers has no glm4_moe")
    config = transformers.Glm4MoeConfig(
        **SIZES,
        num_key_value_heads=2,
        head_dim=8,
        n_routed_experts=8,
        num_experts_per_tok=2,
        moe_intermediate_size=16,
        n_group=1,
        topk_group=1,
        n_shared_experts=1,
        first_k_dense_replace=1,
    )
    model = random_model(transformers.AutoModelForCausalLM, config, 1)
    for name, buffer in model.named_buffers():
        if name.endswith("e_score_correction_bias"):
            buffer.copy_(torch.linspace(0.1, 0.2, 8) + 1e-5)
    folder = tmp_path / "glm"
    kept = {name: buffer.clone() for name, buffer in model.named_buffers() if "correction" in name}
    model.to(torch.float16)
    for name, buffer in model.named_buffers():
        if name in kept:
            buffer.data = kept[name]
    model.save_pretrained(str(folder))
    assert inspect(folder)["parameters"] == sum(parameter.numel() for parameter in model.parameters())
    options = ["A[0:6] A[3:6]", "--model", folder, "--dtype", "bf16", "--json"]
    report = layerloom("merge", *options, "--output", tmp_path / "kept", "--quiet").json()
    assert report["kept_f32"] == {"mlp.gate.e_score_correction_bias": 8}
    written = transformers.AutoModelForCausalLM.from_pretrained(str(tmp_path / "kept"), dtype=torch.float32)
    biases = [buffer for name, buffer in written.named_buffers() if "correction" in name]
    assert len(biases) == 8
    assert all(torch.equal(bias, torch.linspace(0.1, 0.2, 8) + 1e-5) for bias in biases)
    layerloom("merge", *options, "--dtype-all", "--output", tmp_path / "rounded", "--quiet")


def test_a_key_that_nobody_knows(tmp_path: Path) -> None:
    config = transformers.LlamaConfig(**SIZES, num_key_value_heads=2)
    random_model(transformers.AutoModelForCausalLM, config, 1).save_pretrained(str(tmp_path / "llama"))
    file = tmp_path / "llama" / "config.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "layer_gains": [1, 2, 3, 4, 5, 6]}))
    stack = [EXPRESSION, "--model", tmp_path / "llama"]
    problems = check(*stack, expect=1)["problems"]
    assert [problem["id"] for problem in problems if problem["severity"] == "error"] == ["P37"]
    layerloom("merge", *stack, "--output", tmp_path / "none", expect=1)
    assert check("A", "--model", tmp_path / "llama")["problems"] == []
    for option, gains in (("--gather", [1, 2, 3, 5, 6, 5]), ("--keep", [1, 2, 3, 4, 5, 6])):
        output = tmp_path / option.strip("-")
        layerloom("merge", *stack, option, "layer_gains", "--output", output, "--quiet")
        assert json.loads((output / "config.json").read_text())["layer_gains"] == gains
        again = layerloom("check", output / "recipe.loom", "--json").json()
        assert [problem["id"] for problem in again["problems"] if problem["severity"] == "error"] == []
    layerloom("merge", *stack, "--gather", "layer_pains", "--output", tmp_path / "none", expect=2)
