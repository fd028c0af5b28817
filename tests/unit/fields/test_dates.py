from datetime import date

import pytest

from casework.fields.dates import parse_date
from casework.fields.parsed import Direction, ParseContext, Parsed, Reason, Unclear

ANY, PAST, FUTURE = Direction.any, Direction.past, Direction.future


@pytest.mark.parametrize(
    ("text", "direction", "expected"),
    [
        ("3月15日", PAST, "2026-03-15"),
        ("3月15日", FUTURE, "2027-03-15"),
        ("3月15日", ANY, "2027-03-15"),
        ("12月1日", PAST, "2025-12-01"),
        ("11月23日", PAST, "2026-11-23"),
        ("11月23日", FUTURE, "2026-11-23"),
        ("3/15", FUTURE, "2027-03-15"),
        ("３／１５", PAST, "2026-03-15"),
        ("3-15", PAST, "2026-03-15"),
        ("0315", PAST, "2026-03-15"),
        ("2026年3月15日", ANY, "2026-03-15"),
        ("2026年の3月15日です", ANY, "2026-03-15"),
        ("2026/03/15", ANY, "2026-03-15"),
        ("20260315", ANY, "2026-03-15"),
        ("令和8年3月15日", ANY, "2026-03-15"),
        ("令和八年三月十五日", ANY, "2026-03-15"),
        ("令和元年5月1日", ANY, "2019-05-01"),
        ("R8.3.15", ANY, "2026-03-15"),
        ("r8/3/15", ANY, "2026-03-15"),
        ("H30.4.1", ANY, "2018-04-01"),
        ("平成32年4月1日", ANY, "2020-04-01"),
        ("8年3月15日", ANY, "2026-03-15"),
        ("二〇二六年三月十五日", ANY, "2026-03-15"),
        ("三月十五日", PAST, "2026-03-15"),
        ("三月じゅうごにち", PAST, "2026-03-15"),
        ("さんがつじゅうごにち", PAST, "2026-03-15"),
        ("しがつついたち", PAST, "2026-04-01"),
        ("来月のふつか", FUTURE, "2026-12-02"),
        ("にせんにじゅうろくねんしがつみっか", ANY, "2026-04-03"),
        ("来月1日", FUTURE, "2026-12-01"),
        ("先月の20日", PAST, "2026-10-20"),
        ("再来月の5日", FUTURE, "2027-01-05"),
        ("今月末", FUTURE, "2026-11-30"),
        ("来月末です", FUTURE, "2026-12-31"),
        ("3月末", FUTURE, "2027-03-31"),
        ("月末", FUTURE, "2026-11-30"),
        ("月末", PAST, "2026-10-31"),
        ("来年4月1日", ANY, "2027-04-01"),
        ("去年の4月1日", ANY, "2025-04-01"),
        ("来週の月曜", FUTURE, "2026-11-30"),
        ("再来週の水曜日", FUTURE, "2026-12-09"),
        ("先週の金曜", PAST, "2026-11-20"),
        ("月曜日", FUTURE, "2026-11-23"),
        ("次の月曜", FUTURE, "2026-11-30"),
        ("土曜日", PAST, "2026-11-21"),
        ("昨日", PAST, "2026-11-22"),
        ("おととい", PAST, "2026-11-21"),
        ("一昨日", PAST, "2026-11-21"),
        ("今日です", ANY, "2026-11-23"),
        ("明日から", FUTURE, "2026-11-24"),
        ("あすから", FUTURE, "2026-11-24"),
        ("あさって", FUTURE, "2026-11-25"),
        ("3日前", PAST, "2026-11-20"),
        ("三日前", PAST, "2026-11-20"),
        ("1週間前", PAST, "2026-11-16"),
        ("2ヶ月前", PAST, "2026-09-23"),
        ("15日", PAST, "2026-11-15"),
        ("15日", FUTURE, "2026-12-15"),
        ("15日", ANY, "2026-11-15"),
        ("31日", FUTURE, "2026-12-31"),
        ("3月15日じゃなくて3月16日です", PAST, "2026-03-16"),
        ("えーと、3月15日でお願いします", PAST, "2026-03-15"),
        ("来月1日に東京都港区芝公園4-2-8に引っ越します", FUTURE, "2026-12-01"),
    ],
)
def test_dates_as_people_say_them(webchat: ParseContext, text: str, direction: Direction, expected: str) -> None:
    found = parse_date(text, webchat, direction=direction)
    assert isinstance(found, Parsed)
    assert found.value == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2月30日", Reason.impossible_date),
        ("2025年2月29日", Reason.impossible_date),
        ("99/99", Reason.impossible_date),
        ("13月1日", Reason.impossible_date),
        ("先日", Reason.vague),
        ("そのうち", Reason.vague),
        ("再来週", Reason.incomplete),
        ("来月", Reason.incomplete),
        ("12月から", Reason.incomplete),
        ("3月15日か4月1日", Reason.several_values),
        ("こんにちは", Reason.not_understood),
        ("昭和100年1月1日", Reason.incomplete),
        ("", Reason.empty),
        ("…", Reason.empty),
    ],
)
def test_unclear_dates(webchat: ParseContext, text: str, reason: Reason) -> None:
    found = parse_date(text, webchat)
    assert isinstance(found, Unclear)
    assert found.reason is reason


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("昭和55年5月5日", "1980-05-05"),
        ("S55.5.5", "1980-05-05"),
        ("55年5月5日", "1980-05-05"),
        ("1980年5月5日", "1980-05-05"),
        ("19800505", "1980-05-05"),
        ("昭和五十五年五月五日", "1980-05-05"),
        ("平成元年1月8日", "1989-01-08"),
        ("85年5月5日", "1985-05-05"),
    ],
)
def test_birth_dates(webchat: ParseContext, text: str, expected: str) -> None:
    found = parse_date(text, webchat, direction=PAST, is_birth_date=True)
    assert isinstance(found, Parsed)
    assert found.value == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("5年5月5日", Reason.ambiguous), ("5月5日", Reason.incomplete), ("2030年1月1日", Reason.out_of_range)],
)
def test_unclear_birth_dates(webchat: ParseContext, text: str, reason: Reason) -> None:
    found = parse_date(text, webchat, is_birth_date=True)
    assert isinstance(found, Unclear)
    assert found.reason is reason


@pytest.mark.parametrize(
    ("text", "inside"), [("11月1日", True), ("10月31日", False), ("12月31日", True), ("1月1日", False)]
)
def test_bounds(webchat: ParseContext, text: str, inside: bool) -> None:
    found = parse_date("2026年" + text, webchat, earliest=date(2026, 11, 1), latest=date(2026, 12, 31))
    assert isinstance(found, Parsed) is inside


def test_an_out_of_range_hint_names_the_limits(webchat: ParseContext) -> None:
    found = parse_date("2020年1月1日", webchat, earliest=date(2026, 11, 1))
    assert found == Unclear(Reason.out_of_range, "2026年11月1日以降の日付でお願いできますか。")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("2020年1月1日", "今日以降の日付でお願いできますか。"),
        ("2030年1月1日", "2027年11月28日までの日付でお願いできますか。"),
    ],
)
def test_only_the_limit_that_was_crossed_is_named(webchat: ParseContext, text: str, hint: str) -> None:
    found = parse_date(text, webchat, earliest=webchat.today, latest=date(2027, 11, 28))
    assert found == Unclear(Reason.out_of_range, hint)


@pytest.mark.parametrize(
    ("text", "confident"),
    [
        ("2026年3月15日", True),
        ("3月15日", True),
        ("55年5月5日", False),
        ("1週間前", False),
        ("2026年3月15日の月曜日", False),
    ],
)
def test_what_was_inferred_must_be_confirmed(webchat: ParseContext, text: str, confident: bool) -> None:
    found = parse_date(text, webchat, direction=PAST)
    assert isinstance(found, Parsed | Unclear)
    assert getattr(found, "confident", False) is confident


def test_read_back(webchat: ParseContext) -> None:
    moved = parse_date("令和8年3月15日", webchat)
    born = parse_date("S55.5.5", webchat, is_birth_date=True)
    assert isinstance(moved, Parsed)
    assert isinstance(born, Parsed)
    assert (moved.spoken, born.spoken) == ("2026年3月15日（日）", "1980年(昭和55年)5月5日")
