"""The recipes of the papers, and the lists that they print, layer by layer."""

from dataclasses import replace
from pathlib import Path

import pytest

from layerloom import blocks_of, check, layerloom, scaled_blocks_of
from shapes import LLAMA2_7B, write_shape


def span(*ranges: tuple[int, int]) -> list[int]:
    return [layer for first, end in ranges for layer in range(first, end)]


IDUS_1 = [layer for pair in zip(range(24), range(8, 32)) for layer in pair]

# name: depth of the model, the verb and its numbers, the layers
RECIPES = {
    "SOLAR-10.7B": (32, "dus --m 8", span((0, 24), (8, 32))),
    "Bielik-11B-v2": (32, "dus --m 7", span((0, 25), (7, 32))),
    "Granite-34B-code": (52, "dus --m 8", span((0, 44), (8, 52))),
    "naive repeat": (32, "dus --m 0", span((0, 32), (0, 32))),
    "iDUS-1layer": (32, "interlock --m 8 --g 1", IDUS_1),
    "iDUS-8layer": (32, "interlock --m 8 --g 8", span((0, 16), (8, 24), (16, 32))),
    "iDUS that is DUS": (32, "interlock --m 8 --g 24", span((0, 24), (8, 32))),
    "shorter last group": (
        30,
        "interlock --m 8 --g 8",
        span((0, 8), (8, 16), (8, 16), (16, 24), (16, 22), (24, 30)),
    ),
    "downscale_model 4+4": (24, "downscale --top 4 --bottom 4", span((0, 4), (20, 24))),
    "no layer of the end": (24, "downscale --top 4 --bottom 0", span((0, 4))),
    "more than the model has twice": (24, "downscale --top 20 --bottom 20", span((0, 20), (4, 24))),
    "depth_upscale_model": (24, "upscale --top 4 --bottom 4 --model AGAIN", span((0, 4), (20, 24)) * 2),
    "G_stack": (6, "repeat --times 4", span((0, 6)) * 4),
    "RYS-XLarge": (80, "repeat --range 45,52", span((0, 52), (45, 80))),
    "RYS of two blocks": (64, "repeat --range 43,45 --range 28,34", span((0, 34), (28, 45), (43, 64))),
    "120B self-merge": (
        80,
        "windows --window 20 --stride 10",
        span(*((i, i + 20) for i in range(0, 70, 10))),
    ),
    "BigLlama-3.1-1T": (209, "windows --window 105 --stride 52", span((0, 105), (52, 157), (104, 209))),
    "ShortGPT Llama-2-7B": (32, "drop --first 21 --count 9", span((0, 21), (30, 32))),
    "PruneMe": (32, "drop --first 21 --count 8", span((0, 21), (29, 32))),
}


@pytest.fixture(scope="module")
def model_of_depth(tmp_path_factory):
    """model_of_depth(n): a header-only checkpoint with n layers."""
    made: dict[int, Path] = {}

    def folder(depth: int) -> Path:
        if depth not in made:
            path = tmp_path_factory.mktemp("depth") / f"llama-{depth}"
            made[depth] = write_shape(replace(LLAMA2_7B, layers=depth), path)
        return made[depth]

    return folder


@pytest.mark.parametrize("name", RECIPES)
def test_recipe(name: str, model_of_depth) -> None:
    depth, recipe, layers = RECIPES[name]
    model = model_of_depth(depth)
    words = [model if word == "AGAIN" else word for word in recipe.split()]
    expression = layerloom("recipe", *words, "--model", model).out
    assert blocks_of(expression) == [("A", layer) for layer in layers]
    assert check(expression, "--model", model)["layers"] == len(layers)


def test_block_expansion(model_of_depth) -> None:
    """LLaMA-Pro: eight copies at 4, 9, … 39, each of the layer before it, with its two writers at nothing."""
    expression = layerloom("recipe", "expand", "--model", model_of_depth(32), "--extra", 8).out
    blocks = scaled_blocks_of(expression)
    assert [layer for _, layer, _ in blocks] == [
        layer for i in range(32) for layer in [i] * (1 + (i % 4 == 3))
    ]
    assert {place: scales for place, (_, _, scales) in enumerate(blocks) if scales} == {
        place: {"o_proj": 0.0, "down_proj": 0.0} for place in range(4, 40, 5)
    }


# fusion_bench's layer_indices, its own examples first; negative numbers count from the end
INDICES = {
    "[0, 1, 1, 0]": [0, 1, 1, 0],
    '["range(0,12)", "range(6,12)"]': span((0, 12), (6, 12)),
    '[0, 2, 4, "range(6,12)"]': [0, 2, 4, 6, 7, 8, 9, 10, 11],
    '["range(0,24)", "range(8,32)"]': span((0, 24), (8, 32)),
    "[0, 1, 2, 1, 3]": [0, 1, 2, 1, 3],
    "[-1, 0, -32]": [31, 0, 0],
}


@pytest.mark.parametrize("indices", INDICES)
def test_layer_indices(indices: str, model_of_depth) -> None:
    facts = check("--model", model_of_depth(32), "--layer-indices", indices)
    assert blocks_of(facts["expression"]) == [("A", layer) for layer in INDICES[indices]]


# other ways people write the same stack; each is read to SOLAR's 48 layers
SPELLINGS = [
    "A[0:24] A[8:32]",
    "range(0,24), range(8,32)",
    "list(range(0, 24)) + list(range(8, 32))",
    "[[0,24],[8,32]]",
    "0-23,8-31",
    "0..23,8..31",
    "dus(A, 8)",
    "idus(A, 8, 24)",
    "interlock(A[0:24], A[8:32], 24)",
    "layers:" + ",".join(map(str, span((0, 24), (8, 32)))),
]


@pytest.mark.parametrize("spelling", SPELLINGS, ids=lambda text: text[:24])
def test_spelling(spelling: str, model_of_depth) -> None:
    facts = check(spelling, "--model", model_of_depth(32))
    assert facts["expression"] == "A[0:24] A[8:32]"


def test_code_is_not_run(model_of_depth, tmp_path: Path) -> None:
    """What fusion_bench hands to eval() is refused here."""
    indices = f"[\"__import__('pathlib').Path('{tmp_path}/seen').touch()\"]"
    done = layerloom("check", "--model", model_of_depth(32), "--layer-indices", indices, expect=2)
    assert "__import__" in done.err
    assert not (tmp_path / "seen").exists()
