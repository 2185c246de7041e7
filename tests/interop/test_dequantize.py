"""Quantized sources: values, whole models and runs against the reference implementations."""

import json
import logging
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM, BitsAndBytesConfig, GptOssConfig, LlamaConfig, Qwen2Config

import golden_dequantized
from layerloom import check, layerloom, merge
from quantized import MODULE, cases, weights
from stacks import losses_of

TOKENS = torch.tensor([[3, 14, 15, 9, 2, 6, 5, 35, 8, 9, 7, 9]])
SIZES = {
    "hidden_size": 64,
    "intermediate_size": 128,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "vocab_size": 100,
    "max_position_embeddings": 64,
    "tie_word_embeddings": False,
}


@pytest.fixture(scope="module")
def all_cases():
    return cases(160, 416)


def test_golden_vectors_are_those_of_the_references() -> None:
    assert golden_dequantized.FILE.read_text() == golden_dequantized.golden()


def bits(tensor: torch.Tensor) -> torch.Tensor:
    plain = tensor.detach().cpu().contiguous()
    return plain.view({2: torch.int16, 4: torch.int32}[plain.element_size()])


def same(written: torch.Tensor, expected: torch.Tensor, name: str) -> None:
    assert written.dtype == expected.dtype and written.shape == expected.shape, name
    assert torch.equal(bits(written), bits(expected)), f"{name}: {(bits(written) != bits(expected)).sum()} differ"


def test_larger_tensors_of_every_form(all_cases, tmp_path: Path) -> None:
    """Beside an embedding, a norm and a head, so that there is a model to merge; written as they are and as BF16."""
    for number, case in enumerate(all_cases):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "config.json").write_text(json.dumps(case.config()))
        around = {
            "model.embed_tokens.weight": weights(8, 16, case.dtype, 1),
            "model.norm.weight": torch.ones(16, dtype=case.dtype),
            "lm_head.weight": weights(8, 16, case.dtype, 2),
        }
        stored = {name: tensor.contiguous() for name, tensor in case.stored.items()}
        save_file(stored | around, folder / "model.safetensors", metadata={"format": "pt"})
        for dtype in ("keep", "bf16"):
            out = tmp_path / f"{number}-{dtype}"
            arguments = ["merge", "A[0:1]", "--model", folder, "--dequantize", "--dtype", dtype, "--output", out]
            report = layerloom(*arguments, "--json").json()
            assert report["dequantized"] == len(case.expected), case.name
            written = load_file(out / "model.safetensors")
            assert written.keys() == around.keys() | case.expected.keys()
            for name, tensor in case.expected.items():
                same(written[name], tensor if dtype == "keep" else tensor.to(torch.bfloat16), f"{case.name} {dtype}")
            assert "quantization_config" not in json.loads((out / "config.json").read_text())


def quantized_model(folder: Path, config, section, seed: int = 0) -> Path:
    """A model that transformers quantizes and saves."""
    torch.manual_seed(seed)
    plain = folder / "plain"
    AutoModelForCausalLM.from_config(config, dtype=torch.bfloat16).save_pretrained(plain)
    model = AutoModelForCausalLM.from_pretrained(
        plain, quantization_config=section, device_map="cpu", dtype=torch.bfloat16
    )
    model.save_pretrained(folder / "quantized")
    return folder / "quantized"


def logits(model) -> torch.Tensor:
    with torch.no_grad():
        return model(TOKENS).logits


def assert_equals_dequantized(source: Path, reference, out: Path, runs: bool = True) -> None:
    """The whole of the model, written in 16 bits, is the reference's in names, values and logits."""
    merge("A[0:3]", "--model", source, "--dequantize", "--dtype", "bf16", output=out)
    result, report = AutoModelForCausalLM.from_pretrained(out, dtype=torch.bfloat16, output_loading_info=True)
    assert not report["missing_keys"] and not report["unexpected_keys"] and not report["mismatched_keys"]
    expected = reference.state_dict()
    found = result.state_dict()
    assert found.keys() == expected.keys()
    for name, tensor in found.items():
        same(tensor, expected[name].to(torch.bfloat16), name)
    assert torch.equal(logits(result), logits(reference))
    if runs:
        assert_runs_as_written([source], "A[0:3]", out)


BNB = {
    "nf4": BitsAndBytesConfig(load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_use_double_quant=False),
    "nf4 double": BitsAndBytesConfig(load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_use_double_quant=True),
    "fp4": BitsAndBytesConfig(load_in_4bit=True, bnb_4bit_quant_type="fp4"),
    "int8": BitsAndBytesConfig(load_in_8bit=True),
}


@pytest.mark.parametrize("config", [LlamaConfig(**SIZES), Qwen2Config(**SIZES)], ids=["llama", "qwen2"])
@pytest.mark.parametrize("form", BNB)
def test_bitsandbytes_models(config, form: str, tmp_path: Path) -> None:
    logging.getLogger("transformers").setLevel(logging.ERROR)
    source = quantized_model(tmp_path, config, BNB[form])
    reference = AutoModelForCausalLM.from_pretrained(source, device_map="cpu", dtype=torch.bfloat16).dequantize()
    assert_equals_dequantized(source, reference, tmp_path / "out")


def test_fp8_models(tmp_path: Path) -> None:
    """Of 128 × 128 blocks, as DeepSeek-V3 has: transformers dequantizes them where there is no GPU for them."""
    torch.manual_seed(0)
    sizes = SIZES | {"hidden_size": 256, "intermediate_size": 384, "head_dim": 128, "num_attention_heads": 2}
    model = AutoModelForCausalLM.from_config(LlamaConfig(**sizes, dtype="bfloat16"), dtype=torch.bfloat16)
    folder = tmp_path / "fp8"
    model.save_pretrained(folder)
    tensors = {}
    for name, tensor in load_file(folder / "model.safetensors").items():
        if not name.endswith("_proj.weight"):
            tensors[name] = tensor
            continue
        rows, columns = tensor.shape
        blocks = tensor.float().reshape(rows // 128, 128, columns // 128, 128)
        scales = blocks.abs().amax(dim=(1, 3)) / 448
        codes = (blocks / scales[:, None, :, None]).reshape(rows, columns).to(torch.float8_e4m3fn)
        tensors |= {name: codes, f"{name}_scale_inv": scales}
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    config = json.loads((folder / "config.json").read_text())
    config["quantization_config"] = {
        "quant_method": "fp8",
        "activation_scheme": "dynamic",
        "weight_block_size": [128, 128],
        "fmt": "e4m3",
    }
    (folder / "config.json").write_text(json.dumps(config))
    from transformers import FineGrainedFP8Config

    asked = FineGrainedFP8Config(dequantize=True, weight_block_size=(128, 128))
    reference = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.bfloat16, quantization_config=asked)
    assert_equals_dequantized(folder, reference, tmp_path / "out")


def test_gpt_oss(tmp_path: Path) -> None:
    from transformers import Mxfp4Config

    torch.manual_seed(0)
    config = GptOssConfig(**SIZES | {"head_dim": 32, "num_local_experts": 4, "num_experts_per_tok": 2})
    config.dtype = "bfloat16"
    folder = tmp_path / "gpt-oss"
    AutoModelForCausalLM.from_config(config, dtype=torch.bfloat16).save_pretrained(folder)
    tensors = {}
    for name, tensor in load_file(folder / "model.safetensors").items():
        if not name.endswith(("experts.gate_up_proj", "experts.down_proj")):
            tensors[name] = tensor
            continue
        experts, inputs, outputs = tensor.shape
        shape = (experts, outputs, inputs // 32)
        tensors[f"{name}_blocks"] = torch.randint(0, 256, (*shape, 16), dtype=torch.int64).to(torch.uint8)
        tensors[f"{name}_scales"] = torch.randint(115, 124, shape, dtype=torch.int64).to(torch.uint8)
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    written = json.loads((folder / "config.json").read_text())
    written["quantization_config"] = {"quant_method": "mxfp4", "modules_to_not_convert": ["lm_head"]}
    (folder / "config.json").write_text(json.dumps(written))
    asked = Mxfp4Config(dequantize=True)
    reference = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.bfloat16, quantization_config=asked)
    assert_equals_dequantized(folder, reference, tmp_path / "out", runs=False)


INT4 = {"num_bits": 4, "type": "int", "strategy": "group", "group_size": 32, "symmetric": True}
FP8 = {"num_bits": 8, "type": "float", "strategy": "channel", "symmetric": True}


@pytest.mark.parametrize("format, arguments", [("pack-quantized", INT4), ("float-quantized", FP8)])
def test_compressed_models(format: str, arguments: dict, tmp_path: Path) -> None:
    from compressed_tensors.compressors import BaseCompressor
    from compressed_tensors.quantization import QuantizationArgs, QuantizationScheme
    from transformers import CompressedTensorsConfig

    torch.manual_seed(0)
    folder = tmp_path / "compressed"
    AutoModelForCausalLM.from_config(LlamaConfig(**SIZES, dtype="bfloat16"), dtype=torch.bfloat16).save_pretrained(folder)
    scheme = QuantizationScheme(targets=["Linear"], weights=QuantizationArgs(**arguments))
    compressor = BaseCompressor.get_value_from_registry(format)
    tensors = {}
    for name, tensor in load_file(folder / "model.safetensors").items():
        if not name.endswith("_proj.weight"):
            tensors[name] = tensor
            continue
        grouped = tensor.unflatten(-1, (-1, arguments.get("group_size", tensor.shape[1])))
        most = 7 if arguments["type"] == "int" else 448
        state = {"weight": tensor, "weight_scale": grouped.abs().amax(-1) / most}
        module = name.removesuffix("weight")
        stored = compressor.compress(state, scheme)
        tensors |= {module + key: value.contiguous() for key, value in stored.items()}
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    config = json.loads((folder / "config.json").read_text())
    config["quantization_config"] = {
        "quant_method": "compressed-tensors",
        "format": format,
        "quantization_status": "compressed",
        "ignore": ["lm_head"],
        "config_groups": {"group_0": {"targets": ["Linear"], "weights": arguments}},
    }
    (folder / "config.json").write_text(json.dumps(config))
    asked = CompressedTensorsConfig(dequantize=True)
    reference = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.bfloat16, quantization_config=asked)
    assert_equals_dequantized(folder, reference, tmp_path / "out")


def test_mixed_sources(tmp_path: Path) -> None:
    """A quantized and a plain model go into one stack once the first is dequantized."""
    source = quantized_model(tmp_path, LlamaConfig(**SIZES), BNB["nf4"])
    models = ["--model", source, "--model", tmp_path / "plain"]
    found = check("A[0:2] B[2:3]", *models, expect=1)
    assert {problem["id"] for problem in found["problems"] if problem["severity"] == "error"} == {"P03"}
    assert not [problem for problem in check("A[0:2] B[2:3]", *models, "--dequantize")["problems"]]
    out = tmp_path / "out"
    merge("A[0:2] B[2:3]", *models, "--dequantize", output=out)
    written = load_file(out / "model.safetensors")
    plain = load_file(tmp_path / "plain" / "model.safetensors")
    layer = "model.layers.2.mlp.up_proj.weight"
    same(written[layer], plain[layer], layer)
    from bitsandbytes.functional import dequantize_4bit

    model = AutoModelForCausalLM.from_pretrained(source, device_map="cpu", dtype=torch.bfloat16)
    weight = model.get_parameter(MODULE + ".weight")
    same(written[MODULE + ".weight"], dequantize_4bit(weight.data, weight.quant_state), MODULE)
    assert_runs_as_written([source, tmp_path / "plain"], "A[0:2] B[2:3]", out)


def assert_runs_as_written(models: list[Path], stack: str, out: Path) -> None:
    """Quantized layers run, and are measured, as the dequantized ones that a merge writes."""
    tokens = TOKENS.tolist()
    assert losses_of(models, stack, tokens) == losses_of([out], "A", tokens)


def test_quantized_models_are_measured(tmp_path: Path) -> None:
    source = quantized_model(tmp_path, LlamaConfig(**SIZES), BNB["nf4 double"])
    out = tmp_path / "out"
    merge("A[0:3]", "--model", source, "--dequantize", output=out)
    found = [layerloom("distance", folder, "--json").json() for folder in (source, out)]
    assert found[0]["kinds"] == found[1]["kinds"] and "mlp.up_proj.weight" in str(found[0]["kinds"])
