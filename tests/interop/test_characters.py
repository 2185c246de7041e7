"""Every character by itself is of the same classes, and becomes the same, as in Python's tokenizers."""

import unicodedata
from pathlib import Path

import pytest
from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers

from test_tokens import encode

# All of Unicode 3.2: later ones are known to one library and not yet to another. Of uniform blocks the ends do.
UNIFORM = [range(0x3500, 0x4DB6), range(0x5000, 0x9FA6), range(0xAD00, 0xD7A4), range(0x20100, 0x2A6D7)]
CHARACTERS = [
    character
    for character in map(chr, range(0x110000))
    if unicodedata.ucd_3_2_0.category(character) not in ("Cn", "Co", "Cs")
    and not any(ord(character) in block for block in UNIFORM)
]

CLASSES = [r"\p{%s}" % name for name in ("L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "N", "P", "S", "Z")]
CLASSES += [r"\s", r"\S", r"[\s]", r"\w", r"\W", r"[\w]", r"\d", r"\D", r"[^\s\p{L}\p{N}]", "(?i:s)", "(?i:k)"]
CLASSES += ["[[:alpha:]]", "[[:digit:]]", "[[:space:]]"]
REMOVED = {
    **{pattern: pre_tokenizers.Split(Regex(pattern), "removed") for pattern in CLASSES},
    "punctuation": pre_tokenizers.Punctuation("removed"),
    "white space": pre_tokenizers.WhitespaceSplit(),
}
NORMALIZED = {
    **{name: getattr(normalizers, name)() for name in ("NFC", "NFD", "NFKC", "NFKD", "Lowercase")},
    "Strip": normalizers.Strip(),
}
BYTES = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
# Shows where it was cut by a blank before each piece.
CUT = pre_tokenizers.ByteLevel(add_prefix_space=True, use_regex=False)


def _differing(folder: Path, before: str, *, normalizer=None, cutter=None, bytes_=BYTES) -> list[str]:
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE(vocab={sign: number for number, sign in enumerate(alphabet)}, merges=[]))
    if normalizer is not None:
        tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([cutter, bytes_]) if cutter is not None else bytes_
    tokenizer.add_special_tokens([AddedToken("<|>", normalized=False)])
    tokenizer.save(str(folder / "tokenizer.json"))
    text = "<|>".join(before + character for character in CHARACTERS)
    between = str(tokenizer.token_to_id("<|>"))
    parts = [" ".join(map(str, ids)).split(between) for ids in (encode(folder, text), tokenizer.encode(text).ids)]
    assert len(parts[0]) == len(parts[1]) == len(CHARACTERS)
    return [f"U+{ord(c):04X}" for c, ours, theirs in zip(CHARACTERS, *parts) if ours != theirs]


@pytest.mark.parametrize("kind", REMOVED)
def test_classes(kind: str, tmp_path: Path) -> None:
    assert _differing(tmp_path, "", cutter=REMOVED[kind]) == []


@pytest.mark.parametrize("kind", NORMALIZED)
def test_normal_forms(kind: str, tmp_path: Path) -> None:
    assert _differing(tmp_path, "", normalizer=NORMALIZED[kind]) == []


@pytest.mark.parametrize("cutter", [pre_tokenizers.Whitespace(), pre_tokenizers.Digits()], ids=["words", "digits"])
def test_cuts_after_a_letter(cutter: pre_tokenizers.PreTokenizer, tmp_path: Path) -> None:
    assert _differing(tmp_path, "a", cutter=cutter, bytes_=CUT) == []
