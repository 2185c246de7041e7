"""What a merge changes on purpose: dtypes, zeroed blocks, another family's configuration."""

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from layerloom import layerloom, merge
from random_models import LAYERS, VOCABULARY
from reference import load, logits
from safetensors_file import read_folder
from tiny_models import FAMILIES

TOKENS = [(5 * place + 2) % VOCABULARY for place in range(20)]
TYPES = {"bf16": torch.bfloat16, "f16": torch.float16, "f32": torch.float32}


@pytest.mark.parametrize("target", TYPES)
@pytest.mark.parametrize("family", ["llama", "mistral", "phi3"])
def test_conversion_rounds_like_torch(family: str, target: str, tiny, tmp_path: Path) -> None:
    source = tiny(family)[0]
    merge("A[0:8]", "--model", source, "--dtype", target, output=tmp_path / "out")
    before = load_file(str(source / "model.safetensors"))
    after = load_file(str(tmp_path / "out" / "model.safetensors"))
    assert before.keys() == after.keys()
    for name, tensor in before.items():
        assert torch.equal(bits(tensor.to(TYPES[target])), bits(after[name])), name
    config = json.loads((tmp_path / "out" / "config.json").read_text())
    assert (config.get("dtype") or config["torch_dtype"]) == str(TYPES[target]).removeprefix("torch.")


def bits(tensor: torch.Tensor) -> torch.Tensor:
    return tensor.contiguous().view(torch.int16 if tensor.element_size() == 2 else torch.int32)


def test_overflow_is_reported(tmp_path: Path, tiny) -> None:
    """65520 and more become infinite in float16: written so, and said."""
    from safetensors.torch import save_file

    source = tiny("llama")[0]
    big = tmp_path / "big"
    big.mkdir()
    (big / "config.json").write_bytes((source / "config.json").read_bytes())
    tensors = load_file(str(source / "model.safetensors"))
    tensors["model.norm.weight"][:3] = torch.tensor([65504.0, 70000.0, -1e38])
    save_file(tensors, str(big / "model.safetensors"), metadata={"format": "pt"})
    done = layerloom("merge", "A[0:8]", "--model", big, "--dtype", "f16", "--output", tmp_path / "out")
    written = load_file(str(tmp_path / "out" / "model.safetensors"))["model.norm.weight"]
    infinite = int(written.isinf().sum())
    assert infinite == int(tensors["model.norm.weight"].half().isinf().sum()) >= 2
    assert str(infinite) in done.err + done.out and "inf" in done.err + done.out


@pytest.mark.parametrize("family", ["llama", "phi3"])
def test_block_expansion_changes_nothing(family: str, tiny, tmp_path: Path) -> None:
    """Copies with zeroed writers add nothing: more layers, the same function, bit for bit."""
    source = tiny(family)[0]
    document = tmp_path / "expand.loom"
    layerloom("recipe", "expand", "--model", source, "--extra", 4, "--output", document)
    merge(document, output=tmp_path / "out")
    grown, original = load(tmp_path / "out"), load(source)
    assert len(grown.get_submodule(FAMILIES[family].layers)) == LAYERS + 4
    assert torch.equal(logits(grown, TOKENS), logits(original, TOKENS))
    written = load_file(str(tmp_path / "out" / "model.safetensors"))
    for place in range(LAYERS + 4):  # the copy is the last of every three
        is_copy = place % 3 == 2
        for writer in ("self_attn.o_proj", "mlp.down_proj"):
            weights = written[f"model.layers.{place}.{writer}.weight"]
            assert bool(weights.eq(0).all()) == is_copy


def test_retarget_keeps_every_tensor(tiny, tmp_path: Path) -> None:
    """llama2_init_mistral: Mistral's tensors under Llama's configuration, not one bit changed."""
    mistral, llama = tiny("mistral")[0], tiny("llama")[0]
    document = tmp_path / "retarget.loom"
    layerloom("recipe", "retarget", "--model", mistral, "--config", llama, "--output", document)
    merge(document, output=tmp_path / "out")
    before, after = read_folder(mistral), read_folder(tmp_path / "out")
    assert before.keys() == after.keys()
    assert all(after[name].same_as(before[name]) for name in before)
    config = json.loads((tmp_path / "out" / "config.json").read_text())
    assert (config["model_type"], config["architectures"]) == ("llama", ["LlamaForCausalLM"])
    within_the_window = TOKENS[:4]
    assert torch.equal(
        logits(load(tmp_path / "out"), within_the_window), logits(load(mistral), within_the_window)
    )
