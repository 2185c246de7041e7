"""Stacks run from where their layers lie, against transformers and against the same stacks written and loaded."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
import torch
import transformers
from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer

from golden_models import FAMILIES as GOLDEN
from golden_models import KEPT, read_golden, tokens as golden_tokens, write_golden
from layerloom import merge, models_options
from random_models import GATED, OLD, VOCABULARY, random_model
from smollm2 import smollm2
from stacks import forward, losses_of

RELATIVE = 1e-4
LOSS = 1e-4
WINDOW = 4
COLUMNS = 24  # longer than the windows
TOKENS = [[(7 * place + 5 * row + 3) % VOCABULARY for place in range(COLUMNS)] for row in range(3)]

SIZES = {**GATED, "num_hidden_layers": 4, "tie_word_embeddings": False}
EXPERTS = {"num_experts": 4, "num_experts_per_tok": 2, "moe_intermediate_size": 32}
LLAMA3 = {
    "rope_type": "llama3",
    "factor": 8.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "original_max_position_embeddings": 32,
}
YARN = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 64}


@dataclass(frozen=True)
class Case:
    """A family with some of its settings."""

    model_type: str
    options: dict = field(default_factory=dict)
    sizes: dict = field(default_factory=lambda: SIZES)


CASES = {
    "llama": Case("llama"),
    "llama, biases, tied": Case("llama", {"attention_bias": True, "mlp_bias": True, "tie_word_embeddings": True}),
    "llama, llama3 positions": Case("llama", {"rope_scaling": LLAMA3}),
    "llama, linear positions": Case("llama", {"rope_scaling": {"rope_type": "linear", "factor": 4.0}}),
    "llama, yarn positions": Case("llama", {"rope_scaling": YARN}),
    "mistral": Case("mistral", {"sliding_window": WINDOW}),
    "qwen2": Case("qwen2", {"use_sliding_window": False}),
    "gemma2": Case("gemma2", {"head_dim": 16, "query_pre_attn_scalar": 24, "sliding_window": WINDOW}),
    "phi3": Case("phi3", {"sliding_window": WINDOW}),
    "gpt2": Case("gpt2", sizes={**OLD, "n_layer": 4}),
    "gpt_neox": Case("gpt_neox"),
    "gpt_neox, one after the other": Case("gpt_neox", {"use_parallel_residual": False}),
    "mixtral": Case("mixtral", {"num_local_experts": 4, "num_experts_per_tok": 2, "sliding_window": None}),
    "qwen2_moe": Case(
        "qwen2_moe", {**EXPERTS, "shared_expert_intermediate_size": 32, "mlp_only_layers": [1], "norm_topk_prob": True}
    ),
}
if hasattr(transformers, "Gemma3TextConfig"):  # releases that know the youngest families
    HEADS = {"head_dim": 16}
    CASES |= {
        "qwen2, windows": Case(
            "qwen2", {"use_sliding_window": True, "sliding_window": WINDOW, "max_window_layers": 2}
        ),
        "qwen3": Case("qwen3", HEADS),
        "gemma3_text": Case("gemma3_text", {**HEADS, "query_pre_attn_scalar": 24, "sliding_window": WINDOW}),
        "olmo2": Case("olmo2"),
        "qwen3_moe": Case("qwen3_moe", {**EXPERTS, **HEADS, "decoder_sparse_step": 2}),
    }


def write_case(name: str, folder: Path, seed: int) -> Path:
    """Writes a checkpoint whose every parameter is random."""
    case = CASES[name]
    config = AutoConfig.for_model(case.model_type, **{**case.sizes, **case.options})
    random_model(AutoModelForCausalLM, config, seed).save_pretrained(str(folder))
    return folder


def loaded(folder: Path):
    return AutoModelForCausalLM.from_pretrained(
        str(folder), torch_dtype=torch.float32, attn_implementation="eager"
    ).eval()


def losses_in(logits: torch.Tensor, tokens: list[list[int]]) -> torch.Tensor:
    following = torch.tensor(tokens)[:, 1:].flatten()
    return torch.nn.functional.cross_entropy(logits[:, :-1].flatten(0, 1), following, reduction="none")


def difference(ours: torch.Tensor, theirs: torch.Tensor) -> float:
    return float((ours - theirs).abs().max() / theirs.abs().max())


@pytest.mark.parametrize("name", CASES)
def test_logits_are_those_of_transformers(name: str, tmp_path: Path):
    folder = write_case(name, tmp_path / "model", seed=1)
    with torch.no_grad():
        theirs = loaded(folder)(torch.tensor(TOKENS), use_cache=False).logits
    answer = forward([folder], ["A"], TOKENS, ["logits", "losses"])["stacks"][0]
    ours = torch.tensor(answer["logits"]).view(theirs.shape)
    assert difference(ours, theirs) < RELATIVE
    assert difference(torch.tensor(answer["losses"]), losses_in(theirs, TOKENS)) < RELATIVE


@pytest.mark.parametrize("family", GOLDEN)
def test_logits_are_those_that_were_kept(family: str, tmp_path: Path):
    golden = read_golden(family)
    folder = write_golden(family, tmp_path / family)
    answer = forward([folder], ["A"], golden_tokens(), ["logits"])["stacks"][0]
    rows, columns = len(golden_tokens()), len(golden_tokens()[0])
    ours = torch.tensor(answer["logits"]).view(rows, columns, -1)[:, KEPT]
    assert difference(ours, torch.tensor(golden["logits"])) < RELATIVE


WRITTEN = [
    ("llama", "A[0:3] A[1:4]"),
    ("llama", "A[0:3] B[1:4] A[2:4]"),
    ("llama", "A[0:2] A[1]{o_proj=0.5, down_proj=0.25} A[2:4]"),
    ("llama, biases, tied", "A[0:4] A[2:4]"),
    ("mistral", "A[1:4] B[0:2]"),
    ("gemma2", "A[0:4] A[2:4]"),
    ("gpt2", "A[2:4] A[0:3]"),
    ("gpt_neox", "A[0:1] A[3] B[2:4]"),
    ("mixtral", "A[0:3] A[2:4]"),
]


@pytest.mark.parametrize("name, stack", WRITTEN)
def test_a_stack_runs_as_if_it_were_written(name: str, stack: str, tmp_path: Path):
    models = [write_case(name, tmp_path / letter, seed) for seed, letter in enumerate("ab", start=1)]
    used = models[: 2 if "B" in stack else 1]
    merge(stack, *models_options(used), output=tmp_path / "out")
    assert losses_of(used, stack, TOKENS) == losses_of([tmp_path / "out"], "A", TOKENS)


def test_a_later_stack_goes_on_from_what_it_shares(tmp_path: Path):
    folder = write_case("llama", tmp_path / "model", seed=1)
    answers = forward([folder], ["A", "A[0:3] A[2:4]", "A[0:3] A[1:4]"], TOKENS, ["losses"])["stacks"]
    assert [answer["layers_run"] for answer in answers] == [4, 2, 3]
    assert answers[1]["losses"] == losses_of([folder], "A[0:3] A[2:4]", TOKENS)


def english_tokens(folder: Path, count: int) -> list[int]:
    """The first tokens of this repository's own prose."""
    root = Path(__file__).resolve().parents[2]
    text = (root / "README.md").read_text() + (root / "HACKING.md").read_text()
    return AutoTokenizer.from_pretrained(str(folder))(text)["input_ids"][:count]


def test_smollm2_has_the_loss_that_transformers_gives_it():
    folder = smollm2()
    tokens = [english_tokens(folder, 1024)]
    assert len(tokens[0]) == 1024
    with torch.no_grad():
        theirs = losses_in(loaded(folder)(torch.tensor(tokens), use_cache=False).logits, tokens)
    ours = torch.tensor(losses_of([folder], "A", tokens), dtype=torch.float64)
    assert abs(float(ours.mean()) - float(theirs.double().mean())) < LOSS


def test_smollm2_says_the_same_words():
    folder = smollm2()
    prompt = english_tokens(folder, 32)
    model = loaded(folder)
    theirs = list(prompt)
    with torch.no_grad():
        answer = model(torch.tensor([prompt]), use_cache=True)
        for _ in range(64):
            theirs.append(int(answer.logits[0, -1].argmax()))
            answer = model(torch.tensor([theirs[-1:]]), past_key_values=answer.past_key_values, use_cache=True)
    assert forward([folder], ["A"], [prompt], ["greedy"], count=64)["stacks"][0]["greedy"] == theirs[len(prompt) :]
