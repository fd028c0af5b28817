"""By when a customer hears from us: business days, hours of the office, or hours around the clock."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from casework.cases.due import due_at, no_earlier_than_wished, spoken_due
from casework.fields.time_windows import TimeWindow
from casework.procedures.spec import Outcome, ResponseHours

pytestmark = pytest.mark.unit
JST = ZoneInfo("Asia/Tokyo")
HOURS = ResponseHours(opens=time(9), closes=time(19))


def due(at: str, hours: int, response: ResponseHours | None = HOURS) -> str:
    outcome = Outcome(status="in_review", say="", due_hours=hours)
    found = due_at(outcome, response, datetime.fromisoformat(at).replace(tzinfo=JST))
    return "" if found is None else found.strftime("%m-%d %H:%M")


@pytest.mark.parametrize(
    ("at", "hours", "expected"),
    [
        ("2026-11-23T10:00", 3, "11-23 13:00"),
        ("2026-11-23T10:12:40", 3, "11-23 13:12"),
        ("2026-11-23T16:00", 3, "11-23 19:00"),
        ("2026-11-23T18:00", 3, "11-24 11:00"),
        ("2026-11-23T19:00", 3, "11-24 12:00"),
        ("2026-11-23T23:30", 3, "11-24 12:00"),
        ("2026-11-23T02:00", 3, "11-23 12:00"),
        ("2026-12-31T18:00", 3, "01-01 11:00"),
        ("2026-11-23T18:00", 12, "11-25 10:00"),
    ],
)
def test_only_the_hours_of_the_office_count(at: str, hours: int, expected: str) -> None:
    assert due(at, hours) == expected


def test_without_response_hours_every_hour_counts() -> None:
    assert due("2026-11-23T23:30", 1, None) == "11-24 00:30"


def test_days_are_business_days_until_the_evening() -> None:
    outcome = Outcome(status="in_review", say="", due_days=1)
    found = due_at(outcome, HOURS, datetime(2026, 11, 20, 20, tzinfo=JST))
    assert found == datetime(2026, 11, 24, 17, tzinfo=JST)


def test_nothing_promised_is_nothing_due() -> None:
    outcome = Outcome(status="completed", say="")
    assert due_at(outcome, HOURS, datetime(2026, 11, 20, 20, tzinfo=JST)) is None


def test_a_due_time_is_spoken_as_exactly_as_it_was_promised() -> None:
    moment = datetime(2026, 11, 24, 13, 12, tzinfo=JST)
    assert spoken_due(moment, to_the_hour=True) == "11月24日（火）13時12分"
    assert spoken_due(moment, to_the_hour=False) == "11月24日（火）"


def test_days_and_hours_together_are_refused() -> None:
    with pytest.raises(ValueError, match="not both"):
        Outcome(status="in_review", say="", due_days=1, due_hours=1)


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        (TimeWindow(), "11-24 17:00"),
        (TimeWindow(day=date(2026, 11, 23), end=time(12)), "11-24 17:00"),
        (TimeWindow(day=date(2026, 11, 24), end=time(18)), "11-24 17:00"),
        (TimeWindow(day=date(2026, 11, 27)), "11-27 17:00"),
        (TimeWindow(day=date(2026, 11, 27), start=time(18), end=time(19)), "11-27 19:00"),
    ],
)
def test_nothing_is_promised_before_the_wished_day(wish: TimeWindow, expected: str) -> None:
    promised = no_earlier_than_wished(datetime(2026, 11, 24, 17, tzinfo=JST), wish)
    assert promised.strftime("%m-%d %H:%M") == expected
