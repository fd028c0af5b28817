"""Search tokens of Japanese text: pieces of a text and of a query that are equal when the spellings mean the same.

A text is cut into all its pairs and triples of neighbouring characters, so every two characters that stand together
are found, whether they are a word or not. Text and query are folded alike (width, letter case, katakana), and each
is read a second time in the dictionary's spelling without kana endings: 引越し, 引っ越し and 引越 are all 引越.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from sudachipy import Dictionary, Morpheme, SplitMode

PIECE = 3
LONGEST_RUN = 4_000
_RUN = re.compile(r"[^\W_]+")
_LABEL = re.compile("［[^］]*］")
_KANJI = re.compile("[々〆㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]")
_KATAKANA = re.compile("[ァ-ヺー]+")
_TO_HIRAGANA = {code + 0x60: code for code in range(ord("ぁ"), ord("ゖ") + 1)}
_POLITE = "御"


@dataclass(frozen=True)
class Term:
    """What stands together in a query: found when all tokens of one of its spellings are."""

    spellings: tuple[tuple[str, ...], ...]


class SearchWords:
    """Sudachi with the folding of the contact log. One thread at a time: Sudachi lends its dictionary out."""

    def __init__(self) -> None:
        self._sudachi = Dictionary(dict="core").create(SplitMode.C)

    def tokens(self, masked: str) -> frozenset[str]:
        """All tokens of a masked text; the labels that masking left are no words of it."""
        spellings = (spelling for run in _runs(_LABEL.sub(" ", masked)) for spelling in self._spellings(run))
        return frozenset(token for spelling in spellings for token in _kept(spelling))

    def terms(self, query: str) -> tuple[Term, ...]:
        """The parts of a query that can be looked up; a single character that is no kanji cannot."""
        spelled = (self._spellings(run) for run in _runs(query))
        terms = (Term(tuple(filter(None, map(_asked, spellings)))) for spellings in spelled)
        return tuple(term for term in terms if term.spellings)

    def _spellings(self, run: str) -> tuple[str, ...]:
        as_written = _folded(run)
        by_dictionary = "".join(_stem(morpheme) for morpheme in self._sudachi.tokenize(run))
        return (as_written,) if by_dictionary == as_written else (as_written, by_dictionary)


def is_too_short(query: str, terms: tuple[Term, ...]) -> bool:
    """Whether the query has letters, but too few together to be looked up."""
    return not terms and any(True for _ in _runs(query))


def _runs(text: str) -> Iterator[str]:
    """What stands together: letters, digits and kanji without blanks, punctuation or pictures between."""
    plain = unicodedata.normalize("NFKC", text).lower()
    for found in _RUN.finditer(plain):
        run = found.group()
        yield from (run[place : place + LONGEST_RUN] for place in range(0, len(run), LONGEST_RUN))


def _folded(text: str) -> str:
    return text.translate(_TO_HIRAGANA)


def _stem(morpheme: Morpheme) -> str:
    """Only the kanji of a word of several, the dictionary's spelling of a katakana word, the rest as it is written."""
    surface, normal = morpheme.surface(), morpheme.normalized_form()
    if normal == _POLITE:
        return ""
    kanji = "".join(_KANJI.findall(normal))
    if len(kanji) > 1:
        return kanji
    return _folded(normal.lower() if _KATAKANA.fullmatch(surface) else surface)


def _kept(spelling: str) -> Iterator[str]:
    yield from _KANJI.findall(spelling)
    for size in (PIECE - 1, PIECE):
        yield from _pieces(spelling, size)


def _asked(spelling: str) -> tuple[str, ...]:
    if len(spelling) == 1:
        return tuple(_KANJI.findall(spelling))
    return tuple(dict.fromkeys(_pieces(spelling, min(len(spelling), PIECE))))


def _pieces(spelling: str, size: int) -> Iterator[str]:
    return (spelling[place : place + size] for place in range(len(spelling) - size + 1))
