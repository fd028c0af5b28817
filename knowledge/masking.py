"""Masking of personal data in text that is kept for review or shown without a reason.

Patterns use ASCII classes on NFKC text; what they miss (rare names, illness, free prose) stays, so masked text
is still shown to reviewers only.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Protocol

from knowledge.known_terms import Shape

LONGEST_MASKED = 500
LONGEST_PIECE = 4_000
_LONGEST_READ = 4 * LONGEST_MASKED
_HYPHEN = "[-‐‑–—−ー]"
_JOIN = rf"(?:{_HYPHEN}| {{1,2}})?"
_PHONE_JOIN = rf"(?:{_HYPHEN}|[ ()./・、,_]){{0,2}}"
_KANJI_DIGIT = "[〇零一二三四五六七八九]"
_DOMAIN_PART = "[A-Za-z0-9-]+"
# A long vowel mark is a hyphen only after a digit: the number after マイナンバー begins there.
_START = rf"(?<![A-Za-z0-9])(?<![A-Za-z0-9]{_HYPHEN})"
_DAY = r"[0-9]{1,2} ?[月/.-] ?[0-9]{1,2}(?![0-9]) ?日?"
_ERA = r"(?:明治|大正|昭和|平成|令和|(?<![A-Za-z])[MTSHRmtshr]) ?(?:[0-9]{1,2}|元)"
_CHOME = r"[0-9一二三四五六七八九十]{1,3} ?丁目"
_LOT = rf"[0-9]{{1,4}}(?: ?(?:番地の|番地|番|の|{_HYPHEN}) ?[0-9]{{1,4}})* ?(?:番地|番|号)?"
_FOUR_DIGITS_AHEAD = rf"(?=[A-Za-z0-9])(?=(?:(?:[A-Za-z]|{_HYPHEN})*[0-9]){{4}})"
_PLATE = rf"[0-9]{{2,3}} ?[ぁ-ん] ?[0-9・.]{{1,2}}{_HYPHEN}?[0-9・.]{{1,2}}(?![0-9])"


class _Placed(Protocol):
    @property
    def begin(self) -> int: ...
    @property
    def end(self) -> int: ...


FindNames = Callable[[str], Sequence[_Placed]]

# In this order: a longer shape is masked before a shorter one can bite into it.
_SHAPES = (
    (r"https?://[!-~]+", "［URL］"),
    # With blanks only before a whole domain: 「a @ b」 alone is no address.
    (
        rf"[A-Za-z0-9._%+-]+(?: {{0,2}}@ {{0,2}}{_DOMAIN_PART}(?:\.{_DOMAIN_PART})+|@{_DOMAIN_PART})",
        "［メール］",
    ),
    (rf"(?:19|20)[0-9]{{2}} ?[年/.-] ?{_DAY}", "［日付］"),
    (rf"{_ERA} ?[年/.] ?{_DAY}", "［日付］"),
    (rf"(?:\+81|{_START}\(?0)(?:{_PHONE_JOIN}[0-9]){{9,10}}(?![0-9])", "［電話番号］"),
    (rf"(?:〒 ?|{_START})[0-9]{{3}}{_HYPHEN}[0-9]{{4}}(?![0-9]|{_HYPHEN}[0-9])", "［郵便番号］"),
    (r"〒 ?[0-9]{7}(?![0-9])", "［郵便番号］"),
    (r"(?<=証券番号)(?:は|が|:|の)? ?[A-Za-z0-9][A-Za-z0-9 -]{3,}", "［番号］"),
    (rf"{_START}{_FOUR_DIGITS_AHEAD}[A-Za-z0-9](?:{_HYPHEN}?[A-Za-z0-9]){{5,}}", "［番号］"),
    (rf"{_START}[0-9](?:{_JOIN}[0-9]){{5,}}", "［番号］"),
    (rf"{_KANJI_DIGIT}(?:{_JOIN}{_KANJI_DIGIT}){{6,}}", "［番号］"),
    (rf"[一-龥]{{1,4}} ?{_PLATE}", "［ナンバー］"),
    (rf"{_CHOME} ?(?:{_LOT})?", "［番地］"),
    (rf"{_START}[0-9]{{1,4}}(?:{_HYPHEN}[0-9]{{1,4}}){{1,3}}(?!か?月|[0-9日時年])", "［番地］"),
)
# A line of more than a message's length is cut where no number stands, if there is such a place.
_PIECE = re.compile(rf".{{1,{LONGEST_PIECE}}}(?![A-Za-z0-9() ]|{_HYPHEN})|.{{1,{LONGEST_PIECE}}}")
_PATTERNS = tuple((re.compile(shape), label) for shape, label in _SHAPES)


def mask_personal(text: str, find_names: FindNames) -> str:
    """Contact data, long numbers, full dates, block numbers and names become labels; 500 characters are kept."""
    plain = _without_shapes(_printable(text)[:_LONGEST_READ], _PATTERNS)[:LONGEST_MASKED]
    return _without_names(plain, find_names(plain))[:LONGEST_MASKED]


def mask_passage(text: str, find_names: FindNames, known: Sequence[Shape] = ()) -> str:
    """The same for text of any length, with its lines kept; `known` is masked as well and first."""
    shapes = (*known, *_PATTERNS)
    lines = (_PIECE.findall(_printable(line)) for line in text.split("\n"))
    return "\n".join("".join(_masked(piece, find_names, shapes) for piece in pieces) for pieces in lines)


def _masked(piece: str, find_names: FindNames, shapes: Sequence[Shape]) -> str:
    plain = _without_shapes(piece, shapes)
    return _without_names(plain, find_names(plain))


def _printable(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).encode("utf-8", "replace").decode()
    return "".join(character if character.isprintable() else " " for character in plain)


def _without_shapes(text: str, shapes: Sequence[Shape]) -> str:
    for pattern, label in shapes:
        text = pattern.sub(label, text)
    return text


def _without_names(text: str, names: Sequence[_Placed]) -> str:
    kept, end = "", 0
    for name in names:
        adjoins = name.begin == end and kept.endswith("［氏名］")
        kept += "" if adjoins else text[end : name.begin] + "［氏名］"
        end = name.end
    return kept + text[end:]
