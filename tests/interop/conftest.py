"""Checkpoints and the table shared by all tests of this folder."""

from pathlib import Path

import pytest

from families import FAMILIES
from table import FamilyTable, Table, releases
from tiny_models import write_tiny

MERGES = Table("model", "files", "edit", "layers", "parameters", "loads", "logits", "tensors")
MERGEKIT = Table("model", "edit", "mergekit", "tensors")
FAMILY = FamilyTable()
README = Path(__file__).with_name("README.md")


def pytest_addoption(parser) -> None:
    parser.addoption("--flavour", default="interop", help="the environment this runs in: interop or current")


def pytest_terminal_summary(terminalreporter, config) -> None:
    if config.getoption("--flavour") == "current":
        terminalreporter.section(releases())
        for table in (MERGES, MERGEKIT):
            if table.lines:
                terminalreporter.write_line(table.text() + "\n")
        if FAMILY.is_complete(len(FAMILIES)):
            README.write_text(FAMILY.into(README.read_text()))
            terminalreporter.write_line(f"The table of families is in {README.name}")


def pytest_ignore_collect(collection_path, config):
    """mergekit, torch 2 and code for all families are only in the current environment; the tokenizers only in the other."""
    current = (
        "test_mergekit.py",
        "test_families.py",
        "test_loadcheck.py",
        "test_parts.py",
        "test_compute_defaults.py",
        "test_config_fuzz.py",
        "test_linear_modules.py",
        "test_quantization.py",
        "test_every_class.py",
        "test_dequantize.py",
    )
    light = ("test_tokens.py", "test_characters.py")
    elsewhere = light if config.getoption("--flavour") == "current" else current
    return True if collection_path.name in elsewhere else None


@pytest.fixture
def table() -> Table:
    return MERGES


@pytest.fixture
def mergekit_table() -> Table:
    return MERGEKIT


@pytest.fixture
def family_table() -> FamilyTable:
    return FAMILY


@pytest.fixture(scope="session")
def tiny(tmp_path_factory):
    """tiny(family, shards): the folders of two random models of that family, made once a run."""
    made: dict[tuple[str, bool], list[Path]] = {}

    def models(family: str, shards: bool = False) -> list[Path]:
        if (family, shards) not in made:
            parent = tmp_path_factory.mktemp(f"{family}-{'shards' if shards else 'single'}")
            made[family, shards] = [
                write_tiny(family, parent / f"{family}-{letter}", seed, shards)
                for seed, letter in enumerate("ab", start=1)
            ]
        return made[family, shards]

    return models
