"""Weight distances against numpy: of a real model, and between it and a copy whose matrices were nudged."""

import math
import re
from pathlib import Path

import numpy
import pytest

from layerloom import layerloom
from safetensors_file import Tensor, read_folder
from smollm2 import smollm2, smollm2_tuned

LAYER = re.compile(r"model\.layers\.(\d+)\.(.+)")
LAYERS = 30
MODEL = smollm2()
TUNED = smollm2_tuned()


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory, monkeypatch) -> None:
    """Distances of earlier runs prove nothing."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


def numbers(tensor: Tensor) -> numpy.ndarray:
    assert tensor.dtype == "BF16"
    widened = numpy.frombuffer(tensor.data, dtype=numpy.uint16).astype(numpy.uint32) << 16
    return widened.view(numpy.float32).astype(numpy.float64)


def kinds_of(folder: Path) -> dict[str, numpy.ndarray]:
    """Each kind of tensor as a matrix with one row for a layer."""
    rows: dict[str, list] = {}
    for name, tensor in read_folder(folder).items():
        if match := LAYER.fullmatch(name):
            rows.setdefault(match[2], [None] * LAYERS)[int(match[1])] = numbers(tensor)
    return {kind: numpy.stack(layers) for kind, layers in rows.items()}


def squares(left: numpy.ndarray, right: numpy.ndarray) -> tuple[numpy.ndarray, numpy.ndarray]:
    """All squared distances, those of equal layers by plain subtraction, and half the sums of the squared norms."""
    norms = ((left**2).sum(1)[:, None] + (right**2).sum(1)[None, :]) / 2
    apart = 2 * norms - 2 * left @ right.T
    numpy.fill_diagonal(apart, [((a - b) ** 2).sum() for a, b in zip(left, right)])
    return apart, norms


def compare(said: dict, left: dict[str, numpy.ndarray], right: dict[str, numpy.ndarray]) -> None:
    assert said["kinds"].keys() == left.keys()
    all_apart, all_norms = 0, 0
    for kind, distances in said["kinds"].items():
        apart, norms = squares(left[kind], right[kind])
        numpy.testing.assert_allclose(distances, numpy.sqrt(apart / norms), rtol=1e-9, atol=3e-8)
        all_apart, all_norms = all_apart + apart, all_norms + norms
    numpy.testing.assert_allclose(said["all"], numpy.sqrt(all_apart / all_norms), rtol=1e-9, atol=3e-8)


def test_one_model_is_flat() -> None:
    said = layerloom("distance", MODEL, "--quiet", "--json").json()
    kinds = kinds_of(MODEL)
    compare(said, kinds, kinds)
    everything = numpy.array(said["all"])
    assert (numpy.diag(everything) == 0).all()
    others = everything[~numpy.eye(LAYERS, dtype=bool)]
    assert 1.40 < others.min() and others.max() < 1.42
    for layer, facts in enumerate(said["layers"]):
        values = numpy.concatenate([kind[layer] for kind in kinds.values()])
        assert math.isclose(facts["norm"], numpy.linalg.norm(values), rel_tol=1e-9)
        assert math.isclose(facts["zeros"], (values == 0).mean(), abs_tol=1e-12)
        assert (facts["nan"], facts["inf"]) == (0, 0)
    assert "Little variation" in layerloom("distance", MODEL, "--quiet").out


def test_fine_tune_is_near_at_its_own_layer() -> None:
    said = layerloom("distance", MODEL, TUNED, "--quiet", "--json").json()
    compare(said, kinds_of(MODEL), kinds_of(TUNED))
    assert (numpy.array(said["all"]).argmin(1) == numpy.arange(LAYERS)).all()
    # The vectors of the norms were not nudged: they are copies.
    assert (numpy.diag(said["kinds"]["input_layernorm.weight"]) == 0).all()
    assert "Little variation" not in layerloom("distance", MODEL, TUNED, "--quiet").out
