"""Tokenizers of every kind that can be followed, trained on a little of the mixed text."""

from collections.abc import Callable
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

LLAMA3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
GPT4O = (
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
    r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
DEEPSEEK = (
    r"[!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+"
    r"| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
BEHAVIORS = ["removed", "isolated", "merged_with_previous", "merged_with_next", "contiguous"]

PRE = pre_tokenizers
BYTES = PRE.ByteLevel(add_prefix_space=False)
ONLY_BYTES = PRE.ByteLevel(add_prefix_space=False, use_regex=False)

PRE_TOKENIZERS: dict[str, PRE.PreTokenizer | None] = {
    "byte level": BYTES,
    "byte level after a blank": PRE.ByteLevel(add_prefix_space=True),
    "byte level without words": PRE.ByteLevel(add_prefix_space=True, use_regex=False),
    "Llama 3": PRE.Sequence([PRE.Split(Regex(LLAMA3), "isolated"), ONLY_BYTES]),
    "Qwen 2": PRE.Sequence([PRE.Split(Regex(LLAMA3.replace("{1,3}", "")), "isolated"), ONLY_BYTES]),
    "GPT-4o": PRE.Sequence([PRE.Split(Regex(GPT4O), "removed", invert=True), ONLY_BYTES]),
    "DeepSeek V3": PRE.Sequence(
        [
            PRE.Split(Regex(r"\p{N}{1,3}"), "isolated"),
            PRE.Split(Regex("[一-龥\u3040-ゟ゠-ヿ]+"), "isolated"),
            PRE.Split(Regex(DEEPSEEK), "isolated"),
            ONLY_BYTES,
        ]
    ),
    "StarCoder": PRE.Sequence([PRE.Digits(individual_digits=True), BYTES]),
    "runs of digits": PRE.Sequence([PRE.Digits(individual_digits=False), PRE.WhitespaceSplit()]),
    "whitespace": PRE.Whitespace(),
    "whitespace split": PRE.WhitespaceSplit(),
    "punctuation": PRE.Sequence([PRE.WhitespaceSplit(), PRE.Punctuation()]),
    "metaspace always": PRE.Metaspace(prepend_scheme="always"),
    "metaspace first": PRE.Metaspace(prepend_scheme="first"),
    "metaspace never": PRE.Metaspace(prepend_scheme="never"),
    "metaspace in one": PRE.Sequence([PRE.Split("\n", "merged_with_next"), PRE.Metaspace(prepend_scheme="first", split=False)]),
    "delimiter": PRE.Sequence([PRE.CharDelimiterSplit("e"), PRE.WhitespaceSplit()]),
    "classes": PRE.Sequence([PRE.Split(Regex(r"\w+|[^\w\s]|\h+"), "isolated"), PRE.Split(Regex(r"^\s|\s$"), "removed")]),
    **{
        f"split {behavior}{' inverted' if invert else ''}": PRE.Split(Regex(r"\s+|[\p{P}\d]"), behavior, invert=invert)
        for behavior in BEHAVIORS
        for invert in (False, True)
    },
    **{f"split at text {behavior}": PRE.Split(" ", behavior) for behavior in BEHAVIORS},
    **{f"punctuation {behavior}": PRE.Punctuation(behavior) for behavior in BEHAVIORS},
}

NORMALIZERS = {
    "NFC": normalizers.NFC(),
    "NFD": normalizers.NFD(),
    "NFKC": normalizers.NFKC(),
    "NFKD": normalizers.NFKD(),
    "lowercase": normalizers.Lowercase(),
    "replace text": normalizers.Replace("e", "é "),
    "replace pattern": normalizers.Replace(Regex(r"\s{2,}|\d"), "#"),
    "prepend": normalizers.Prepend("▁"),
    "strip": normalizers.Strip(left=True, right=True),
    "strip left": normalizers.Strip(left=True, right=False),
    "sequence": normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase(), normalizers.Replace(" ", "▁")]),
}

WORDS = PRE.WhitespaceSplit()
MODELS = {
    "unknown": {"unk_token": "<unk>"},
    "unknown in runs": {"unk_token": "<unk>", "fuse_unk": True},
    "nothing for unknown": {},
    "bytes for unknown": {"unk_token": "<unk>", "byte_fallback": True, "fuse_unk": True},
    "continued words": {"unk_token": "<unk>", "continuing_subword_prefix": "##"},
    "ends of words": {"unk_token": "<unk>", "end_of_word_suffix": "</w>"},
    "whole words": {"unk_token": "<unk>", "ignore_merges": True},
}

ADDED = [
    AddedToken("<|im_start|>", special=True),
    AddedToken("<|im_end|>", special=True, lstrip=True, rstrip=True),
    AddedToken("<mask>", special=True, lstrip=True),
    AddedToken("[INST]", rstrip=True, normalized=False),
    AddedToken("the", single_word=True, normalized=True),
    AddedToken("ÉTIEZ", normalized=True),
    AddedToken("am", normalized=False),
    AddedToken("  ", normalized=False),
]


def _trained(text: str, tokenizer: Tokenizer, **options) -> Tokenizer:
    trainer = trainers.BpeTrainer(
        vocab_size=2500, special_tokens=["<unk>", "<s>", "</s>"], show_progress=False, limit_alphabet=800, **options
    )
    tokenizer.train_from_iterator([text[start : start + 2000] for start in range(0, len(text), 2000)], trainer)
    tokenizer.add_tokens([token for token in ADDED if not token.special])
    tokenizer.add_special_tokens([token for token in ADDED if token.special])
    return tokenizer


def _with_pre_tokenizer(name: str, text: str) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>"))
    if PRE_TOKENIZERS[name] is not None:
        tokenizer.pre_tokenizer = PRE_TOKENIZERS[name]
    is_bytes = "ByteLevel" in repr(PRE_TOKENIZERS[name])
    tokenizer.decoder = decoders.ByteLevel() if is_bytes else decoders.Metaspace()
    alphabet = PRE.ByteLevel.alphabet() if is_bytes else []
    return _trained(text, tokenizer, initial_alphabet=alphabet)


def _with_normalizer(name: str, text: str) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>"))
    tokenizer.normalizer = NORMALIZERS[name]
    tokenizer.pre_tokenizer = WORDS
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s> </s>", special_tokens=[("<s>", 1), ("</s>", 2)]
    )
    tokenizer.decoder = decoders.Sequence([decoders.Replace("e", " E"), decoders.Fuse(), decoders.Strip("▁", 1, 1)])
    return _trained(text, tokenizer)


def _with_model(name: str, text: str) -> Tokenizer:
    options = MODELS[name]
    marks = {key: options[key] for key in ("continuing_subword_prefix", "end_of_word_suffix") if key in options}
    tokenizer = Tokenizer(models.BPE(**options))
    tokenizer.pre_tokenizer = WORDS
    tokenizer.post_processor = processors.RobertaProcessing(sep=("</s>", 2), cls=("<s>", 1))
    if "end_of_word_suffix" in options:
        tokenizer.decoder = decoders.BPEDecoder("</w>")
    if options.get("byte_fallback"):
        # As Llama 2: one word, the whole text.
        tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
        tokenizer.pre_tokenizer = PRE.Split("▁", "merged_with_next")
        tokenizer.decoder = decoders.Sequence(
            [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
        )
        alphabet = [f"<0x{byte:02X}>" for byte in range(256)]
        trained = _trained(text, tokenizer)
        trained.add_special_tokens(alphabet)
        return _one_word(trained, alphabet)
    return _trained(text, tokenizer, **marks)


def _one_word(tokenizer: Tokenizer, alphabet: list[str]) -> Tokenizer:
    """The byte tokens in the model's own vocabulary, and nothing cut before it."""
    import json

    rules = json.loads(tokenizer.to_str())
    for token in alphabet:
        rules["model"]["vocab"][token] = tokenizer.token_to_id(token)
    rules["added_tokens"] = [token for token in rules["added_tokens"] if token["content"] not in alphabet]
    rules["pre_tokenizer"] = None
    return Tokenizer.from_str(json.dumps(rules))


KINDS: dict[str, Callable[[str], Tokenizer]] = {
    **{name: lambda text, name=name: _with_pre_tokenizer(name, text) for name in PRE_TOKENIZERS},
    **{f"normalizer {name}": lambda text, name=name: _with_normalizer(name, text) for name in NORMALIZERS},
    **{f"model {name}": lambda text, name=name: _with_model(name, text) for name in MODELS},
}


def write_tokenizer(kind: str, text: str, folder: Path) -> Tokenizer:
    """Trains the tokenizer `kind` on `text`, and writes its file."""
    tokenizer = KINDS[kind](text)
    tokenizer.save(str(folder / "tokenizer.json"))
    return tokenizer
