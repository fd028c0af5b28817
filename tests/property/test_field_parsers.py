"""No text makes a field parser raise, and what it returns is fit to be said to a customer."""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.fields.addresses import find_address_in, parse_address
from casework.fields.choices import Option, parse_choice, parse_choices
from casework.fields.dates import parse_date
from casework.fields.datetimes import parse_datetime
from casework.fields.dont_know import is_dont_know
from casework.fields.kana_names import parse_kana_name
from casework.fields.names import kana_key, name_key, parse_kana, parse_person_name
from casework.fields.normalise import MAX_LENGTH, normalise
from casework.fields.numbers import parse_amount_yen, parse_digits, parse_policy_no, parse_policy_nos
from casework.fields.parsed import Direction, ParseContext, Parsed, Unclear
from casework.fields.phones import parse_phone
from casework.fields.plates import parse_plate
from casework.fields.postal_areas import resolve_postal_code
from casework.fields.postal_codes import parse_postal_code
from casework.fields.quantities import Measure, parse_quantity
from casework.fields.time_windows import parse_time_window
from casework.fields.years import parse_year
from casework.fields.yes_no import parse_yes_no

Parser = Callable[[str, ParseContext], Parsed[object] | Unclear]

CONTEXT = ParseContext(date(2026, 11, 23), datetime(2026, 11, 23, 14, 0, tzinfo=ZoneInfo("Asia/Tokyo")), "voice")
OPTIONS = (Option("motor", "自動車保険", ("車",)), Option("fire", "火災保険"))
PARSERS: dict[str, Parser] = {
    "date": parse_date,
    "past_date": lambda t, c: parse_date(t, c, direction=Direction.past, latest=c.today),
    "birth_date": lambda t, c: parse_date(t, c, is_birth_date=True),
    "datetime": parse_datetime,
    "postal_code": parse_postal_code,
    "address": parse_address,
    "rest_of_address": lambda t, c: parse_address(t, c, area=resolve_postal_code("1050011")),
    "one_of_many_towns": lambda t, c: parse_address(t, c, area=resolve_postal_code("4980000")),
    "name": parse_person_name,
    "kana": parse_kana,
    "phone": parse_phone,
    "policy_no": parse_policy_no,
    "policy_nos": parse_policy_nos,
    "amount": parse_amount_yen,
    "digits": parse_digits,
    "yes_no": parse_yes_no,
    "choice": lambda t, c: parse_choice(t, c, OPTIONS),
    "choices": lambda t, c: parse_choices(t, c, OPTIONS),
    "time_window": parse_time_window,
    "quantity": lambda t, c: parse_quantity(t, c, Measure("km", 0, 1_000_000)),
    "year": lambda t, c: parse_year(t, c, earliest=2019, latest=2027),
    "kana_name": parse_kana_name,
    "plate": parse_plate,
}
PIECES = [
    "はい",
    "いいえ",
    "違います",
    "じゃなくて",
    "3月15日",
    "2月30日",
    "令和8年",
    "S55.5.5",
    "来月",
    "先週の",
    "金曜",
    "昨日",
    "午後3時",
    "10時70分",
    "25:99",
    "東京都",
    "港区",
    "芝公園",
    "京都市上京区",
    "通",
    "府中市",
    "四丁目",
    "二番",
    "4-2-8",
    "〒",
    "105-0011",
    "090-0000-1234",
    "+81",
    "ゼロ",
    "まる",
    "きゅう",
    "の",
    "と",
    "、",
    "。",
    " ",
    "-",
    "ー",
    "〇",
    "十",
    "百",
    "千",
    "万",
    "億",
    "円",
    "3万5千円",
    "3万2千キロ",
    "品川300さ1234",
    "やまだはなこ",
    "去年",
    "AU1234567",
    "エー",
    "全部",
    "以外",
    "1番",
    "ひとつめ",
    "わからない",
    "山田 太郎",
    "株式会社",
    "ヤマダ",
    "に引っ越します",
    "です",
    "えーと",
    "\ud800",
    "\u200b",
    "\x00",
    "İ",
    "ß",
    "ﷺ",
    "𠮷",
    "髙",
    "²",
    "Ⅻ",
    "٣",
    "９９９９９９９９９９９９９９９９９９９９",
    "🙂",
    "/start",
]
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=200)
SPOKEN_TEXT = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)
HUGE = (
    "あ",
    "東京都",
    "1",
    "1-",
    "九",
    "いち",
    "はい",
    "えーと",
    "3月",
    "の",
    " ",
    "4丁目",
    "(",
    "ﷺ",
    "お願いします",
    "AU1 ",
    "、と",
)


@pytest.mark.parametrize("name", PARSERS)
@settings(max_examples=60, deadline=None)
@given(text=ANY_TEXT | SPOKEN_TEXT)
def test_every_text_is_a_value_or_unclear(name: str, text: str) -> None:
    found = PARSERS[name](text, CONTEXT)
    assert found == PARSERS[name](text, CONTEXT)
    assert sum((isinstance(found, Parsed), isinstance(found, Unclear))) == 1
    assert getattr(found, "spoken", "") or getattr(found, "hint", "").endswith("。")


@pytest.mark.parametrize("name", PARSERS)
@pytest.mark.parametrize("piece", HUGE)
def test_ten_thousand_characters(name: str, piece: str) -> None:
    text = (piece * 10_000)[:10_000]
    assert PARSERS[name](text, CONTEXT) == PARSERS[name](text[: MAX_LENGTH * 2], CONTEXT)


@settings(max_examples=200, deadline=None)
@given(text=ANY_TEXT | SPOKEN_TEXT)
def test_keys_and_detectors_take_any_text(text: str) -> None:
    assert name_key(text) == name_key(text)
    assert kana_key(text) == kana_key(text)
    assert is_dont_know(text) in {True, False}
    assert find_address_in(text) == find_address_in(text)


@settings(max_examples=200, deadline=None)
@given(text=ANY_TEXT | SPOKEN_TEXT)
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert len(once) <= MAX_LENGTH
    assert once.isprintable()
