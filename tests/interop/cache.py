"""Where made checkpoints are kept between runs."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path


def cache_folder() -> Path:
    """The folder that outlives a run: $XDG_CACHE_HOME/layerloom-tests, or the same below ~/.cache."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = base / "layerloom-tests"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def made_once(name: str, make: Callable[[Path], None]) -> Path:
    """The cached folder `name`; `make` fills it the first time. It appears whole or not at all."""
    folder = cache_folder() / name
    if folder.is_dir():
        return folder
    staged = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=folder.parent))
    try:
        make(staged)
        staged.chmod(0o755)
        staged.rename(folder)
    except OSError:
        if not folder.is_dir():  # not somebody else who was quicker
            raise
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return folder
