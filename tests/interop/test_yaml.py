"""mergekit recipes people published, read to exactly the layers they mean, and written back."""

import re
from collections import Counter
from dataclasses import dataclass, field
from math import prod
from pathlib import Path

import pytest

from layerloom import blocks_of, check, layerloom, scaled_blocks_of, seams_of
from shapes import LLAMA2_13B, LLAMA2_70B, MISTRAL_7B, Shape, tensors_of, write_checkpoint, write_shape

RECIPES = Path(__file__).parent / "recipes"

XWIN, EURYALE = "Xwin-LM/Xwin-LM-70B-V0.1", "Sao10K/Euryale-1.3-L2-70B"
DOLPHIN, SYNTHIA = "cognitivecomputations/dolphin-2.2-70b", "migtissera/SynthIA-70B-v1.2b"
ORCA, PLATYPUS = "psmathur/orca_mini_v3_13b", "garage-bAInd/Platypus2-13B"
OPTIMIZED, HERMES = "OpenPipe/mistral-ft-optimized-1218", "mlabonne/NeuralHermes-2.5-Mistral-7B"


@dataclass(frozen=True)
class Sample:
    """A recipe: the names it uses, each with the shape of that model, and its slices (name, first, end)."""

    shape: Shape
    slices: list[tuple[str, int, int]]
    scales: dict[int, dict[str, float]] = field(default_factory=dict)
    others: tuple[str, ...] = ()  # named without giving a layer

    def layers(self) -> list[tuple[str, int]]:
        return [(name, layer) for name, first, end in self.slices for layer in range(first, end)]

    def names(self) -> list[str]:
        return list(dict.fromkeys([name for name, _, _ in self.slices] + list(self.others)))


SAMPLES = {
    "solar_dus": Sample(MISTRAL_7B, [("M", 0, 24), ("M", 8, 32)]),
    "idus_8": Sample(MISTRAL_7B, [("M", 0, 16), ("M", 8, 24), ("M", 16, 32)]),
    "idus_8_six_slices": Sample(MISTRAL_7B, [("M", 0, 16), ("M", 8, 24), ("M", 16, 32)]),
    "goliath_120b": Sample(
        LLAMA2_70B,
        [(XWIN, 0, 16)] + [((EURYALE, XWIN)[i % 2], 8 + 8 * i + (i > 0), 24 + 8 * i) for i in range(8)],
    ),
    "identity_insertion": Sample(
        MISTRAL_7B, [("M", 0, 16), ("M", 15, 16), ("M", 16, 32)], {16: {"o_proj": 0.0, "down_proj": 0.0}}
    ),
    "three_donors": Sample(MISTRAL_7B, [("B", 0, 32)], others=("A", "C")),
    "linear_copy": Sample(LLAMA2_70B, [(DOLPHIN, 0, 20), (SYNTHIA, 10, 30)]),
    "bakllama": Sample(
        LLAMA2_13B,
        [("A", 0, 24), ("B", 20, 40)],
        {place: {"down_proj": 0.7} for place in range(24, 44)},
    ),
    "rys_45_52": Sample(LLAMA2_70B, [("M", 0, 52), ("M", 45, 80)]),
    "self_merge_120b": Sample(LLAMA2_70B, [("M", first, first + 20) for first in range(0, 70, 10)]),
    "orcamini_platy": Sample(LLAMA2_13B, [(ORCA, 0, 24), (PLATYPUS, 20, 40)]),
    "psyonic_cetacean_20b": Sample(LLAMA2_13B, [("A", 0, 16), ("B", 8, 24), ("A", 17, 32), ("B", 25, 40)]),
    "llama3_13b_instruct": Sample(
        MISTRAL_7B, [("M", 0, 10), ("M", 5, 15), ("M", 10, 20), ("M", 15, 25), ("M", 20, 25), ("M", 22, 32)]
    ),
    "neural_pipe_9b": Sample(MISTRAL_7B, [(OPTIMIZED, 0, 32), (HERMES, 24, 32)]),
}

# Layers, seams and the largest layer distance, as the study of these recipes lists them.
FIGURES = {
    "solar_dus": (48, 1, 15),
    "idus_8": (48, 2, 7),
    "goliath_120b": (137, 8, 7),
    "self_merge_120b": (140, 6, 9),
    "rys_45_52": (87, 1, 6),
    "orcamini_platy": (44, 1, 3),
    "psyonic_cetacean_20b": (62, 3, 7),
    "llama3_13b_instruct": (55, 5, 4),
    "neural_pipe_9b": (40, 1, 7),
}


@pytest.fixture(scope="module")
def bindings(tmp_path_factory):
    """bindings(sample): `--model NAME=DIR` for every name of a sample."""
    made: dict[tuple[Shape, str], Path] = {}

    def options(sample: Sample) -> list[str]:
        words = []
        for name in sample.names():
            if (sample.shape, name) not in made:
                folder = tmp_path_factory.mktemp("model") / name.rpartition("/")[2]
                made[sample.shape, name] = write_shape(sample.shape, folder)
            words += ["--model", f"{name}={made[sample.shape, name]}"]
        return words

    return options


def named_blocks(facts: dict, options: list[str]) -> list[tuple[str, int]]:
    """The blocks of a `check`, with the recipe's own names for the letters."""
    names = {folder: name for name, _, folder in (word.partition("=") for word in options[1::2])}
    letters = {source["letter"]: names[source["path"]] for source in facts["sources"]}
    return [(letters[letter], layer) for letter, layer in blocks_of(facts["expression"])]


@pytest.mark.parametrize("name", SAMPLES)
def test_import(name: str, bindings) -> None:
    sample = SAMPLES[name]
    options = bindings(sample)
    facts = check(RECIPES / f"{name}.yml", *options)
    assert named_blocks(facts, options) == sample.layers()
    assert facts["layers"] == len(sample.layers())
    assert facts["seams"] == seams_of(blocks_of(facts["expression"]))
    scales = {place: s for place, (_, _, s) in enumerate(scaled_blocks_of(facts["expression"])) if s}
    assert scales == sample.scales
    if name in FIGURES:
        assert (facts["layers"], len(facts["seams"]), facts["max_distance"]) == FIGURES[name]


@pytest.mark.parametrize("name", SAMPLES)
def test_export_round_trip(name: str, bindings, tmp_path: Path) -> None:
    """What export-yaml writes is read back to the same stack with the same parts."""
    sample = SAMPLES[name]
    options = bindings(sample)
    before = check(RECIPES / f"{name}.yml", *options)
    layerloom("export-yaml", RECIPES / f"{name}.yml", *options, "--output", tmp_path / "again.yml")
    after = check(tmp_path / "again.yml", *options)
    assert named_blocks(after, options) == named_blocks(before, options)
    for key in ("layers", "parameters", "bytes"):
        assert after[key] == before[key]
    layerloom("export-yaml", tmp_path / "again.yml", *options, "--output", tmp_path / "third.yml")
    assert (tmp_path / "third.yml").read_text() == (tmp_path / "again.yml").read_text()


def test_names_found_in_the_hub_cache(tmp_path: Path, monkeypatch) -> None:
    """A name that is no folder is looked up where the Hub's own tools put downloads, links and all."""
    for name in (XWIN, EURYALE):
        repository = tmp_path / "hub" / f"models--{name.replace('/', '--')}"
        blobs = write_shape(LLAMA2_70B, repository / "blobs")
        snapshot = repository / "snapshots" / "0123abc"
        snapshot.mkdir(parents=True)
        for file in ("config.json", "model.safetensors"):
            (snapshot / file).symlink_to(Path("../../blobs") / file)
        (repository / "refs").mkdir()
        (repository / "refs" / "main").write_text("0123abc")
        assert blobs.is_dir()
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    facts = check(RECIPES / "goliath_120b.yml")
    assert (facts["layers"], facts["parameters"]) == (137, 117_748_948_992)


def test_modules_of_a_vision_model(tmp_path: Path) -> None:
    """Only the text stack of gemma-3-12b-it is edited; tower and projector travel whole."""
    text = Shape("Gemma3ForConditionalGeneration", 3840, 15360, 16, 8, 48, 262208, tied=True)
    tensors = tensors_of(text, "language_model.")
    for layer in range(27):
        for part in ("q_proj", "k_proj", "v_proj", "out_proj"):
            prefix = f"vision_tower.vision_model.encoder.layers.{layer}.self_attn.{part}"
            tensors |= {f"{prefix}.weight": (1152, 1152), f"{prefix}.bias": (1152,)}
    tensors["multi_modal_projector.mm_input_projection_weight"] = (1152, 3840)
    config = {
        "architectures": ["Gemma3ForConditionalGeneration"],
        "model_type": "gemma3",
        "text_config": {
            "hidden_size": 3840,
            "intermediate_size": 15360,
            "model_type": "gemma3_text",
            "num_attention_heads": 16,
            "num_hidden_layers": 48,
            "num_key_value_heads": 8,
            "head_dim": 240,
            "sliding_window": 1024,
            "sliding_window_pattern": 6,
            "vocab_size": 262208,
        },
        "torch_dtype": "bfloat16",
        "vision_config": {"hidden_size": 1152, "num_hidden_layers": 27, "model_type": "siglip_vision_model"},
    }
    folder = write_checkpoint(tmp_path / "gemma-3-12b-it", config, tensors)
    facts = check(RECIPES / "gemma3_vision.yml", "--model", f"google/gemma-3-12b-it={folder}")
    assert blocks_of(facts["expression"]) == [("A", layer) for layer in [*range(36), *range(12, 48)]]
    uses = Counter(layer for _, layer in blocks_of(facts["expression"]))
    stacked = re.compile(r"language_model\.model\.layers\.(\d+)\.")
    matches = {name: stacked.match(name) for name in tensors}
    times = {name: uses[int(match[1])] if match else 1 for name, match in matches.items()}
    assert facts["parameters"] == sum(times[name] * prod(extents) for name, extents in tensors.items())
