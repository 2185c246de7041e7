"""Unusable input ends with exit code 2 and one sentence that names what is wrong."""

import json
import os
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from layerloom import layerloom

SHARD = "model.safetensors"


def spoil_header_length(folder: Path) -> None:
    data = (folder / SHARD).read_bytes()
    (folder / SHARD).write_bytes(struct.pack("<Q", 2**40) + data[8:])


def spoil_json(folder: Path) -> None:
    data = bytearray((folder / SHARD).read_bytes())
    data[8] = ord("[")
    (folder / SHARD).write_bytes(data)


def spoil_utf8(folder: Path) -> None:
    data = bytearray((folder / SHARD).read_bytes())
    data[20] = 0xFF
    (folder / SHARD).write_bytes(data)


def cut_payload(folder: Path) -> None:
    os.truncate(folder / SHARD, (folder / SHARD).stat().st_size - 1)


def remove_config(folder: Path) -> None:
    (folder / "config.json").unlink()


def spoil_config(folder: Path) -> None:
    (folder / "config.json").write_text('{"num_hidden_layers": ')


def promise_more_layers(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    config["num_hidden_layers"] = 99
    (folder / "config.json").write_text(json.dumps(config))


def index_outside(folder: Path) -> None:
    (folder / SHARD).rename(folder.parent / SHARD)
    index = {"metadata": {}, "weight_map": {"model.norm.weight": f"../{SHARD}"}}
    (folder / f"{SHARD}.index.json").write_text(json.dumps(index))


def lose_shard(folder: Path) -> None:
    (folder / SHARD).unlink()
    index = {"metadata": {}, "weight_map": {"model.norm.weight": "model-00001-of-00002.safetensors"}}
    (folder / f"{SHARD}.index.json").write_text(json.dumps(index))


def overlap(folder: Path) -> None:
    rewrite_header(folder, lambda entries: entries[1].update(data_offsets=entries[0]["data_offsets"]))


def wrong_shape(folder: Path) -> None:
    rewrite_header(folder, lambda entries: entries[0].update(shape=[1, 2, 3]))


def overflowing_shape(folder: Path) -> None:
    rewrite_header(folder, lambda entries: entries[0].update(shape=[2**40, 2**40]))


def rewrite_header(folder: Path, change: Callable[[list[dict]], None]) -> None:
    data = (folder / SHARD).read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    change([entry for name, entry in header.items() if name != "__metadata__"])
    text = json.dumps(header).encode()
    (folder / SHARD).write_bytes(struct.pack("<Q", len(text)) + text + data[8 + length :])


def empty(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


# what is done to a good folder, and a word the sentence must hold
SPOILT = {
    "header length": (spoil_header_length, SHARD),
    "header no object": (spoil_json, SHARD),
    "header not UTF-8": (spoil_utf8, "UTF-8"),
    "payload cut": (cut_payload, SHARD),
    "no config": (remove_config, "config.json"),
    "unreadable config": (spoil_config, "config.json"),
    "99 layers promised": (promise_more_layers, "99"),
    "index outside": (index_outside, ".."),
    "shard missing": (lose_shard, "model-00001-of-00002.safetensors"),
    "overlap": (overlap, "inside"),
    "shape and range": (wrong_shape, "[1, 2, 3]"),
    "overflowing shape": (overflowing_shape, SHARD),
    "empty folder": (empty, "empty"),
}


@pytest.mark.parametrize("kind", SPOILT)
def test_spoilt_checkpoint(kind: str, tiny, tmp_path: Path) -> None:
    spoil, word = SPOILT[kind]
    folder = tmp_path / "model"
    folder.mkdir()
    for path in tiny("llama")[0].iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    spoil(folder)
    for command in (("inspect", folder), ("check", "A[0:8]", "--model", folder)):
        says_one_sentence(layerloom(*command, expect=2).err, word)


ARGUMENTS = {
    "no verb": ((), ""),
    "unknown verb": (("weave",), "weave"),
    "missing folder": (("inspect", "/nowhere/at/all"), "/nowhere/at/all"),
    "missing file": (("check", "nowhere.loom"), "nowhere.loom"),
    "layer that does not exist": (("check", "A[0:9]", "--model", "MODEL"), "8"),
    "unknown letter": (("check", "C[0:2]", "--model", "MODEL"), "C"),
    "unknown dtype": (("merge", "A[0:8]", "--model", "MODEL", "--output", "out", "--dtype", "int3"), "int3"),
    "no size": (("merge", "A[0:8]", "--model", "MODEL", "--output", "out", "--shard-size", "much"), "much"),
    "m too large": (("recipe", "dus", "--model", "MODEL", "--m", "8"), "8"),
}


@pytest.mark.parametrize("kind", ARGUMENTS)
def test_unusable_arguments(kind: str, tiny, tmp_path: Path) -> None:
    words, mention = ARGUMENTS[kind]
    command = [str(tiny("llama")[0]) if word == "MODEL" else word for word in words]
    says_one_sentence(layerloom(*command, expect=2, cwd=tmp_path).err, mention)
    assert not (tmp_path / "out").exists()


def test_destination_with_files(tiny, tmp_path: Path) -> None:
    """Nothing is ever overwritten."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "precious.txt").write_text("keep")
    done = layerloom("merge", "A[0:8]", "--model", tiny("llama")[0], "--output", tmp_path / "out", expect=1)
    assert "out" in done.err
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["precious.txt"]


def says_one_sentence(text: str, mention: str) -> None:
    lines = [line for line in text.splitlines() if line.strip()]
    assert len(lines) == 1, text
    assert mention in lines[0], lines[0]
    for word in ("terminate", "what()", "exception", "json.exception"):
        assert word not in text
