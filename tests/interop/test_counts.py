"""Exact figures of well-known models and of the stacks people make of them, from headers alone."""

import shutil
from pathlib import Path

import pytest

from layerloom import blocks_of, check, inspect, layerloom, seams_of
from shapes import (
    LLAMA2_7B,
    LLAMA2_70B,
    MISTRAL_7B,
    QWEN2_05B,
    SMOLLM2_135M,
    TINYLLAMA_11B,
    Shape,
    write_shape,
)

GOLIATH = "A[0:16] B[8:24] A[17:32] B[25:40] A[33:48] B[41:56] A[49:64] B[57:72] A[65:80]"
SELF_MERGE = " ".join(f"A[{first}:{first + 20}]" for first in range(0, 70, 10))
EVERY_SECOND = " ".join(f"A[{layer}] A[{layer + 8}]" for layer in range(24))

# model, its layers, parameters, bytes in bfloat16, parameters of a layer, of the embeddings, of the head
MODELS = {
    "Mistral-7B": (MISTRAL_7B, 32, 7_241_732_096, 14_483_464_192, 218_112_000, 131_072_000, 131_072_000),
    "Llama-2-7B": (LLAMA2_7B, 32, 6_738_415_616, 13_476_831_232, 202_383_360, 131_072_000, 131_072_000),
    "Llama-2-70B": (LLAMA2_70B, 80, 68_976_648_192, 137_953_296_384, 855_654_400, 262_144_000, 262_144_000),
    "Qwen2-0.5B": (QWEN2_05B, 24, 494_032_768, 988_065_536, 14_912_384, 136_134_656, 0),
    "SmolLM2-135M": (SMOLLM2_135M, 30, 134_515_008, 269_030_016, 3_540_096, 28_311_552, 0),
    "TinyLlama-1.1B": (TINYLLAMA_11B, 22, 1_100_048_384, 2_200_096_768, 44_044_288, 65_536_000, 65_536_000),
}

# name: shape, models, stack, layers, parameters, seams, largest and summed layer distance
STACKS = {
    "SOLAR-10.7B": (MISTRAL_7B, 1, "dus(A, 8)", 48, 10_731_524_096, 1, 15, 15),
    "iDUS-8": (MISTRAL_7B, 1, "idus(A, 8, 8)", 48, 10_731_524_096, 2, 7, 14),
    "iDUS-1": (MISTRAL_7B, 1, EVERY_SECOND, 48, 10_731_524_096, 47, 8, 353),
    "naive repeat": (MISTRAL_7B, 1, "dus(A, 0)", 64, 14_221_316_096, 1, 31, 31),
    "Llama-2-7B DUS": (LLAMA2_7B, 1, "dus(A, 8)", 48, 9_976_549_376, 1, 15, 15),
    "Qwen2-0.5B 4+4": (QWEN2_05B, 1, "A[0:4] A[20:24]", 8, 255_434_624, 1, 17, 17),
    "Qwen2-0.5B (4,4)x2": (QWEN2_05B, 1, "A[0:4] A[20:24] A[0:4] A[20:24]", 16, 374_733_696, 3, 23, 57),
    "Goliath-120B": (LLAMA2_70B, 2, GOLIATH, 137, 117_748_948_992, 8, 7, 49),
    "103B": (LLAMA2_70B, 1, "[[0,40],[20,60],[40,80]]", 120, 103_202_824_192, 2, 19, 38),
    "120B": (LLAMA2_70B, 1, SELF_MERGE, 140, 120_315_912_192, 6, 9, 54),
}


@pytest.fixture(scope="module")
def shaped(tmp_path_factory):
    """shaped(shape, letter): a header-only checkpoint, made once."""
    made: dict[tuple[Shape, str], Path] = {}

    def folder(shape: Shape, letter: str = "A") -> Path:
        if (shape, letter) not in made:
            path = tmp_path_factory.mktemp("shape") / f"{shape.model_type}-{shape.layers}-{letter}"
            made[shape, letter] = write_shape(shape, path, shards=3)
        return made[shape, letter]

    return folder


@pytest.mark.parametrize("name", MODELS)
def test_model(name: str, shaped) -> None:
    shape, layers, parameters, size, a_layer, embeddings, head = MODELS[name]
    facts = inspect(shaped(shape))
    assert facts["architecture"] == shape.architecture
    assert facts["model_type"] == shape.model_type
    assert (facts["layers"], facts["parameters"], facts["bytes"]) == (layers, parameters, size)
    assert facts["tied"] == shape.tied
    assert facts["dtypes"] == {"BF16": size}
    assert facts["parts"] == {"embeddings": embeddings, "norm": shape.hidden, "head": head}
    (kind,) = facts["kinds"]
    assert kind["layers"] == list(range(layers))
    assert kind["parameters"] == a_layer


@pytest.mark.parametrize("name", STACKS)
def test_stack(name: str, shaped) -> None:
    shape, models, expression, layers, parameters, seams, largest, total = STACKS[name]
    folders = [shaped(shape, letter) for letter in "AB"[:models]]
    facts = check(expression, *(word for folder in folders for word in ("--model", folder)))
    assert (facts["layers"], facts["parameters"]) == (layers, parameters)
    assert facts["bytes"] == 2 * parameters
    assert len(facts["seams"]) == seams
    assert (facts["max_distance"], facts["sum_distance"]) == (largest, total)
    assert facts["seams"] == seams_of(blocks_of(facts["expression"]))
    assert [source["path"] for source in facts["sources"]] == [str(folder) for folder in folders]


def test_dry_run_of_120b(shaped, tmp_path: Path) -> None:
    """A merge of 235 GB is rehearsed without writing a byte; a disk too small for it is no error yet."""
    command = ("merge", GOLIATH, "--model", shaped(LLAMA2_70B, "A"), "--model", shaped(LLAMA2_70B, "B"))
    done = layerloom(*command, "--output", tmp_path / "goliath", "--dry-run")
    fits = shutil.disk_usage(tmp_path).free > 236e9
    assert fits or "P17: Needs 235.5 GB" in done.err
    assert list(tmp_path.iterdir()) == []
