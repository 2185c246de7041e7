"""layerloom-cli as the tests drive it."""

import json
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

Block = tuple[str, int]

SLICE = re.compile(r"(?P<model>[A-Z])\[(?P<first>\d+)(:(?P<end>\d+))?\](\{(?P<scales>[^}]*)\})?")


@dataclass(frozen=True)
class Outcome:
    """What one run answered."""

    code: int
    out: str
    err: str

    def json(self) -> dict:
        return json.loads(self.out)


def layerloom(*arguments: object, expect: int = 0, cwd: Path | None = None) -> Outcome:
    """Runs the program and insists on its exit code."""
    command = [os.environ["LAYERLOOM_CLI"], *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd, timeout=300)
    assert done.returncode == expect, (
        f"exit {done.returncode}, expected {expect}: {' '.join(command)}\n{done.stdout}{done.stderr}"
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


def models_options(models: list[Path]) -> list[object]:
    """`--model DIR` for A, B, …"""
    return [word for model in models for word in ("--model", model)]


def check(*arguments: object, expect: int = 0) -> dict:
    return layerloom("check", *arguments, "--json", expect=expect).json()


def inspect(folder: Path) -> dict:
    return layerloom("inspect", folder, "--json").json()


def merge(*arguments: object, output: Path) -> dict:
    return layerloom("merge", *arguments, "--output", output, "--quiet", "--json").json()


def blocks_of(expression: str) -> list[Block]:
    """The normal form of an expression as (letter, layer) pairs."""
    return [(letter, layer) for letter, layer, _ in scaled_blocks_of(expression)]


def scaled_blocks_of(expression: str) -> list[tuple[str, int, dict[str, float]]]:
    """The same with what each block is scaled by; fails on anything that is not the normal form."""
    found = []
    rest = expression
    while rest := rest.strip():
        match = SLICE.match(rest)
        assert match, f"not in normal form: {rest!r} of {expression!r}"
        first = int(match["first"])
        scales = dict(item.split("=") for item in (match["scales"] or "").split(",") if item)
        factors = {name.strip(): float(value) for name, value in scales.items()}
        found += [(match["model"], layer, factors) for layer in range(first, int(match["end"] or first + 1))]
        rest = rest[match.end() :]
    return found


def seams_of(blocks: list[Block]) -> list[dict]:
    """What `check --json` has to say about the seams of these blocks."""
    return [
        {
            "at": at,
            "from": {"source": before[0], "layer": before[1]},
            "to": {"source": after[0], "layer": after[1]},
            "distance": abs(after[1] - before[1]),
            "jump": after[1] - before[1] - 1,
        }
        for at, (before, after) in enumerate(zip(blocks, blocks[1:]), start=1)
        if after != (before[0], before[1] + 1)
    ]
