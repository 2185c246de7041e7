"""The program that runs stacks unwritten, as the tests drive it (tests/forward/main.cpp says what it understands)."""

import json
import os
import subprocess
from pathlib import Path


def forward(models: list[Path], stacks: list[str], tokens: list[list[int]], want: list[str], **more) -> dict:
    """Runs `stacks` of these models one after the other; the answer holds what was wanted of each."""
    program = Path(os.environ["LAYERLOOM_CLI"]).with_name("forward")
    request = {"models": [str(model) for model in models], "stacks": stacks, "tokens": tokens, "want": want, **more}
    done = subprocess.run([program], input=json.dumps(request), capture_output=True, text=True, timeout=1800)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def losses_of(models: list[Path], stack: str, tokens: list[list[int]]) -> list[float]:
    return forward(models, [stack], tokens, ["losses"])["stacks"][0]["losses"]
