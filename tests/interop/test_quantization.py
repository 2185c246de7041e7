"""merge --quantize writes what bitsandbytes and transformers write, byte for byte, and it computes the same."""

import json
import logging
import shutil
import sys
from pathlib import Path

import pytest
import torch
import transformers
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM, BitsAndBytesConfig

from families import FAMILIES, TOKENS
from layerloom import layerloom
from random_models import random_model
from safetensors_file import read_folder

logging.disable(logging.WARNING)
FOUR = {"load_in_4bit": True, "bnb_4bit_compute_dtype": torch.bfloat16}
FORMATS = {
    "nf4": (["--quantize", "nf4", "--double-quant", "off"], FOUR | {"bnb_4bit_quant_type": "nf4"}),
    "nf4 double": (
        ["--quantize", "nf4"],
        FOUR | {"bnb_4bit_quant_type": "nf4", "bnb_4bit_use_double_quant": True},
    ),
    "fp4": (["--quantize", "fp4"], FOUR | {"bnb_4bit_quant_type": "fp4"}),
    "fp4 double": (
        ["--quantize", "fp4", "--double-quant", "on"],
        FOUR | {"bnb_4bit_quant_type": "fp4", "bnb_4bit_use_double_quant": True},
    ),
    "int8": (["--quantize", "int8"], {"load_in_8bit": True}),
}
NAMES = ["llama", "qwen2", "gemma2", "mixtral", "llama with biases", "phi3"]


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    """The mean of double quantization is summed in another order by several threads."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def bases(tmp_path_factory) -> dict[str, Path]:
    """Checkpoints in bfloat16. All widths are multiples of 64: bitsandbytes runs others on some processors only."""
    made = {}
    for name in NAMES:
        family = FAMILIES[name]
        sizes = {**family.sizes, **family.options, "intermediate_size": 128}
        config = transformers.AutoConfig.for_model(family.model_type or name, **sizes)
        made[name] = tmp_path_factory.mktemp("base")
        random_model(family.auto, config, 1).to(torch.bfloat16).save_pretrained(str(made[name]))
    return made


def reference(base: Path, folder: Path, settings: dict) -> Path:
    quantization = BitsAndBytesConfig(**settings)
    model = AutoModelForCausalLM.from_pretrained(str(base), quantization_config=quantization, device_map="cpu")
    model.save_pretrained(str(folder))
    return folder


def ours(base: Path, folder: Path, options: list[str]) -> Path:
    layers = json.loads((base / "config.json").read_text())["num_hidden_layers"]
    layerloom("merge", f"A[0:{layers}]", "--model", str(base), "--output", str(folder), "--quiet", *options)
    return folder


def logits(folder: Path) -> torch.Tensor:
    model, info = AutoModelForCausalLM.from_pretrained(str(folder), device_map="cpu", output_loading_info=True)
    assert not any(info.values()), info
    with torch.no_grad():
        return model.eval()(TOKENS).logits


def section(folder: Path) -> dict:
    return json.loads((folder / "config.json").read_text())["quantization_config"]


def differing(written: Path, expected: Path) -> list[str]:
    mine, theirs = read_folder(written), read_folder(expected)
    assert sorted(mine) == sorted(theirs)
    return [name for name, tensor in theirs.items() if not mine[name].same_as(tensor)]


@pytest.mark.parametrize("format_name", FORMATS)
@pytest.mark.parametrize("name", NAMES)
def test_the_bytes_and_the_logits_are_those_of_bitsandbytes(name, format_name, bases, tmp_path):
    options, settings = FORMATS[format_name]
    expected = reference(bases[name], tmp_path / "expected", settings)
    written = ours(bases[name], tmp_path / "written", options)
    assert not differing(written, expected)
    assert section(written) == section(expected)
    assert torch.equal(logits(written), logits(expected))


@pytest.mark.parametrize("modules", [["o_proj"], ["model.layers.1", "mlp.up_proj"]])
def test_modules_are_skipped_as_transformers_skips_them(modules, bases, tmp_path):
    options, settings = FORMATS["nf4"]
    skipped = {"llm_int8_skip_modules": ["lm_head", *modules]}
    expected = reference(bases["llama"], tmp_path / "expected", settings | skipped)
    written = ours(bases["llama"], tmp_path / "written", [*options, "--skip-modules", *modules])
    assert not differing(written, expected)
    assert section(written) == section(expected)
    assert torch.equal(logits(written), logits(expected))


@pytest.mark.parametrize("dtype", ["f32", "f16"])
def test_weights_are_converted_before_they_are_quantized(dtype, bases, tmp_path):
    converted = ours(bases["llama"], tmp_path / "converted", ["--dtype", dtype])
    options, settings = FORMATS["nf4 double"]
    compute = {"bnb_4bit_compute_dtype": {"f32": torch.float32, "f16": torch.float16}[dtype]}
    expected = reference(converted, tmp_path / "expected", settings | compute)
    written = ours(bases["llama"], tmp_path / "written", [*options, "--dtype", dtype])
    assert not differing(written, expected)
    assert section(written) == section(expected)


def test_a_new_stack_is_quantized_as_its_16_bit_form_is(bases, tmp_path):
    stack = ["merge", "A[0:6] + A[2:8]", "--model", str(bases["qwen2"]), "--quiet"]
    layerloom(*stack, "--output", str(tmp_path / "wide"))
    layerloom(*stack, "--output", str(tmp_path / "written"), "--quantize", "nf4")
    expected = reference(tmp_path / "wide", tmp_path / "expected", FORMATS["nf4 double"][1])
    assert not differing(tmp_path / "written", expected)
    assert torch.equal(logits(tmp_path / "written"), logits(expected))


@pytest.mark.parametrize("format_name", ["nf4 double", "int8"])
def test_the_load_check_counts_the_weights(format_name, bases, tmp_path):
    written = ours(bases["mixtral"], tmp_path / "written", FORMATS[format_name][0])
    found = layerloom("loadcheck", written, "--python", sys.executable, "--json", "--quiet").json()
    assert found["loads"] and found["missing"] == found["unexpected"] == found["mismatched"] == []
    model = AutoModelForCausalLM.from_pretrained(str(bases["mixtral"]))
    assert found["parameters"] == sum(parameter.numel() for parameter in model.parameters())


def dequantized(folder: Path, plain: Path, base: Path) -> Path:
    """The checkpoint in bfloat16. bitsandbytes itself takes wrong scales on some processors where the columns are no
    multiple of 64."""
    stored = load_file(folder / "model.safetensors")
    weights = {name: tensor for name, tensor in stored.items() if tensor.dtype == torch.bfloat16}
    for name in [name for name in stored if name.endswith(".quant_map") and ".nested" not in name]:
        weight = name.removesuffix(".quant_map")
        state = next(bytes(tensor.tolist()) for key, tensor in stored.items() if key.startswith(f"{weight}.quant_state"))
        facts = json.loads(state)
        scales = stored[f"{weight}.absmax"]
        if "nested_offset" in facts:
            nested = stored[f"{weight}.nested_absmax"].repeat_interleave(256)[: scales.numel()]
            scales = stored[f"{weight}.nested_quant_map"][scales.long()] * nested + facts["nested_offset"]
        codes = stored[weight].reshape(-1)
        values = stored[name][torch.stack([codes >> 4, codes & 15], 1).reshape(-1).long()]
        values = values * scales.repeat_interleave(64)[: values.numel()]
        weights[weight] = values.reshape(facts["shape"]).to(torch.bfloat16)
    for name in [name for name in stored if name.endswith(".SCB")]:
        weight = name.removesuffix("SCB") + "weight"
        values = stored[weight].float() * stored[name].reshape(-1, 1) * 7.874015718698502e-3
        weights[weight] = values.to(torch.bfloat16)
    plain.mkdir()
    save_file(weights, plain / "model.safetensors", {"format": "pt"})
    config = json.loads((folder / "config.json").read_text())
    del config["quantization_config"]
    (plain / "config.json").write_text(json.dumps(config))
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(base / name, plain / name)
    return plain


@pytest.mark.parametrize("format_name", FORMATS)
def test_a_stack_runs_as_its_quantized_file_would(format_name, tmp_path):
    options, _ = FORMATS[format_name]
    layerloom("sample", tmp_path / "sample")
    base = tmp_path / "sample/loomling-32"
    stack = ["A[0:20] A[12:32]", "--model", base]
    layerloom("merge", *stack, "--output", tmp_path / "written", "--quiet", *options)
    plain = dequantized(tmp_path / "written", tmp_path / "plain", base)
    run = ["--tokens", "200", "--device", "cpu", "--json", "--quiet"]
    unwritten = layerloom("evaluate", *stack, *run, *options).json()
    written = layerloom("evaluate", "A", "--model", plain, *run).json()
    wide = layerloom("evaluate", *stack, *run).json()
    assert abs(unwritten["loss"] - written["loss"]) < 1e-4
    assert unwritten["loss"] != wide["loss"]
    said = layerloom("sizes", *stack, "--measure", *run).json()["formats"]
    measured = {each["name"]: each for each in said}[format_name.replace(" ", "-")]
    assert abs(measured["delta"] - (unwritten["loss"] - wide["loss"])) < 1e-6
    assert measured["standard_error"] > 0


def test_sizes_are_those_of_the_files(bases, tmp_path):
    said = layerloom("sizes", "A", "--model", bases["qwen2"], "--json", "--quiet").json()["formats"]
    assert [each["name"] for each in said] == ["keep", "int8", "nf4", "nf4-double", "fp4", "fp4-double"]
    for each in said[1:]:
        format_name = each["name"].replace("-", " ")
        written = ours(bases["qwen2"], tmp_path / each["name"], FORMATS[format_name][0])
        assert (written / "model.safetensors").stat().st_size == each["bytes"]
