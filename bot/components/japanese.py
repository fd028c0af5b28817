"""What a sentence is made of: its spelling, its reading, and its words in the dictionary's spelling.

Speech recognition picks the wrong one of several spellings and people mistype, but the reading stays; 引越し, 引っ越し
and ひっこし have one normalised form. Digits become 0: which number it is says nothing about the wish.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from sudachipy import Dictionary, SplitMode

# Longer texts are stories whose wish stands at the front; Sudachi refuses more than 49,149 bytes.
MAX_CHARACTERS = 1000

_DIGIT = re.compile(r"\d")
_LONG_VOWELS = re.compile("[ー〜~]{2,}")
_SPACES = re.compile(r"\s+")
_NOT_WORDS = frozenset({"空白", "補助記号"})
_GRAMMAR = frozenset({"助詞", "助動詞"})
_NOT_HEARD = str.maketrans("", "", "ーッ")
_TO_KATAKANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}


@dataclass(frozen=True)
class Wording:
    """One sentence: `content` is `words` without particles and auxiliaries."""

    surface: str
    reading: str
    words: tuple[str, ...]
    content: tuple[str, ...]

    @property
    def sound(self) -> str:
        """The reading without long vowels and double consonants, which come and go in はい, はーい and はいっ."""
        return self.reading.translate(_NOT_HEARD)


Worder = Callable[[str], Wording]


def worder() -> Worder:
    """Reads the dictionary, which takes a moment; what it returns is for one thread."""
    tokenizer = Dictionary(dict="core").create()

    def word(text: str) -> Wording:
        surface = _DIGIT.sub("0", folded(text))
        tokens = [
            (token.surface(), token.reading_form(), token.normalized_form(), token.part_of_speech()[0])
            for token in tokenizer.tokenize(surface, SplitMode.A)
        ]
        spoken = [token for token in tokens if token[3] not in _NOT_WORDS]
        return Wording(
            surface=surface,
            reading="".join(_reading(written, reading) for written, reading, _, _ in spoken),
            words=tuple(normalised for _, _, normalised, _ in spoken),
            content=tuple(normalised for _, _, normalised, kind in spoken if kind not in _GRAMMAR),
        )

    return word


def folded(text: str) -> str:
    """One width, one case, one space, no stretched vowels; half of a surrogate pair is dropped."""
    valid = text[:MAX_CHARACTERS].encode("utf-8", "ignore").decode("utf-8")
    plain = unicodedata.normalize("NFKC", valid).lower()
    return _SPACES.sub(" ", _LONG_VOWELS.sub("ー", plain)).strip()


def _reading(written: str, reading: str) -> str:
    if written.isdigit():
        return "0"
    return (reading or written).translate(_TO_KATAKANA)
