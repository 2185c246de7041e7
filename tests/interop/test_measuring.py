"""What is measured of a real model against the same figures of transformers."""

import copy
from pathlib import Path

import numpy
import pytest
import torch
from tokenizers import Tokenizer

from layerloom import layerloom
from reference import load
from smollm2 import smollm2

MODEL = smollm2()
TEXT = (Path(__file__).parents[2] / "README.md").read_text()
WINDOW = 256


@pytest.fixture(scope="module")
def text_file(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("text") / "text.txt"
    path.write_text(TEXT)
    return path


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory, monkeypatch) -> None:
    """Measurements of earlier runs prove nothing."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


def tokens(count: int) -> list[int]:
    return Tokenizer.from_file(str(MODEL / "tokenizer.json")).encode(TEXT).ids[:count]


def with_layers(layers: list[int]):
    model = load(MODEL)
    stack = model.model.layers
    model.model.layers = torch.nn.ModuleList(copy.deepcopy(stack[layer]) for layer in layers)
    model.config.num_hidden_layers = len(layers)
    return model


def losses(model, ids: list[int]) -> torch.Tensor:
    """−ln p of every token but the first of each window."""
    found = []
    for begin in range(0, len(ids), WINDOW):
        window = torch.tensor([ids[begin : begin + WINDOW]])
        with torch.no_grad():
            logits = model(window, use_cache=False).logits
        found.append(torch.nn.functional.cross_entropy(logits[0, :-1], window[0, 1:], reduction="none"))
    return torch.cat(found)


def test_evaluate(text_file: Path) -> None:
    expression, layers = "A[0:12] A[14:20] A[16:30]", [*range(12), *range(14, 20), *range(16, 30)]
    command = ("evaluate", expression, "--model", MODEL, "--text", text_file, "--tokens", 400)
    said = layerloom(*command, "--quiet", "--json").json()
    ids = tokens(400)
    stack, base = losses(with_layers(layers), ids), losses(load(MODEL), ids)
    assert abs(said["loss"] - stack.mean().item()) < 1e-4
    assert abs(said["base_loss"] - base.mean().item()) < 1e-4
    assert abs(said["standard_error"] - (stack.std() / len(stack) ** 0.5).item()) < 1e-4
    assert (said["tokens"], said["predicted_tokens"]) == (400, 398)


def test_measure(text_file: Path) -> None:
    command = ("measure", MODEL, "--text", text_file, "--tokens", 60)
    said = layerloom(*command, "--quiet", "--json").json()
    ids = tokens(60)
    base = losses(load(MODEL), ids).mean().item()
    assert abs(said["base_loss"] - base) < 1e-4
    for layer in (1, 11, 29):
        left = [each for each in range(30) if each != layer]
        twice = sorted([*range(30), layer])
        assert abs(said["drop"][layer] - losses(with_layers(left), ids).mean().item() + base) < 2e-4
        assert abs(said["repeat"][layer] - losses(with_layers(twice), ids).mean().item() + base) < 2e-4
    with torch.no_grad():
        # The last one of these is behind the final norm.
        states = torch.stack(load(MODEL)(torch.tensor([ids]), output_hidden_states=True).hidden_states[:-1])
    states = torch.nn.functional.normalize(states[:, 0].double(), dim=-1)
    cosines = torch.einsum("atd,btd->abt", states, states).clamp(-1, 1)
    angles = (torch.arccos(cosines) / torch.pi).mean(-1).numpy()
    numpy.fill_diagonal(angles, 0)
    numpy.testing.assert_allclose(numpy.array(said["angular"])[:30, :30], angles, atol=2e-4)
    influence = [1 - cosines[layer, layer + 1].mean().item() for layer in range(29)]
    numpy.testing.assert_allclose(said["block_influence"][:29], influence, atol=1e-4)
