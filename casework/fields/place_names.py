"""Finds the names of prefectures, cities and towns in the spellings customers use.

ヶ, ケ and が, 北1条西 for 北一条西, 葛巻町 for 岩手郡葛巻町.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from casework.fields.numerals import KANJI_NUMBER, kanji_number
from casework.fields.postal_areas import list_cities, list_towns

_SAME = str.maketrans(
    "ヶヵがガカ之ノのﾉツッ﨑髙曾龍澤濱濵嶋廣國邊邉藪礒檜壺舘惠櫻瀨塚瀧眞靜德藏淺驛應關縣區",
    "ケケケケケののののツツ崎高曽竜沢浜浜島広国辺辺薮磯桧壷館恵桜瀬塚滝真静徳蔵浅駅応関県区",
)
_LONGEST_GAP = 20
_DISTRICT = re.compile("^(?:[^郡]{1,6}郡|[^島]{1,3}島)(?=.+[町村]$)")


@dataclass(frozen=True)
class CityMatch:
    """`cities` has more than one entry where the name alone does not decide (府中市)."""

    cities: tuple[tuple[str, str], ...]
    start: int
    end: int


def match_name(text: str, position: int, name: str) -> int | None:
    """The end of `name` at `position`, reading over spaces; None when it is not there."""
    ends = [e for variant in _variants(name) if (e := _match(text, position, variant)) is not None]
    return max(ends, default=None)


def match_prefecture(text: str, position: int = 0) -> tuple[str, int] | None:
    first = fold(text[position : position + _LONGEST_GAP].lstrip(" ")[:1])
    for prefecture in _prefectures().get(first, ()):
        if (end := match_name(text, position, prefecture)) is not None:
            return prefecture, end
    return None


def match_city(text: str, position: int, prefecture: str = "") -> CityMatch | None:
    """The longest city name here; the district (郡) may be left out only behind a prefecture."""
    keys = _city_index(with_short=bool(prefecture)).get(fold(text[position : position + 8].replace(" ", ""))[:2], ())
    best = position
    found: list[tuple[str, str]] = []
    for name, owner, city in keys:
        end = _match(text, position, name) if prefecture in {"", owner} else None
        if end is not None and end >= best:
            found = [*(found if end == best else ()), (owner, city)]
            best = end
    return CityMatch(tuple(dict.fromkeys(found)), position, best) if found else None


def find_city(text: str) -> CityMatch | None:
    """The first place in a sentence that names a city, its prefecture included."""
    for position in range(len(text)):
        if (prefecture := match_prefecture(text, position)) and (
            city := match_city(text, prefecture[1], prefecture[0])
        ):
            return CityMatch(city.cities, position, city.end)
        if city := match_city(text, position):
            return city
    return None


def match_town(text: str, position: int, towns: tuple[str, ...]) -> tuple[str, int] | None:
    """The first of `towns` (longest first) that stands here."""
    for town in towns:
        if (end := match_name(text, position, town)) is not None:
            return town, end
    return None


def towns_of(prefecture: str, city: str) -> tuple[str, ...]:
    return list_towns(prefecture, city)


def fold(name: str) -> str:
    """Same-length folding, so that positions in the folded text are positions in the text."""
    folded = name.translate(_SAME)
    compatible = unicodedata.normalize("NFKC", folded)
    return (compatible if len(compatible) == len(folded) else folded).lower()


def _match(text: str, position: int, folded_name: str) -> int | None:
    for char in folded_name:
        while position < len(text) and text[position] == " ":
            position += 1
        if position >= len(text) or fold(text[position]) != char:
            return None
        position += 1
    return position


@lru_cache(maxsize=8_192)
def _variants(name: str) -> tuple[str, ...]:
    folded = fold(name)
    digits = re.sub(f"{KANJI_NUMBER}++", lambda m: str(kanji_number(m[0])), folded)
    return (folded,) if digits == folded else (folded, digits)


@cache
def _prefectures() -> dict[str, tuple[str, ...]]:
    """By their first character, folded: a text of a thousand characters is asked at each of them."""
    index: dict[str, list[str]] = {}
    for prefecture in dict.fromkeys(prefecture for prefecture, _ in list_cities()):
        index.setdefault(fold(prefecture)[:1], []).append(prefecture)
    return {first: tuple(names) for first, names in index.items()}


@cache
def _city_index(*, with_short: bool) -> dict[str, tuple[tuple[str, str, str], ...]]:
    index: dict[str, list[tuple[str, str, str]]] = {}
    for prefecture, city in list_cities():
        names = {city, _DISTRICT.sub("", city)} if with_short else {city}
        for name in map(fold, names):
            index.setdefault(name[:2], []).append((name, prefecture, city))
    return {key: tuple(entries) for key, entries in index.items()}
