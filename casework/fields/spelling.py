"""Letters and digits spelled aloud (エー の いち に さん) -> A123."""

import re
from functools import cache

from casework.fields.digit_speech import with_plain_digits
from casework.fields.normalise import to_hiragana
from casework.fields.numerals import digits_read_aloud

_LETTERS = {
    "A": ("えー", "えい"),
    "B": ("びー", "びい"),
    "C": ("しー", "しい"),
    "D": ("でぃー", "でー"),
    "E": ("いー",),
    "F": ("えふ",),
    "G": ("じー",),
    "H": ("えっち", "えいち"),
    "I": ("あい",),
    "J": ("じぇー", "じぇい"),
    "K": ("けー", "けい"),
    "L": ("える",),
    "M": ("えむ",),
    "N": ("えぬ",),
    "O": ("おー",),
    "P": ("ぴー",),
    "R": ("あーる",),
    "S": ("えす",),
    "T": ("てぃー", "てー"),
    "U": ("ゆー",),
    "V": ("ぶい", "ゔい"),
    "W": ("だぶりゅー", "だぶる"),
    "X": ("えっくす",),
    "Y": ("わい",),
    "Z": ("ぜっと", "ぜっど"),
}
_NAMED = {
    "アルファ": "A", "アルファー": "A", "ブラボー": "B", "チャーリー": "C", "デルタ": "D", "エコー": "E",
    "フォックストロット": "F",
    "フォックス": "F", "ゴルフ": "G", "ホテル": "H", "インディア": "I", "ジュリエット": "J", "キロ": "K", "リマ": "L",
    "マイク": "M",
    "ノベンバー": "N", "オスカー": "O", "パパ": "P", "ロメオ": "R", "シエラ": "S", "タンゴ": "T", "ユニフォーム": "U",
    "ビクター": "V", "ウィスキー": "W", "エックスレイ": "X", "ヤンキー": "Y", "ズールー": "Z",
}  # fmt: skip
_NAMED_LETTER = re.compile(
    "(?<![ァ-ヶ一-龠])("
    + "|".join(sorted(_NAMED, key=len, reverse=True))
    + r")(?:[のはで、 ]+(?=[0-9〇一二三四五六七八九ぁ-んゼニサヨイゴロナハキマレ])|(?=[0-9]))"
)
_EXAMPLE = re.compile(
    "(?<![ァ-ヶ一-龠])(?:[ァ-ヶー]{2,12}|[一-龠]{2,4})の(?=(?:[A-Z]|エー|ビー|シー|ディー|イー|エフ"
    "|ジー|エイチ|アイ|ジェー|ケー|エル|エム|エヌ|ピー|アール|エス|ティー|ユー|ブイ|ワイ)(?:[でのは、 ]|です|$))"
)
_BEHIND_LETTER = re.compile(
    "(?:(?<=[A-Z])|(?<=エー)|(?<=ビー)|(?<=シー)|(?<=イー)|(?<=ディー)"
    "|(?<=エフ)|(?<=ジー)|(?<=ピー)|(?<=えふ)|(?<=えー)|(?<=びー)"
    "|(?<=ぴー))"
    r"(?:で(?:す|)|は)[、, ]*(?=[0-9〇一二三四五六七八九ぁ-んァ-ヶ])"
)
_DOTS = re.compile(r"(?<=[0-9])[._/](?=[0-9]{3})")
_NUMBER_SIGN = re.compile(r"(?<![A-Za-z])No\.?\s?(?=[A-Za-z]?[0-9])", re.IGNORECASE)
_LEAD = re.compile(
    "^(?:(?:はい|ええ|番号ですか|証券番号ですか|えーと|たぶん|たしか|確か)[、, ]*)*(?:.{0,12}?(?:番号|証券|ほう"
    "|方|契約)(?:は|が|:)(?:ですね)?[、, ]*)?(?=[ァ-ヶぁ-ん])"
)
_SEPARATOR_CHARS = " -.,、・()の"


def with_plain_code(text: str) -> str:
    """Dots, words for hyphens and words that name a letter (フォックスのエフ, アルファ) out of the way of the code."""
    text = _NUMBER_SIGN.sub("", text)
    text = _EXAMPLE.sub("", text)
    text = _NAMED_LETTER.sub(lambda m: _NAMED[m[1]], text)
    text = _DOTS.sub("-", re.sub(r"(?<![A-Za-z0-9])([A-Za-z])[._/](?=[0-9])", r"\1", text))
    text = _BEHIND_LETTER.sub("", text)
    return _LEAD.sub("", with_plain_digits(text))


def spelled_code(text: str) -> str | None:
    """The code in a text that holds nothing but spelled letters, digits and separators.

    Q is missing: キュー is nine.
    """
    text = to_hiragana(text)
    code, position = "", 0
    while position < len(text):
        piece, length = _next(text, position)
        if length == 0:
            return None
        code, position = code + piece, position + length
    return code or None


def _next(text: str, position: int) -> tuple[str, int]:
    char = text[position]
    if char in _SEPARATOR_CHARS:
        return "", 1
    if char.isascii() and char.isalnum():
        return char.upper(), 1
    for reading, letter in _readings():
        if text.startswith(reading, position):
            return letter, len(reading)
    for length in (3, 2, 1):
        digit = digits_read_aloud(text[position : position + length])
        if digit is not None and len(digit) == 1:
            return digit, min(length, len(text) - position)
    return "", 0


@cache
def _readings() -> tuple[tuple[str, str], ...]:
    pairs = [(reading, letter) for letter, readings in _LETTERS.items() for reading in readings]
    return tuple(sorted(pairs, key=lambda p: -len(p[0])))
