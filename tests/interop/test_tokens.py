"""Texts become the same tokens as in Python, and tokens the same texts."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import mistral_common
import pytest
from mistral_common.tokens.tokenizers.tekken import SpecialTokenPolicy, Tekkenizer
from sentencepiece import SentencePieceProcessor
from tokenizers import Tokenizer

from mixed_text import mixed_text
from smollm2 import smollm2
from tokenizer_files import KINDS, write_tokenizer

SIZE = 1_000_000
# What the other comparisons take of it; LAYERLOOM_TEXT_BYTES=1000000 for all of it, which takes minutes.
PART = int(os.environ.get("LAYERLOOM_TEXT_BYTES", 60_000))
# A cut-out of this many tokens begins and ends within characters, words and runs of byte tokens.
CUT_OUTS = [slice(1, 4000), slice(5003, 9001)]


def _tokenize(folder: Path, *arguments: str, stdin: bytes) -> tuple[bytes, str]:
    program = Path(os.environ["LAYERLOOM_CLI"]).with_name("tokenize")
    done = subprocess.run([program, folder, *arguments], input=stdin, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout, done.stderr.decode()


def encode(folder: Path, text: str, *arguments: str) -> list[int]:
    return [int(word) for word in _tokenize(folder, *arguments, stdin=text.encode())[0].split()]


def decode(folder: Path, ids: Sequence[int], *arguments: str) -> str:
    return _tokenize(folder, "--decode", *arguments, stdin=" ".join(map(str, ids)).encode())[0].decode()


def assert_same(ours: Sequence, theirs: Sequence, show=repr) -> None:
    """Says where they part, not all that they are."""
    if ours != theirs:
        at = next((i for i, (a, b) in enumerate(zip(ours, theirs)) if a != b), min(len(ours), len(theirs)))
        near = slice(max(0, at - 6), at + 6)
        pytest.fail(f"{len(ours)} and {len(theirs)}, different from {at} on: {show(ours[near])}, not {show(theirs[near])}")


def assert_same_as(tokenizer: Tokenizer, folder: Path, text: str) -> None:
    tokens = lambda ids: [tokenizer.id_to_token(i) for i in ids]  # noqa: E731
    expected = tokenizer.encode(text).ids
    assert_same(encode(folder, text, "--special"), expected, tokens)
    plain = tokenizer.encode(text, add_special_tokens=False).ids if expected[:1] != tokenizer.encode("").ids[:1] else None
    if plain is not None:
        assert_same(encode(folder, text), plain, tokens)
    for ids in [expected, *(expected[cut] for cut in CUT_OUTS)]:
        assert_same(decode(folder, ids), tokenizer.decode(ids))
        assert_same(decode(folder, ids, "--special"), tokenizer.decode(ids, skip_special_tokens=False))


@pytest.fixture(scope="module")
def text() -> str:
    return mixed_text(PART)


@pytest.mark.parametrize("kind", KINDS)
def test_trained_here(kind: str, text: str, tmp_path: Path) -> None:
    tokenizer = write_tokenizer(kind, mixed_text(50_000, seed=2), tmp_path)
    assert_same_as(tokenizer, tmp_path, text)


def test_smollm2(capsys: pytest.CaptureFixture) -> None:
    folder, text = smollm2(), mixed_text(SIZE)
    assert len(text.encode()) >= SIZE
    assert_same_as(Tokenizer.from_file(str(folder / "tokenizer.json")), folder, text)
    report = _tokenize(folder, stdin=text.encode())[1]
    with capsys.disabled():
        print(f"\nSmolLM2's tokens are the same: {report.splitlines()[-1]}")


MISTRAL = sorted((Path(mistral_common.__file__).parent / "data").glob("*.model.v[0-9]*"))


@pytest.mark.parametrize("model", MISTRAL, ids=lambda path: path.name)
def test_mistral(model: Path, text: str, tmp_path: Path) -> None:
    (tmp_path / "tokenizer.model").write_bytes(model.read_bytes())
    processor = SentencePieceProcessor(model_file=str(model))
    expected = processor.encode(text)
    assert_same(encode(tmp_path, text), expected, processor.id_to_piece)
    assert encode(tmp_path, "one", "--special") == [processor.bos_id(), *processor.encode("one")]
    for ids in [expected, *(expected[cut] for cut in CUT_OUTS)]:
        assert_same(decode(tmp_path, ids), processor.decode(ids))


TEKKEN = sorted((Path(mistral_common.__file__).parent / "data").glob("tekken_*.json"))


@pytest.mark.parametrize("file", TEKKEN, ids=lambda path: path.name)
def test_tekken(file: Path, text: str, tmp_path: Path) -> None:
    (tmp_path / "tekken.json").write_bytes(file.read_bytes())
    tokenizer = Tekkenizer.from_file(file)
    expected = tokenizer.encode(text, bos=True, eos=False)
    assert_same(encode(tmp_path, text, "--special"), expected, tokenizer.id_to_piece)
    for ids in [expected, *(expected[cut] for cut in CUT_OUTS)]:
        assert_same(decode(tmp_path, ids), tokenizer.decode(ids, SpecialTokenPolicy.IGNORE))
        assert_same(decode(tmp_path, ids, "--special"), tokenizer.decode(ids, SpecialTokenPolicy.KEEP))


def test_mistral_is_there() -> None:
    assert len(MISTRAL) >= 3 and len(TEKKEN) >= 2
