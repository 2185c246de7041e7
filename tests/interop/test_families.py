"""Every text family: what Layerloom writes is the same edit in Python, or a problem says why it cannot be.

Only in the current environment. A whole run writes its table into README.md.
"""

import copy
import json
from pathlib import Path

import pytest
import torch
import yaml
from mergekit.config import MergeConfiguration
from mergekit.merge import MergeOptions, run_merge

from families import FAMILIES, TOKENS, write_family
from layerloom import layerloom
from random_models import LAYERS
from safetensors_file import read_folder
from test_mergekit import fused

EVEN = [*range(6), *range(2, 8)]
ODD = [*range(5), *range(3, 8)]
OVERLAP = [*range(5), *range(2, 8)]

# What config.json cannot say, by family and edit: the problem that must be found, and only there.
ALWAYS = ("even", "odd", "overlap", "expand")
REFUSED: dict[str, dict[str, str]] = {
    "zamba2": dict.fromkeys(ALWAYS, "P23"),
    "gpt_neox_japanese": dict.fromkeys(ALWAYS, "P31"),  # its last layer alone has a bias
    "jamba": dict.fromkeys(("odd", "overlap", "expand"), "P23"),
    "deepseek_v3": dict.fromkeys(("even", "overlap"), "P14"),
}

# Families that normalise behind the sum, mix several streams or multiply the sum: no layer of theirs can be made to add
# nothing.
NORMALISED = ["bert", "roberta", "xlm-roberta", "electra", "distilbert", "bart", "marian", "minimax"]
NORMALISED += ["gemma3n_text", "gemma4_text"]

# Families of which it is not known by which tensors a layer writes to the residual.
UNKNOWN_WRITERS = ["longcat_flash", "esm", "longformer", "deberta-v2", "dinov2", "paligemma"]
UNKNOWN_WRITERS += ["gte", "nomic_bert", "mpnet", "deberta", "big_bird", "camembert", "ernie", "megatron-bert"]
UNKNOWN_WRITERS += ["roformer", "canine", "wavlm", "data2vec-audio", "clip_vision_model", "t5gemma", "xlstm"]
UNKNOWN_WRITERS += ["openai-gpt", "biogpt", "jetmoe", "plbart", "led", "hubert", "wav2vec2", "wav2vec2 with stable norms", "vit", "siglip_vision_model"]

# rescale_every halves the sums on the way: four more layers halve once more, which normalising almost undoes.
ROUNDED = {"rwkv": 1e-4}

# The families of which mergekit's own copy has to be ours, byte for byte.
SAME_BYTES = ["llama", "mistral", "phi3", "gpt2", "mixtral"]


class Family:
    """A family's checkpoint, and what its code makes of it."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.folder = folder
        self.auto = FAMILIES[name].auto

    def load(self, folder: Path) -> torch.nn.Module:
        model, info = self.auto.from_pretrained(str(folder), dtype=torch.float32, output_loading_info=True)
        troubles = {kind: sorted(map(str, names)) for kind, names in info.items() if names}
        assert not troubles, f"{folder} loads with {troubles}"
        # Copies lie where the allocator wants them: from a file they may lie so that other kernels are chosen.
        return copy.deepcopy(model).eval()

    def logits(self, model: torch.nn.Module) -> torch.Tensor:
        """Of a model without a head: the state after its last layer."""
        with torch.no_grad():
            answer = model(**self.inputs(model))
        return answer.logits if "logits" in answer else answer.last_hidden_state

    def inputs(self, model: torch.nn.Module) -> dict:
        if given := FAMILIES[self.name].inputs:
            return given
        if model.config.is_encoder_decoder:
            return {"input_ids": TOKENS, "decoder_input_ids": TOKENS, "use_cache": False}
        is_causal = not self.auto.__name__.endswith("MaskedLM")
        return {"input_ids": TOKENS} | ({"use_cache": False} if is_causal else {})

    def edited(self, order: list[int]) -> torch.nn.Module:
        """Deep copies of the layers in this order; what the configuration says of each goes along."""
        model = self.load(self.folder)
        path = stack_path(model)
        stack = model.get_submodule(path)
        parent, _, name = path.rpartition(".")
        layers = torch.nn.ModuleList(copy.deepcopy(stack[layer]) for layer in order)
        setattr(model.get_submodule(parent), name, layers)
        follow(model.config, order)
        follow_parts(model, order)
        share_bias(model, layers)
        return model


def stack_path(model: torch.nn.Module) -> str:
    """The stack of layers that is edited: a decoder's where there are two."""
    lists = [
        path
        for path, module in model.named_modules()
        if isinstance(module, torch.nn.ModuleList) and len(module) == LAYERS
    ]
    return min((path for path in lists), key=lambda path: ("decoder" not in path, path.count("."), path))


def follow(config: object, order: list[int]) -> None:
    """Lists with an entry a layer, and the number of layers."""
    config = getattr(config, "text_config", getattr(config, "decoder", config))
    for name in ("layer_types", "mlp_layer_types", "no_rope_layers", "layers_block_type"):
        values = getattr(config, name, None)
        if isinstance(values, list) and len(values) == LAYERS:
            if name not in vars(config):
                continue  # computed from other keys
            setattr(config, name, [values[layer] for layer in order])
    counts = ("num_hidden_layers", "decoder_layers", "num_decoder_layers")
    for name in ("num_layers",) if config.model_type == "longcat_flash" else counts:
        if getattr(config, name, None) == LAYERS:
            setattr(config, name, len(order))


def follow_parts(model: torch.nn.Module, order: list[int]) -> None:
    """Weights that hold a part for each layer: the parts of these layers."""
    axes = {"embed_tokens_per_layer": 1, "per_layer_model_projection": 0}
    for path, module in model.named_modules():
        if hasattr(module, "first_kv_shared_layer_idx"):
            module.first_kv_shared_layer_idx += len(order) - LAYERS
        if (axis := axes.get(path.rpartition(".")[2])) is not None:
            size = module.weight.shape[axis] // LAYERS
            index = torch.cat([torch.arange(layer * size, (layer + 1) * size) for layer in order])
            module.weight = torch.nn.Parameter(module.weight.detach().index_select(axis, index))


def share_bias(model: torch.nn.Module, layers: torch.nn.ModuleList) -> None:
    """T5 computes one bias in its first layer and hands it on: later copies of that layer must not have their own."""
    for layer in list(layers)[1:]:
        for module in layer.modules():
            if getattr(module, "has_relative_attention_bias", False):
                module.has_relative_attention_bias = False


def expression(order: list[int]) -> str:
    return " ".join(f"A[{layer}]" for layer in order)


@pytest.fixture(scope="session")
def family_of(tmp_path_factory):
    made: dict[str, Family] = {}

    def family(name: str) -> Family:
        if name not in made:
            made[name] = Family(name, write_family(name, tmp_path_factory.mktemp("family") / name))
        return made[name]

    return family


def check(*stack: object) -> list[dict]:
    """The errors and the warnings of depth that `check` finds."""
    command = ["check", *stack, "--json"]
    try:
        answer = layerloom(*command)
    except AssertionError:
        answer = layerloom(*command, expect=1)
    return [problem for problem in answer.json()["problems"] if problem["severity"] != "advice"]


def written_or_refused(family: Family, edit: str, stack: list[object], output: Path) -> str | None:
    """Merges; answers the problem that forbids it, as REFUSED promises, or nothing."""
    problems = check(*stack)
    errors = sorted({problem["id"] for problem in problems if problem["severity"] == "error"})
    expected = REFUSED.get(family.name, {}).get(edit)
    assert errors == ([expected] if expected else []), problems
    if errors:
        layerloom("merge", *stack, "--output", output, expect=1)
        assert not output.exists()
        return errors[0]
    layerloom("merge", *stack, "--output", output, "--quiet")
    return None


def depends_on_place(stack: list[object]) -> bool:
    return any(problem["id"] == "P35" for problem in check(*stack))


@pytest.mark.parametrize("edit", ["even", "odd"])
@pytest.mark.parametrize("name", FAMILIES)
def test_up_scaled(name: str, edit: str, family_of, family_table, tmp_path: Path) -> None:
    family, order = family_of(name), EVEN if edit == "even" else ODD
    stack = [expression(order), "--model", family.folder]
    refusal = written_or_refused(family, edit, stack, tmp_path / "out")
    if refusal:
        family_table.say(name, edit, refusal)
        return
    written = family.load(tmp_path / "out")
    if depends_on_place(stack):
        family_table.say(name, edit, "loads, P35")
        return
    ours, theirs = family.logits(written), family.logits(family.edited(order))
    assert torch.equal(ours, theirs), f"off by {(ours - theirs).abs().max().item()}"
    family_table.say(name, edit, "equal")


@pytest.mark.parametrize("name", FAMILIES)
def test_expanded(name: str, family_of, family_table, tmp_path: Path) -> None:
    """Copies whose writers to the residual are zero add nothing: the logits are those of the base."""
    family = family_of(name)
    options = ["--model", family.folder, "--extra", 4, "--output", tmp_path / "expand.loom"]
    if name in NORMALISED + UNKNOWN_WRITERS:
        layerloom("recipe", "expand", *options, expect=2)
        family_table.say(name, "expand", "no such form" if name in NORMALISED else "refused")
        return
    layerloom("recipe", "expand", *options)
    stack = [tmp_path / "expand.loom"]
    refusal = written_or_refused(family, "expand", stack, tmp_path / "out")
    if refusal:
        family_table.say(name, "expand", refusal)
        return
    written = family.load(tmp_path / "out")
    if depends_on_place(stack):
        family_table.say(name, "expand", "loads, P35")
        return
    ours, base = family.logits(written), family.logits(family.load(family.folder))
    difference = (ours - base).abs().max().item()
    assert difference <= ROUNDED.get(name, 0), f"off by {difference}"
    family_table.say(name, "expand", "equal" if difference == 0 else f"within {ROUNDED[name]:.0e}")


@pytest.mark.parametrize("name", FAMILIES)
def test_against_mergekit(name: str, family_of, family_table, tmp_path: Path) -> None:
    """[0, 5) + [2, 8) by both programs: ours as above, theirs as it comes."""
    family = family_of(name)
    stack = [expression(OVERLAP), "--model", family.folder]
    refusal = written_or_refused(family, "overlap", stack, tmp_path / "ours")
    theirs = mergekit_outcome(family.folder, tmp_path / "theirs")
    if refusal:
        family_table.say(name, "mergekit", f"{theirs}; ours {refusal}")
        return
    family.load(tmp_path / "ours")
    if theirs == "finishes":
        theirs = compared(tmp_path / "ours", tmp_path / "theirs", len(OVERLAP))
    assert theirs == "same" or name not in SAME_BYTES
    family_table.say(name, "mergekit", theirs)


def mergekit_outcome(folder: Path, output: Path) -> str:
    slices = [{"sources": [{"model": str(folder), "layer_range": bounds}]} for bounds in ([0, 5], [2, 8])]
    recipe = {"merge_method": "passthrough", "slices": slices}
    config = MergeConfiguration.model_validate(yaml.safe_load(yaml.safe_dump(recipe)))
    try:
        run_merge(config, str(output), MergeOptions(copy_tokenizer=False))
    except Exception as error:  # noqa: BLE001 - how it stops is the outcome
        words = str(error)
        reason = next((word for word in ("layer_types", "required but not present") if word in words), None)
        return f"stops ({reason or type(error).__name__})"
    return "finishes"


def compared(ours: Path, theirs: Path, layers: int) -> str:
    one, other = fused(read_folder(ours)), {n: t.data for n, t in read_folder(theirs).items()}
    config = json.loads((theirs / "config.json").read_text())
    counts = [config[key] for key in ("num_hidden_layers", "n_layer", "n_layers") if key in config]
    if counts and counts[0] != layers:
        return f"says {counts[0]} layers"
    missing, extra = len(one.keys() - other.keys()), len(other.keys() - one.keys())
    if missing or extra:
        return f"{missing} tensors missing, {extra} others"
    changed = [name for name in one if bytes(one[name]) != bytes(other[name])]
    return f"{len(changed)} tensors differ" if changed else "same"
