"""A text in which tokenizers find everything they can stumble over."""

import random
import unicodedata

PROSE = {
    "latin": "The ferry left before dawn; nobody's coat was dry, and they'd all heard it wouldn't be back. "
    "Où étiez-vous, Zoë? Ça coûte 1 234,50 € à l'hôtel. Der Übermut der Straßenbahnfahrer größer als März. "
    "İstanbul'da ılık bir IŞIK vardı. Tiếng Việt có nhiều dấu thanh. Żółw był ľahký ako ďáblík. ",
    "cyrillic": "Вчера мы ели щи, а сегодня — блины; «ещё», сказал он, и ушёл в 17:45. Її їжак і ґанок. ",
    "greek": "Ο γέρος ψαράς μάζεψε τα δίχτυα του, κι ύστερα χαμογέλασε. Ἐν ἀρχῇ ἦν ὁ λόγος; ΣΊΣΥΦΟΣ. ",
    "arabic": "خرجت القافلةُ عند الفجر، ولم يبقَ في السوق إلا بائع التمر رقم ١٢٣٤. کتاب‌خانه‌ها بسته‌اند؟ ",
    "hebrew": "הרכבת איחרה בעשר דקות, ו\"אף אחד\" לא שאל למה. שָׁלוֹם. ",
    "devanagari": "नदी के किनारे बैठे बच्चों ने कहा, क्या कल बारिश होगी? मूल्य ₹१,२३४.५६ है। क्षत्रिय ज्ञानी। ",
    "han": "渔夫把网收起来,天已经黑了。他说:“明天再来吧!”共计3,450元,第12号。龍與虎。",
    "japanese": "雨がやむまで、駅のベンチで待っていた。カタカナとひらがな、ガとガ、1986年。㍿ㇰ",
    "korean": "어제는 눈이 왔고, 오늘은 맑다. 한국어 문장은 띄어쓰기가 있다. 각 값은 2,500원! ",
    "thai": "ฝนตกตลอดทั้งคืน เด็กๆ จึงไม่ได้ออกไปเล่นที่สนาม ราคา ๙๙ บาท ",
    "tamil": "காலையில் மழை பெய்தது, பிறகு வெயில் வந்தது. கொக்கு பறந்தது. ",
    "georgian": "მდინარე ნელა მიედინებოდა. ᲡᲐᲥᲐᲠᲗᲕᲔᲚᲝ. Հայերեն լեզու։ ",
}
CODE = (
    "def weave(stack, *, by=2):\n    \"\"\"Return {stack!r} twice.\"\"\"\n\treturn [x for x in stack if x >= 0x1F][::by]\n\n"
    "int main(void)\r\n{\r\n    printf(\"%5.2f\\n\", 3.14e-10);\r\n\treturn a->b && !c || ~d ^ 0b1011;\r\n}\r\n"
    "<div class=\"x-y\">&nbsp;</div><!-- don't -->\n{\"key\": [1, 2.5, null, true], \"url\": \"https://a.example/?q=1#f\"}\n"
    "SELECT * FROM t WHERE name LIKE '%\\_%' -- that's it\n        \t  \n\n\n  x += 1_000_000; y=\"''\"\n"
)
EMOJI = "😀👩‍👩‍👧‍👦🏳️‍🌈🇩🇪🇯🇵👍🏽❤️☎︎⌚1️⃣🫠𓀀𝔘𝓃𝒾𝒸ℴ𝒹ℯ ①②½Ⅷﷺﬁﬂſ㎏"
SPACES = " \t\n\r\x0b\x0c\x85\xa0\u1680\u180e\u2003\u2009\u200b\u200c\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
CONTROLS = "".join(map(chr, [*range(0x20), *range(0x7F, 0xA0)])) + "\ufffd\ufffe\ue000\U0010ffff\xad\u202e"
MARKS = "\u0301\u0300\u0323\u0327\u0344\u0308\u3099\u093c\u05b4\u20dd"
TOKENS = ["<s>", "</s>", "<|im_start|>", "<|im_end|>", "<|endoftext|>", "<mask>", "[INST]", "<unk>", "<0x41>", "▁", "Ġ"]


def _any_character(source: random.Random) -> str:
    """Any that every table in use knows, the oldest too: not a surrogate, and assigned long ago."""
    while True:
        character = chr(source.randrange(0x110000 if source.random() < 0.2 else 0x3000))
        if unicodedata.ucd_3_2_0.category(character) not in ("Cn", "Cs"):
            return character


def _prose(source: random.Random) -> str:
    text = PROSE[source.choice(sorted(PROSE))]
    words = text.split(" ")
    if source.random() < 0.5:
        source.shuffle(words)
    return " ".join(word.upper() if source.random() < 0.05 else word for word in words) + source.choice([" ", "\n", ""])


def _code(source: random.Random) -> str:
    lines = CODE.splitlines(keepends=True)
    start = source.randrange(len(lines))
    return "".join(lines[start : start + source.randrange(1, 6)])


def _salad(source: random.Random) -> str:
    signs = source.choice([EMOJI, SPACES, CONTROLS, MARKS, "0123456789", "'\"-_.,;:!?()[]{}", "ab'sS ", "x \n"])
    return "".join(source.choice(signs) for _ in range(source.randrange(1, 12)))


def _strange(source: random.Random) -> str:
    return "".join(_any_character(source) for _ in range(source.randrange(1, 8)))


def _marked(source: random.Random) -> str:
    return source.choice(["", " ", "  ", "\n"]) + source.choice(TOKENS) + source.choice(["", " ", "  ", "x"])


def _number(source: random.Random) -> str:
    return f"{source.randrange(10 ** source.randrange(1, 14)):,} = {source.uniform(-9, 9):.4g}; "


def mixed_text(size: int, seed: int = 1) -> str:
    """At least `size` bytes: prose in twelve scripts, code, emoji, control characters, and what looks like tokens."""
    source = random.Random(seed)
    kinds = [_prose, _prose, _prose, _code, _salad, _strange, _marked, _number]
    parts, made = [], 0
    while made < size:
        part = source.choice(kinds)(source)
        parts.append(part)
        made += len(part.encode())
    return "".join(parts)
