"""The README's lines do what it says when they are pasted."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from shapes import LLAMA2_70B, MISTRAL_7B, write_shape

HERE = Path(__file__).parent
SECTIONS = ("DUS in three commands", "iDUS in three commands", "The command line")


def pasted_commands() -> list[str]:
    """The commands of these sections. A merge is only rehearsed: the models here have no weights."""
    sections = re.split(r"^## ", (HERE.parents[1] / "README.md").read_text(), flags=re.MULTILINE)
    lines = "\n".join(s for s in sections if s.partition("\n")[0] in SECTIONS).replace("\\\n", "").splitlines()
    commands = [line.strip() for line in lines if line.startswith("    layerloom-cli ")]
    return [re.sub(r"^(layerloom-cli merge [^#]*)", r"\1 --dry-run ", command) for command in commands]


def test_pasted_commands(tmp_path: Path) -> None:
    models = tmp_path / "models"
    write_shape(MISTRAL_7B, models / "Mistral-7B-v0.1", shards=2)
    for name in ("xwin", "euryale"):
        write_shape(LLAMA2_70B, models / name, shards=15)
    shutil.copy(HERE / "recipes" / "goliath_120b.yml", tmp_path / "goliath.yml")
    path = f"{Path(os.environ['LAYERLOOM_CLI']).parent}:{os.environ['PATH']}"
    said = ""
    for command in pasted_commands():
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=tmp_path,
            env=os.environ | {"HOME": str(tmp_path), "PATH": path},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        said += done.stdout
    for promised in (
        "48 layers, 10,731,524,096 parameters",
        "seam at 24: A23 to A8, distance 15",
        "A[0:16] A[8:24] A[16:32]",
        "seam at 16: A15 to A8, distance 7",
        "seam at 32: A23 to A16, distance 7",
        '"parameters": 117748948992',
    ):
        assert promised in said, promised
