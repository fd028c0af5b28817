"""What the record knows of a customer, as patterns that find it in a text however it is spelled.

Patterns are for NFKC text. They find whole names and addresses with or without blanks, in either kana, and those
parts of them that are long enough to mean the person rather than an everyday word.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

Shape = tuple[re.Pattern[str], str]

NAME, ADDRESS = "［氏名］", "［住所］"
SHORTEST_PART = 2
SHORTEST_KANA_PART = 3
SHORTEST_PLACE = 3
_KANA = re.compile(r"[ぁ-ゖァ-ヺー]+")
_KATAKANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}
_HIRAGANA = {code + 0x60: code for code in range(ord("ぁ"), ord("ゖ") + 1)}
_NUMBER_ON = re.compile(r"[0-9].*")
_TOWN = re.compile(r"(?:東京都|北海道|(?:京都|大阪)府|.{2,3}県)?(?:[^市郡]{1,6}[市郡])?(?:[^区町村]{1,6}[区町村])?(.*)")


@dataclass(frozen=True)
class Known:
    """Names as printed and in kana, and addresses as one line each."""

    names: Sequence[str] = field(default=(), repr=False)
    addresses: Sequence[str] = field(default=(), repr=False)


def shapes_of(known: Known) -> tuple[Shape, ...]:
    """Patterns with their labels, the longest first."""
    names = set(_each(_name_patterns, known.names))
    addresses = set(_each(_address_patterns, known.addresses))
    return (*_compiled(addresses, ADDRESS), *_compiled(names, NAME))


def _each(patterns_of: Callable[[str], Iterator[str]], terms: Sequence[str]) -> Iterator[str]:
    for term in terms:
        yield from patterns_of(unicodedata.normalize("NFKC", term).strip())


def _compiled(patterns: Iterable[str], label: str) -> Iterator[Shape]:
    for pattern in sorted(patterns, key=lambda one: (-len(one), one)):
        yield re.compile(pattern, re.IGNORECASE), label


def _name_patterns(name: str) -> Iterator[str]:
    if len(name.replace(" ", "")) >= SHORTEST_PART:
        yield _spelled(name)
    for part in name.split():
        if not _KANA.fullmatch(part):
            yield from [_spelled(part)] * (len(part) >= SHORTEST_PART)
        elif len(part) >= SHORTEST_KANA_PART:
            yield _spelled(part)
        elif len(part) == SHORTEST_PART:
            # Two hiragana are part of too many words; two katakana on their own are a name.
            yield rf"(?<![ァ-ヺー]){re.escape(part.translate(_KATAKANA))}(?![ァ-ヺー])"


def _address_patterns(address: str) -> Iterator[str]:
    for place in {address, *address.split()}:
        street = _NUMBER_ON.sub("", place).strip()
        town = _TOWN.match(street)
        for piece in (place, street, town.group(1) if town else ""):
            if len(piece) >= SHORTEST_PLACE and not piece.isascii():
                yield _spelled(piece)


def _spelled(term: str) -> str:
    """The term in either kana, and with or without blanks between its characters."""
    characters = [character for character in term if not character.isspace()]
    return " ?".join(_one(character) for character in characters)


def _one(character: str) -> str:
    both = {character.translate(_KATAKANA), character.translate(_HIRAGANA)}
    return f"[{''.join(sorted(both))}]" if len(both) > 1 else re.escape(character)
