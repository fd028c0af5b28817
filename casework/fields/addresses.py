"""An address as customers give it, whole or only what follows a postal code -> its four parts.

No part is invented: what neither the customer nor the postal code said is asked for.
"""

import re
from dataclasses import dataclass

from casework.fields.address_blocks import has_block, trim_sentence, written_block
from casework.fields.address_corrections import names_place, said_again
from casework.fields.normalise import normalise, strip_fillers
from casework.fields.parsed import ParseContext, Parsed, Reason, Unclear
from casework.fields.place_names import CityMatch, find_city, match_prefecture, match_town, towns_of
from casework.fields.postal_areas import PostalArea, resolve_postal_code
from casework.fields.postal_codes import find_postal_codes
from casework.fields.self_correction import split_correction
from casework.fields.spoken_blocks import has_two_blocks, plain_address_text, with_digits

_LABEL = re.compile(
    r"^(?:(?:はい|いいえ|ええ|いや)[、,。 ]+)?"
    r"(?:.{0,20}?(?:住所|引っ?越し先|番地|転居先|続き|残り)(?:ですか|ですね|は|が|:|、)[、 ]?|(?:それから|あと|で、))?"
)
_NUMBER_AGAIN = re.compile("[0-9一二三四五六七八九十]{1,4}(?:丁目|番|号)")
_CHOME = re.compile("(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})丁目の?$")
_BETWEEN_PARTS = re.compile("(?:(?<=[都道府県市区町村])[、, ]*の?|[、,])[、, ]*(?=[一-龠ぁ-んァ-ヶ0-9])")
_KYOTO_STREET = re.compile("通|上る|上ル|下る|下ル|東入|西入|入る|入ル|筋")
_TOWN_WORDS = re.compile("^[^0-9 、。,!?です]{1,20}(?=[0-9])")

# Some cities number their land without towns (龍ケ崎市3710番地); 港区4-2-8 is only a forgotten town.
_TOWNLESS = re.compile(r"\s?[0-9]{2,5}\s?番地")

_HINT_START = "恐れ入りますが、郵便番号か、都道府県からのご住所を教えていただけますか。"
_HINT_BLOCK = "恐れ入りますが、番地まで教えていただけますか。"
_HINT_TOWN = "恐れ入りますが、町名から教えていただけますか。"
_HINT_MISMATCH = "郵便番号とご住所が合わないようですので、どちらも確認していただけますか。"
_HINT_CODE = "その郵便番号が見つかりませんでしたので、もう一度確認していただけますか。"
_HINT_PREFECTURE = "同じ名前の市町村がありますので、都道府県から教えていただけますか。"


@dataclass(frozen=True)
class Address:
    """`rest` is 番地・建物・部屋 as the customer wrote it, with kanji numerals as digits."""

    prefecture: str
    city: str
    town: str
    rest: str

    @property
    def full(self) -> str:
        return self.prefecture + self.city + self.town + self.rest


@dataclass(frozen=True)
class AddressSpan:
    """An address inside a sentence; `remainder` is the sentence without it."""

    text: str
    postal_code: str | None
    remainder: str


@dataclass(frozen=True)
class _Place:
    prefecture: str
    city: str
    end: int
    town: str = ""
    is_sure: bool = True


def parse_address(text: str, context: ParseContext, *, area: PostalArea | None = None) -> Parsed[Address] | Unclear:
    """With `area`, the text may be only 番地・建物; an address that contradicts the area is refused."""
    del context
    said = split_correction(plain_address_text(strip_fillers(normalise(text))), in_names=True)
    if said.is_open or has_two_blocks(said.last):
        return Unclear(Reason.contradictory, _HINT_BLOCK)
    if not said.before:
        return _read(said.last, area)
    before = _read(said.before, area)
    again = said_again(before.value.rest, said) if isinstance(before, Parsed) else None
    if again is not None and isinstance(before, Parsed):
        return _read(before.text[: len(before.text) - len(before.remainder)] + again, area)
    found = _read(said.last, area)
    if isinstance(found, Parsed) and (names_place(said.last) or not names_place(said.before)):
        return found
    if said.is_apology and isinstance(before, Parsed):
        return Unclear(Reason.contradictory, _HINT_BLOCK) if _NUMBER_AGAIN.match(said.last) else before
    head = _head(said.before)
    completed = _read(head + said.last, area) if head else found
    return completed if isinstance(completed, Parsed) else Unclear(Reason.contradictory, _HINT_BLOCK)


def _head(before: str) -> str:
    """The city, for a town said again; the town too for a 丁目 that was said again."""
    if block := _CHOME.search(before):
        return before[: block.start()]
    city = find_city(before)
    return before[: city.end] if city else ""


def _read(text: str, area: PostalArea | None) -> Parsed[Address] | Unclear:
    """As it was said, or else without the の and the commas between its parts."""
    written = _LABEL.sub("", text)
    found = _read_written(written, area)
    is_sure = isinstance(found, Parsed) and not found.value.town.startswith(("の", "、"))
    if is_sure or (joined := _BETWEEN_PARTS.sub("", written)) == written:
        return found
    other = _read_written(joined, area)
    if isinstance(other, Parsed) or isinstance(found, Unclear):
        return other if isinstance(other, Parsed) else found
    return Unclear(Reason.unknown_town, _HINT_TOWN)


def _read_written(written: str, area: PostalArea | None) -> Parsed[Address] | Unclear:
    if not written:
        return Unclear(Reason.empty, _HINT_BLOCK if area else _HINT_START)
    without_code = _take_postal_code(written, area)
    if isinstance(without_code, Unclear):
        return without_code
    written, area = without_code
    place = _place(written, area)
    if isinstance(place, Unclear):
        return place
    place = _with_town(written, place, area)
    if isinstance(place, Unclear):
        return place
    written = written[: place.end] + with_digits(written[place.end :])
    trimmed = trim_sentence(written, place.end)
    rest = written_block(trimmed[place.end :])
    if not has_block(rest):
        return Unclear(Reason.missing_block, _HINT_BLOCK)
    address = Address(place.prefecture, place.city, place.town, rest)
    return Parsed(address, trimmed, place.is_sure and not rest.isdigit(), address.full, trimmed[place.end :])


def find_address_in(text: str) -> AddressSpan | None:
    """An address or a postal code in a longer sentence, without the verb; None when there is neither."""
    written = strip_fillers(normalise(text))
    codes = find_postal_codes(written)
    city = find_city(written)
    if city is None and not codes:
        return None
    code = codes[0][0] if codes else None
    if city is None:
        _, start, end = codes[0]
    else:
        start, end = city.start, len(trim_sentence(written, city.end))
    rest = written[:start] + " " + written[end:]
    for _, code_start, code_end in codes[:1] if city else ():
        rest = rest.replace(written[code_start:code_end], " ").replace("〒", "")
    return AddressSpan(written[start:end], code, rest.strip())


def _take_postal_code(text: str, area: PostalArea | None) -> tuple[str, PostalArea | None] | Unclear:
    codes = find_postal_codes(text)
    # Behind the town three and four digits can be a lot number; a code stands first or behind 〒.
    if not codes or (codes[0][1] > 4 and "〒" not in text[codes[0][1] : codes[0][2]]):
        return text, area
    code, start, end = codes[0]
    if area is not None and code != area.postal_code:
        return Unclear(Reason.postal_mismatch, _HINT_MISMATCH)
    known = area or resolve_postal_code(code)
    if known is None:
        return Unclear(Reason.unknown_postal_code, _HINT_CODE)
    before = "" if start <= 4 else text[:start]
    return (before + text[end:]).strip(" 、,。"), known


def _place(text: str, area: PostalArea | None) -> _Place | Unclear:
    city = find_city(text)
    if city is None:
        return _place_of_area(text, area)
    owners = [c for c in city.cities if area is None or c in {(t.prefecture, t.city) for t in area.towns}]
    if not owners:
        return _contradiction(text, city, area)
    if len(owners) > 1:
        return Unclear(Reason.ambiguous, _HINT_PREFECTURE, tuple(p + c for p, c in owners[:5]))
    return _Place(*owners[0], end=city.end)


def _contradiction(text: str, city: CityMatch, area: PostalArea | None) -> _Place | Unclear:
    """A city name behind the number belongs to a building (横浜市…ビル), not to the address."""
    if any(c.isdigit() for c in text[: city.start]):
        return _place_of_area(text, area)
    return Unclear(Reason.postal_mismatch, _HINT_MISMATCH)


def _place_of_area(text: str, area: PostalArea | None) -> _Place | Unclear:
    if area is None or not area.city:
        choices = tuple(dict.fromkeys(t.prefecture + t.city for t in area.towns)) if area else ()
        return Unclear(Reason.incomplete, _HINT_START, choices)
    prefecture = match_prefecture(text)
    if prefecture and prefecture[0] != area.prefecture:
        return Unclear(Reason.postal_mismatch, _HINT_MISMATCH)
    return _Place(area.prefecture, area.city, prefecture[1] if prefecture else 0)


def _with_town(text: str, place: _Place, area: PostalArea | None) -> _Place | Unclear:
    start, prefix = place.end, ""
    if marker := re.compile(r"\s?(大字|字)").match(text, start):
        start, prefix = marker.end(), marker[1]
    area_towns = tuple(t.town for t in area.towns if t.town and t.city == place.city) if area else ()
    found = match_town(text, start, tuple(sorted(area_towns, key=len, reverse=True)))
    found = found or match_town(text, start, towns_of(place.prefecture, place.city))
    found = found or _kyoto_town(text, start, place)
    if found is None:
        return _unlisted_town(text, place, area, area_towns)
    town, end = found
    if area and not area.is_whole_city and not any(_agree(town, known) for known in area_towns):
        return Unclear(Reason.postal_mismatch, _HINT_MISMATCH)
    return _Place(place.prefecture, place.city, end, prefix + town)


def _agree(town: str, known: str) -> bool:
    """A large building has its own code, whose town is 六本木六本木ヒルズ森タワー; Kyoto puts the street first."""
    return known.startswith(town) or town.endswith(known)


def _kyoto_town(text: str, start: int, place: _Place) -> tuple[str, int] | None:
    """In Kyoto the street stands between city and town: 烏丸通一条上る…町."""
    if not place.city.startswith("京都市"):
        return None
    head = re.split("[0-9]", text[start:], maxsplit=1)[0]
    for town in towns_of(place.prefecture, place.city):
        index = head.rfind(town)
        if index > 0 and _KYOTO_STREET.search(head[:index]):
            return head[: index + len(town)].strip(), start + index + len(town)
    return None


def _unlisted_town(text: str, place: _Place, area: PostalArea | None, area_towns: tuple[str, ...]) -> _Place | Unclear:
    if area and len(area_towns) == 1 and not area.is_whole_city:
        return _Place(place.prefecture, place.city, place.end, area_towns[0], is_sure=_starts_with_number(text, place))
    if area_towns:
        return Unclear(Reason.ambiguous, _HINT_TOWN, area_towns[:8])
    words = _TOWN_WORDS.match(text[place.end :].lstrip())
    if words is None and not place.city.endswith(("町", "村")) and not _TOWNLESS.match(text, place.end):
        return Unclear(Reason.unknown_town, _HINT_TOWN)
    offset = len(text[place.end :]) - len(text[place.end :].lstrip())
    town = words[0] if words else ""
    return _Place(place.prefecture, place.city, place.end + offset + len(town), town, is_sure=False)


def _starts_with_number(text: str, place: _Place) -> bool:
    return re.compile(r"[\sの、]*[0-9一二三四五六七八九十]").match(text, place.end) is not None
