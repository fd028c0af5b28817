"""Tax years by era, by number, by their relation to today (23 November 2026), and by what the paper is for."""

from dataclasses import replace
from datetime import date

import pytest

from casework.fields.parsed import ParseContext, Parsed, Reason, Unclear
from casework.fields.years import parse_year, spoken_year

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("令和7年", 2025),
        ("令和７年分", 2025),
        ("R7", 2025),
        ("R7年分", 2025),
        ("Ｒ８", 2026),
        ("2025年", 2025),
        ("2025年分です", 2025),
        ("2025", 2025),
        ("去年の", 2025),
        ("去年", 2025),
        ("昨年分", 2025),
        ("今年", 2026),
        ("今年のです", 2026),
        ("ことしの", 2026),
        ("本年分", 2026),
        ("前年", 2025),
        ("おととし", 2024),
        ("一昨年の分", 2024),
        ("2年前", 2024),
        ("3年前のやつ", 2023),
        ("平成31年", 2019),
        ("令和元年", 2019),
        ("れいわななねん", 2025),
        ("令和七年", 2025),
        ("二〇二五年", 2025),
        ("にせんにじゅうごねん", 2025),
        ("令和6年（2024年）", 2024),
        ("今年じゃなくて去年の", 2025),
        ("来年", 2027),
        ("令和八年度", 2026),
        ("昨年度", 2025),
        ("2026年の11月", 2026),
        ("西暦2024年", 2024),
        ("さくねんの", 2025),
        ("きょねんの分をお願いします", 2025),
        ("レイワ8年", 2026),
        ("おととしの、いや去年の分です", 2025),
        ("2023年と言いましたが2024年でした", 2024),
    ],
)
def test_years(webchat: ParseContext, text: str, expected: int) -> None:
    found = parse_year(text, webchat, earliest=2019, latest=2027)
    assert isinstance(found, Parsed)
    assert (found.value, found.confident) == (expected, True)
    assert found.spoken == spoken_year(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("7年分", 2025), ("25年", 2025), ("25", 2025), ("8", 2026), ("年末調整に使う", 2026), ("確定申告用", 2026)],
)
def test_inferred_years_are_read_back(webchat: ParseContext, text: str, expected: int) -> None:
    found = parse_year(text, webchat, earliest=2019, latest=2027)
    assert isinstance(found, Parsed)
    assert (found.value, found.confident) == (expected, False)


def test_in_spring_the_filing_is_that_of_the_year_before(webchat: ParseContext) -> None:
    found = parse_year("確定申告に使います", replace(webchat, today=date(2026, 2, 20)), earliest=2019, latest=2027)
    assert isinstance(found, Parsed)
    assert found.value == 2025


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Reason.empty),
        ("わからない", Reason.not_understood),
        ("はい", Reason.not_understood),
        ("11月", Reason.not_understood),
        ("去年と今年", Reason.several_values),
        ("2024年と2025年", Reason.several_values),
        ("令和100年", Reason.out_of_range),
        ("平成30年", Reason.out_of_range),
        ("1990年", Reason.out_of_range),
    ],
)
def test_no_single_year(webchat: ParseContext, text: str, reason: Reason) -> None:
    found = parse_year(text, webchat, earliest=2019, latest=2027)
    assert isinstance(found, Unclear)
    assert found.reason is reason


@pytest.mark.parametrize(
    ("today", "offered"), [(date(2026, 11, 24), "2026年（令和8年）"), (date(2027, 1, 5), "2027年（令和9年）")]
)
def test_the_years_that_are_likely_are_offered(webchat: ParseContext, today: date, offered: str) -> None:
    found = parse_year("わからない", replace(webchat, today=today), earliest=2019, latest=2027)
    assert isinstance(found, Unclear)
    assert "お支払いになった年" in found.hint
    assert found.choices == (offered, spoken_year(today.year - 1))


def test_a_year_is_read_back_in_both_ways() -> None:
    assert [spoken_year(year) for year in (2026, 2019)] == ["2026年（令和8年）", "2019年（令和元年）"]


def test_any_text_gives_an_answer(voice: ParseContext) -> None:
    for text in ("年" * 3_000, "令和" * 900, "9" * 4_000, "\ud800年"):
        assert isinstance(parse_year(text, voice, earliest=2019, latest=2027), Parsed | Unclear)
