"""Whether a queue serves at a moment, why not, and when it does: the borders of days, years and rules."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from casework.procedures.load import read_checked
from handoff.hours import (
    JST,
    Calendar,
    CalendarNotFoundError,
    Closed,
    ClosingRule,
    Hours,
    Open,
    around_the_clock,
    get_calendar,
    status,
)

FILE = Path("config/hours.yml")
HOURS = read_checked(FILE, Hours)
OFFICE, EXTENDED = HOURS.calendars["office"], HOURS.calendars["extended"]
WORKDAYS = ("mon", "tue", "wed", "thu", "fri")
SPECIAL, HOLIDAY, WEEKDAY, OUTSIDE = (
    ClosingRule.special_day,
    ClosingRule.holiday,
    ClosingRule.weekday_closed,
    ClosingRule.outside_hours,
)


def jst(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=JST)


def calendar(
    *intervals: list[str], holidays: str = "closed", special_days: tuple[dict[str, Any], ...] = (), **days: Any
) -> Calendar:
    """The intervals hold on working days; `days` overrides single ones."""
    weekly = {**dict.fromkeys(WORKDAYS, intervals), "sat": (), "sun": (), **days}
    return Calendar.model_validate(
        {"label": "見本", "weekly": weekly, "holidays": holidays, "special_days": special_days}
    )


LUNCH = calendar(["09:00", "12:00"], ["13:00", "17:00"])
LATE = calendar(["18:00", "24:00"], tue=[["00:00", "02:00"], ["18:00", "24:00"]])
NEVER = calendar()


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-11-24T08:59:59.999999", False),
        ("2026-11-24T09:00:00", True),
        ("2026-11-24T16:59:59.999999", True),
        ("2026-11-24T17:00:00", False),
        ("2026-11-24T00:00:00", False),
        ("2026-11-24T23:59:59", False),
        ("2028-02-29T09:00:00", True),
        ("2028-02-29T23:59:59", False),
        ("2027-02-28T12:00:00", False),
    ],
)
def test_a_border_belongs_to_what_begins_there(at: str, is_open: bool) -> None:
    assert isinstance(status(OFFICE, jst(at)), Open) is is_open


@pytest.mark.parametrize(
    ("of", "at", "until"),
    [
        (OFFICE, "2026-11-24T09:00", "2026-11-24T17:00"),
        (EXTENDED, "2026-11-23T09:00", "2026-11-23T17:00"),
        (EXTENDED, "2026-11-24T17:00", "2026-11-24T19:00"),
        (EXTENDED, "2026-11-22T16:59:59", "2026-11-22T17:00"),
        (LUNCH, "2026-11-24T09:00", "2026-11-24T12:00"),
        (LUNCH, "2026-11-24T13:00", "2026-11-24T17:00"),
        (LATE, "2026-11-30T23:59:59", "2026-12-01T02:00"),
        (LATE, "2026-12-01T00:00", "2026-12-01T02:00"),
        (LATE, "2026-12-01T20:00", "2026-12-02T00:00"),
        (calendar(["09:00", "12:00"], ["12:00", "17:00"]), "2026-11-24T10:00", "2026-11-24T17:00"),
    ],
)
def test_open_tells_until_when(of: Calendar, at: str, until: str) -> None:
    assert status(of, jst(at)) == Open(jst(until))


@pytest.mark.parametrize(
    ("of", "at", "rule", "label", "opens", "until"),
    [
        (OFFICE, "2026-11-24T17:00", OUTSIDE, "受付時間外", "2026-11-25T09:00", "2026-11-25T17:00"),
        (OFFICE, "2026-11-24T08:59:59", OUTSIDE, "受付時間外", "2026-11-24T09:00", "2026-11-24T17:00"),
        (OFFICE, "2026-11-20T17:00", OUTSIDE, "受付時間外", "2026-11-24T09:00", "2026-11-24T17:00"),
        (OFFICE, "2026-11-21T10:00", WEEKDAY, "土曜日", "2026-11-24T09:00", "2026-11-24T17:00"),
        (OFFICE, "2026-11-22T00:00", WEEKDAY, "日曜日", "2026-11-24T09:00", "2026-11-24T17:00"),
        (OFFICE, "2026-11-23T10:00", HOLIDAY, "祝日（勤労感謝の日）", "2026-11-24T09:00", "2026-11-24T17:00"),
        (OFFICE, "2026-05-06T10:00", HOLIDAY, "祝日（憲法記念日 振替休日）", "2026-05-07T09:00", "2026-05-07T17:00"),
        (OFFICE, "2026-09-22T10:00", HOLIDAY, "祝日（国民の休日）", "2026-09-24T09:00", "2026-09-24T17:00"),
        (OFFICE, "2026-12-30T23:59:59", OUTSIDE, "受付時間外", "2027-01-04T09:00", "2027-01-04T17:00"),
        (OFFICE, "2026-12-31T23:59:59", SPECIAL, "年末年始", "2027-01-04T09:00", "2027-01-04T17:00"),
        (OFFICE, "2027-01-01T00:00", SPECIAL, "年末年始", "2027-01-04T09:00", "2027-01-04T17:00"),
        (OFFICE, "2028-02-28T17:00", OUTSIDE, "受付時間外", "2028-02-29T09:00", "2028-02-29T17:00"),
        (EXTENDED, "2026-11-23T18:00", HOLIDAY, "祝日（勤労感謝の日）", "2026-11-24T09:00", "2026-11-24T19:00"),
        (EXTENDED, "2026-11-23T20:00", OUTSIDE, "受付時間外", "2026-11-24T09:00", "2026-11-24T19:00"),
        (EXTENDED, "2026-12-31T23:59:59", OUTSIDE, "受付時間外", "2027-01-02T09:00", "2027-01-02T17:00"),
        (EXTENDED, "2027-01-01T00:00", SPECIAL, "年始", "2027-01-02T09:00", "2027-01-02T17:00"),
        (LUNCH, "2026-11-24T12:00", OUTSIDE, "受付時間外", "2026-11-24T13:00", "2026-11-24T17:00"),
        (LATE, "2026-11-27T17:59", OUTSIDE, "受付時間外", "2026-11-27T18:00", "2026-11-28T00:00"),
        (LATE, "2026-11-28T00:00", WEEKDAY, "土曜日", "2026-11-30T18:00", "2026-12-01T02:00"),
    ],
)
def test_closed_tells_why_and_until_when(
    of: Calendar, at: str, rule: ClosingRule, label: str, opens: str, until: str
) -> None:
    assert status(of, jst(at)) == Closed(rule, label, jst(opens), jst(until))


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2026, 11, 23, 14, 59, 59, tzinfo=UTC), ClosingRule.holiday),
        (datetime(2026, 11, 23, 15, 0, tzinfo=UTC), ClosingRule.outside_hours),
        (datetime(2026, 12, 30, 15, 0, tzinfo=UTC), ClosingRule.special_day),
        (datetime(2027, 1, 3, 14, 59, 59, tzinfo=UTC), ClosingRule.special_day),
        (datetime(2027, 1, 3, 15, 0, tzinfo=UTC), ClosingRule.outside_hours),
    ],
)
def test_the_day_is_the_japanese_one(at: datetime, expected: ClosingRule) -> None:
    found = status(OFFICE, at)
    assert isinstance(found, Closed)
    assert found.rule is expected


def test_moments_are_told_in_japanese_time() -> None:
    found = status(OFFICE, datetime(2026, 11, 24, 0, 0, tzinfo=UTC))
    assert found == Open(jst("2026-11-24T17:00"))
    assert isinstance(found, Open)
    assert found.until is not None
    assert found.until.tzinfo is JST


@pytest.mark.parametrize(
    ("special_days", "expected"),
    [
        (({"date": "2026-11-23", "intervals": [["10:00", "12:00"]], "label": "臨時受付"},), Open),
        (({"month_day": "11-23", "intervals": [["10:00", "12:00"]], "label": "臨時受付"},), Open),
        (({"from": "11-20", "to": "11-23", "intervals": [["10:00", "12:00"]], "label": "臨時受付"},), Open),
        (({"from": "2026-11-23", "to": "2026-11-23", "intervals": [["10:00", "12:00"]], "label": "臨時"},), Open),
        (({"date": "2025-11-23", "intervals": [["10:00", "12:00"]], "label": "臨時受付"},), Closed),
        (({"from": "11-24", "to": "11-22", "intervals": [["10:00", "12:00"]], "label": "臨時受付"},), Closed),
        ((), Closed),
    ],
)
def test_a_special_day_beats_a_holiday(special_days: tuple[dict[str, Any], ...], expected: type) -> None:
    assert isinstance(
        status(calendar(["09:00", "17:00"], special_days=special_days), jst("2026-11-23T10:00")), expected
    )


def test_a_day_of_one_year_beats_a_day_of_every_year_then_the_upper_line_counts() -> None:
    days = (
        {"month_day": "12-29", "intervals": [], "label": "毎年"},
        {"from": "2026-12-28", "to": "2026-12-30", "intervals": [], "label": "今年の一"},
        {"date": "2026-12-29", "intervals": [["09:00", "17:00"]], "label": "今年の二"},
    )
    found = status(calendar(["09:00", "17:00"], special_days=days), jst("2026-12-29T10:00"))
    assert isinstance(found, Closed)
    assert found.label == "今年の一"


@pytest.mark.parametrize(
    ("at", "rule", "label"),
    [
        ("2026-12-29T13:00", SPECIAL, "年末の短縮受付"),
        ("2026-12-29T18:00", OUTSIDE, "受付時間外"),
        ("2026-12-29T08:00", OUTSIDE, "受付時間外"),
    ],
)
def test_shortened_hours_are_the_reason_only_where_the_weekday_would_be_open(
    at: str, rule: ClosingRule, label: str
) -> None:
    short = {"date": "2026-12-29", "intervals": [["09:00", "12:00"]], "label": "年末の短縮受付"}
    found = status(calendar(["09:00", "17:00"], special_days=(short,)), jst(at))
    assert isinstance(found, Closed)
    assert (found.rule, found.label) == (rule, label)


def test_a_leap_day_of_every_year_counts_in_leap_years_only() -> None:
    leap = {"month_day": "02-29", "intervals": [], "label": "設備点検"}
    of = calendar(["09:00", "17:00"], special_days=(leap,))
    assert isinstance(status(of, jst("2028-02-29T10:00")), Closed)
    assert isinstance(status(of, jst("2027-03-01T10:00")), Open)


def test_holidays_may_change_nothing() -> None:
    assert isinstance(status(calendar(["09:00", "17:00"], holidays="open"), jst("2026-11-23T10:00")), Open)


@pytest.mark.parametrize("at", ["2026-11-24T10:00", "2026-12-31T23:59:59", "2027-01-01T00:00"])
def test_around_the_clock_never_ends(at: str) -> None:
    assert status(around_the_clock(), jst(at)) == Open(until=None)


def test_a_stretch_of_whole_days_ends_where_a_special_day_begins() -> None:
    whole = [["00:00", "24:00"]]
    closing = {"date": "2027-01-01", "intervals": [], "label": "年始"}
    of = calendar(*whole, sat=whole, sun=whole, holidays="open", special_days=(closing,))
    assert status(of, jst("2026-12-20T10:00")) == Open(jst("2027-01-01T00:00"))
    assert status(of, jst("2027-01-02T00:00")) == Open(until=None)


def test_a_calendar_without_hours_never_opens() -> None:
    assert status(NEVER, jst("2026-11-24T10:00")) == Closed(ClosingRule.weekday_closed, "火曜日", None)


@pytest.mark.parametrize(("days", "opens"), [(400, "2026-11-24T09:00"), (401, None)])
def test_an_opening_is_looked_for_over_400_days(days: int, opens: str | None) -> None:
    only = {"date": "2026-11-24", "intervals": [["09:00", "10:00"]], "label": "臨時受付"}
    found = status(calendar(special_days=(only,)), jst("2026-11-24T12:00") - timedelta(days=days))
    assert isinstance(found, Closed)
    assert found.opens_at == (opens and jst(opens))


@pytest.mark.parametrize(
    ("name", "is_demo", "in_demo", "expected"),
    [
        ("office", False, False, OFFICE),
        ("office", True, True, OFFICE),
        ("office", True, False, around_the_clock()),
        ("always", False, False, around_the_clock()),
        ("always", True, True, around_the_clock()),
    ],
)
def test_the_demo_is_open_around_the_clock_unless_told(
    name: str, is_demo: bool, in_demo: bool, expected: Calendar
) -> None:
    hours = HOURS.model_copy(update={"in_demo": in_demo})
    assert get_calendar(hours, name, is_demo=is_demo) == expected


@pytest.mark.parametrize("is_demo", [False, True])
def test_an_unknown_calendar_is_refused_in_the_demo_too(is_demo: bool) -> None:
    with pytest.raises(CalendarNotFoundError, match="'night'"):
        get_calendar(HOURS, "night", is_demo=is_demo)
