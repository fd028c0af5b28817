"""How many SMS parts a text takes: GSM-7 septets or UCS-2 code units, and what a part cannot cut apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

# The carrier refuses a longer body (21617), whatever its alphabet.
MOST_CHARACTERS = 1600

_GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_7_EXTENSION = frozenset("\f^{}\\[~]|€")
_GSM_7_SINGLE, _GSM_7_PART = 160, 153
_UCS_2_SINGLE, _UCS_2_PART = 70, 67
_LAST_OF_PLANE_0 = 0xFFFF


@dataclass(frozen=True)
class Segments:
    """`characters` counts as the encoding does; `left_in_last` is how many more the last part holds."""

    encoding: Literal["GSM-7", "UCS-2"]
    characters: int
    parts: int
    left_in_last: int


def count_segments(text: str) -> Segments:
    """An empty text takes one part."""
    if all(character in _GSM_7 or character in _GSM_7_EXTENSION for character in text):
        return _counted("GSM-7", _septets(text), _GSM_7_SINGLE, _GSM_7_PART)
    return _counted("UCS-2", _code_units(text), _UCS_2_SINGLE, _UCS_2_PART)


def characters_of(text: str) -> int:
    """UTF-16 code units, the longest way a carrier may count a body."""
    return sum(_code_units(text))


def _counted(encoding: Literal["GSM-7", "UCS-2"], sizes: Iterator[int], single: int, part: int) -> Segments:
    """Parts are filled in order; a character of two units is never cut, which may leave one unit empty."""
    total, parts, used = 0, 1, 0
    for size in sizes:
        if used + size > part:
            parts, used = parts + 1, 0
        total, used = total + size, used + size
    if total <= single:
        return Segments(encoding, total, 1, single - total)
    return Segments(encoding, total, parts, part - used)


def _septets(text: str) -> Iterator[int]:
    return (2 if character in _GSM_7_EXTENSION else 1 for character in text)


def _code_units(text: str) -> Iterator[int]:
    return (2 if ord(character) > _LAST_OF_PLANE_0 else 1 for character in text)
