"""The edits that are compared: how layerloom-cli is asked for each, and the layers Python must take."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from layerloom import Block, layerloom, models_options

# (model folders, scratch folder) -> the arguments of `check` and `merge` that name the stack
Ask = Callable[[list[Path], Path], list[object]]


@dataclass(frozen=True)
class Edit:
    """One stack: asked for through one door of the program, and as index lists."""

    name: str
    ask: Ask
    blocks: list[Block]
    embeddings: str = "A"
    head: str = "A"  # and the final norm
    config: str = "A"

    def __str__(self) -> str:
        return self.name


def layers(letter: str, first: int, end: int) -> list[Block]:
    return [(letter, layer) for layer in range(first, end)]


def edits_for(n: int, m: int, g: int, ends: int) -> list[Edit]:
    """The edits of an n-layer model: DUS and interlocks with this m and g, `ends` layers of each end."""
    return [
        dus(n, m),
        interlock(n, m, 1),
        interlock(n, m, g),
        downscale(n, ends, ends),
        upscale(n, ends),
        interleave(n, m),
    ]


def dus(n: int, m: int) -> Edit:
    """SOLAR: range(0, n-m) + range(m, n), through `recipe dus`."""
    blocks = layers("A", 0, n - m) + layers("A", m, n)
    return Edit(f"dus-{m}", from_recipe("dus", "--m", m), blocks)


def interlock(n: int, m: int, g: int) -> Edit:
    """iDUS: groups of g of both copies in turn, through `recipe interlock`."""
    first, second = layers("A", 0, n - m), layers("A", m, n)
    blocks = []
    for start in range(0, n - m, g):
        blocks += first[start : start + g] + second[start : start + g]
    return Edit(f"idus-{m}-by-{g}", from_recipe("interlock", "--m", m, "--g", g), blocks)


def downscale(n: int, top: int, bottom: int) -> Edit:
    """downscale_model: layers[:top] + layers[-bottom:], through `recipe downscale`."""
    blocks = layers("A", 0, top) + layers("A", n - bottom, n)
    ask = from_recipe("downscale", "--top", top, "--bottom", bottom)
    return Edit(f"downscale-{top}-{bottom}", ask, blocks)


def upscale(n: int, ends: int) -> Edit:
    """depth_upscale_model(A, [(B, ends, ends), (A, ends, ends)]): everything but the layers is the base's."""
    two_ends = {letter: layers(letter, 0, ends) + layers(letter, n - ends, n) for letter in "AB"}

    def ask(models: list[Path], scratch: Path) -> list[object]:
        document = scratch / "upscale.loom"
        pieces = models_options([models[1], models[0]])
        options = ["--base", models[0], "--top", ends, "--bottom", ends, "--output", document]
        layerloom("recipe", "upscale", *pieces, *options)
        return [document]

    return Edit(f"upscale-{ends}-{ends}", ask, two_ends["B"] + two_ends["A"])


def upscale_by_options(n: int, ends: int) -> Edit:
    """The same stack from an expression, with every part named on the command line."""
    expression = f"B[0:{ends}] B[{n - ends}:{n}] A[0:{ends}] A[{n - ends}:{n}]"

    def ask(models: list[Path], _: Path) -> list[object]:
        base = models[0]
        parts = ["--base", base, "--embeddings-from", base, "--head-from", base]
        return [expression, *models_options(models), *parts]

    return Edit(f"upscale-by-options-{ends}-{ends}", ask, upscale(n, ends).blocks)


def interleave(n: int, m: int) -> Edit:
    """Goliath's way with two models, from a mergekit YAML whose paths are relative to its folder."""
    ranges = [("A", 0, n - 2 * m), ("B", m, n - m), ("A", 2 * m, n)]
    blocks = [block for letter, first, end in ranges for block in layers(letter, first, end)]
    return Edit(f"interleave-{m}", from_yaml(ranges), blocks)


def two_halves(n: int, m: int) -> Edit:
    """The first layers of A, the last of B: norm and head come from B. For models whose head is their own."""
    ranges = [("A", 0, n - m), ("B", m, n)]
    blocks = [block for letter, first, end in ranges for block in layers(letter, first, end)]
    return Edit(f"halves-{m}", from_yaml(ranges), blocks, head="B")


def parts_of_another(n: int) -> Edit:
    """All layers of B between embeddings and head of A: zero-length slices, as mergekit's authors advise."""
    ranges = [("A", 0, 0), ("B", 0, n), ("A", n, n)]
    return Edit("parts", from_yaml(ranges, base="B"), layers("B", 0, n), config="B")


def from_recipe(verb: str, *options: object) -> Ask:
    """Asks `recipe VERB` for a document."""

    def ask(models: list[Path], scratch: Path) -> list[object]:
        document = scratch / f"{verb}.loom"
        layerloom("recipe", verb, "--model", models[0], *options, "--output", document)
        return [document]

    return ask


def from_yaml(ranges: list[tuple[str, int, int]], base: str = "A") -> Ask:
    """Writes a mergekit passthrough configuration beside the models."""

    def ask(models: list[Path], scratch: Path) -> list[object]:
        names = {letter: f"./{model.name}" for letter, model in zip("AB", models)}
        for model in models:
            link = scratch / model.name
            if not link.exists():
                link.symlink_to(model)
        slices = [
            f"  - sources:\n      - model: {names[letter]}\n        layer_range: [{first}, {end}]\n"
            for letter, first, end in ranges
        ]
        text = f"merge_method: passthrough\nbase_model: {names[base]}\nslices:\n{''.join(slices)}"
        (scratch / "merge.yml").write_text(text)
        return [scratch / "merge.yml"]

    return ask
