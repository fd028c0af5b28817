"""Letters and digits spelled aloud (エー の いち に さん) -> A123."""

from functools import cache

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
_SEPARATOR_CHARS = " -.,、・()の"


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
