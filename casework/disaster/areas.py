"""Which area somebody speaks of, or is registered in, and whether the disaster's areas cover it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from casework.fields.normalise import normalise
from casework.fields.place_names import find_city
from casework.fields.postal_areas import list_cities, resolve_postal_code

_POSTAL_CODE = re.compile(r"(?<![0-9])([0-9]{3})-?([0-9]{4})(?![0-9-])")
_PREFIX = re.compile(r"[0-9]{2,7}")
_HOKKAIDO = "北海道"


@dataclass(frozen=True)
class Place:
    """`postal_code` is empty where only the prefecture is known."""

    prefecture: str
    postal_code: str = ""


@cache
def prefectures() -> tuple[str, ...]:
    return tuple(dict.fromkeys(prefecture for prefecture, _ in list_cities()))


def read_area(text: str) -> str | None:
    """A prefecture by its full or short name, or the beginning of a postal code; None for anything else."""
    written = normalise(text).replace("〒", "").replace("-", "").strip()
    if _PREFIX.fullmatch(written):
        return written
    return next((each for each in prefectures() if written in {each, _short(each)}), None)


def place_in(text: str) -> Place | None:
    """The place a sentence names by a postal code, a city or a prefecture."""
    written = normalise(text)
    for found in _POSTAL_CODE.finditer(written):
        code = found[1] + found[2]
        area = resolve_postal_code(code)
        if area is not None and area.prefecture:
            return Place(area.prefecture, code)
    named = next((each for each in prefectures() if each in written), None)
    if named is not None:
        return Place(named)
    city = find_city(written)
    owners = {prefecture for prefecture, _ in city.cities} if city is not None else set()
    if len(owners) == 1:
        return Place(owners.pop())
    short = _short_names().search(written)
    return Place(_long(short[0])) if short is not None else None


def place_of_code(postal_code: str) -> Place | None:
    area = resolve_postal_code(postal_code)
    return Place(area.prefecture, postal_code) if area is not None and area.prefecture else None


def covers(areas: Sequence[str], place: Place) -> bool | None:
    """Whether the place lies in one of the areas; None where its postal code would have to be known."""
    if place.prefecture in areas:
        return True
    codes = [area for area in areas if area.isdigit()]
    if not codes:
        return False
    if not place.postal_code:
        return None
    return any(place.postal_code.startswith(code) for code in codes)


def concerns(areas: Sequence[str], said: Iterable[str], registered: Place | None) -> bool:
    """Whether a disaster in these areas concerns somebody; whoever does not say where they are is concerned.

    What they say of themselves outweighs what the record says: a house may stand elsewhere than its owner lives.
    """
    if not areas:
        return True
    places = [place for text in said if (place := place_in(text)) is not None]
    known = [inside for place in places if (inside := covers(areas, place)) is not None]
    if known:
        return any(known)
    if places or registered is None:
        return True
    return covers(areas, registered) is not False


def _short(prefecture: str) -> str:
    return prefecture if prefecture == _HOKKAIDO else prefecture[:-1]


def _long(short: str) -> str:
    return next(each for each in prefectures() if _short(each) == short)


@cache
def _short_names() -> re.Pattern[str]:
    """Short names as people say them, not inside another word: 京都 in 東京都 is found as its full name before."""
    return re.compile("(?:" + "|".join(map(_short, prefectures())) + r")(?=[のにでがは、。 市0-9]|在住|方面|です|$)")
