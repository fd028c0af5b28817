"""Opening hours: whether a queue serves at a moment, which rule closes it, and when it opens (受付時間).

Everything is decided when asked, from the calendar and the moment alone: nothing remembers that a queue is "open".
Days and times are those of Asia/Tokyo; moments come and go as aware datetimes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, NamedTuple, Self
from zoneinfo import ZoneInfo

import jpholiday
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainValidator, field_validator, model_validator

from handoff.errors import HandoffError

JST = ZoneInfo("Asia/Tokyo")
AROUND_THE_CLOCK = "always"
HORIZON_DAYS = 400
_WEEKDAYS = "月火水木金土日"
_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d|24:00", re.ASCII)
_DAY = re.compile(r"(?:(\d{4})-)?(\d{2})-(\d{2})", re.ASCII)
_LEAP_YEAR = 2000


class CalendarNotFoundError(HandoffError):
    """A queue names a calendar that `hours.yml` does not hold."""

    code = "calendar_not_found"


class Interval(NamedTuple):
    """Minutes of one day, from `start` up to and without `end`; 1440 is the midnight that ends the day."""

    start: int
    end: int


_WHOLE_DAY = Interval(0, 24 * 60)

Day = tuple[int, ...]
"""(year, month, day), or (month, day) for every year."""


def _minute(text: object) -> int:
    if not isinstance(text, str) or not _TIME.fullmatch(text):
        raise ValueError(f'{text!r} is no time of day; write it as "09:00" (up to "24:00")')
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _read_interval(value: object) -> Interval:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise ValueError('an interval is two times, such as ["09:00", "17:00"]')
    interval = Interval(_minute(value[0]), _minute(value[1]))
    if interval.start >= interval.end:
        raise ValueError(f"{value[0]} to {value[1]} ends before it starts; what passes midnight is two intervals")
    return interval


def _in_order(intervals: tuple[Interval, ...]) -> tuple[Interval, ...]:
    if any(earlier.end > later.start for earlier, later in pairwise(intervals)):
        raise ValueError("the intervals of a day stand in order and do not overlap")
    return intervals


def _read_day(value: object) -> Day:
    """YAML reads 2026-12-29 as a date and 12-29 as a text."""
    found = _DAY.fullmatch(str(value))
    if not found:
        raise ValueError(f"{value!r} is no day; write it as 2026-12-29, or as 12-29 for every year")
    day = tuple(int(part) for part in found.groups() if part)
    try:
        date(*(day if len(day) == 3 else (_LEAP_YEAR, *day)))
    except ValueError as error:
        raise ValueError(f"there is no {value} in the calendar") from error
    return day


def _every_year(day: Day) -> Day:
    if len(day) == 3:
        raise ValueError("`month_day` has no year; use `date` for a day of one year")
    return day


def _one_year(day: Day) -> Day:
    if len(day) == 2:
        raise ValueError("`date` has a year; use `month_day` for a day of every year")
    return day


Intervals = Annotated[tuple[Annotated[Interval, PlainValidator(_read_interval)], ...], AfterValidator(_in_order)]
WrittenDay = Annotated[Day, PlainValidator(_read_day)]


class _Spec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Weekly(_Spec):
    """Every weekday is written out, a closed one as `[]`: a forgotten day would close a queue unseen."""

    mon: Intervals
    tue: Intervals
    wed: Intervals
    thu: Intervals
    fri: Intervals
    sat: Intervals
    sun: Intervals

    def on(self, day: date) -> tuple[Interval, ...]:
        return (self.mon, self.tue, self.wed, self.thu, self.fri, self.sat, self.sun)[day.weekday()]


class OnHolidays(StrEnum):
    """What a national holiday does: closes, changes nothing, or has the hours of a Sunday."""

    closed = "closed"
    open = "open"
    as_sunday = "as_sunday"


class SpecialDay(_Spec):
    """Days with hours of their own: one `date`, one `month_day` of every year, or `from` and `to`, both included."""

    label: str = Field(min_length=1, max_length=40)
    one_year: Annotated[WrittenDay, AfterValidator(_one_year)] | None = Field(default=None, alias="date")
    every_year: Annotated[WrittenDay, AfterValidator(_every_year)] | None = Field(default=None, alias="month_day")
    first: WrittenDay | None = Field(default=None, alias="from")
    last: WrittenDay | None = Field(default=None, alias="to")
    intervals: Intervals

    @model_validator(mode="after")
    def _is_one_span(self) -> Self:
        if (self.first is None) != (self.last is None):
            raise ValueError("`from` and `to` both stand there, or neither does")
        if [self.one_year, self.every_year, self.first].count(None) != 2:
            raise ValueError("a special day has exactly one of `date`, `month_day`, and `from` with `to`")
        first, last = self.span
        if len(first) != len(last):
            raise ValueError("`from` and `to` both have a year, or both have none")
        if len(first) == 3 and first > last:
            raise ValueError("`from` is later than `to`")
        return self

    @property
    def span(self) -> tuple[Day, Day]:
        return self.first or self.one_year or self.every_year or (), self.last or self.one_year or self.every_year or ()

    def covers(self, day: date) -> bool:
        """A span without years may pass the turn of the year: 12-31 to 01-03."""
        first, last = self.span
        asked = (day.year, day.month, day.day)[-len(first) :]
        return first <= asked <= last if first <= last else asked >= first or asked <= last


class Calendar(_Spec):
    """One set of hours. A special day beats a holiday, and a holiday beats the weekday."""

    label: str = Field(min_length=1, max_length=40)
    weekly: Weekly
    holidays: OnHolidays
    special_days: tuple[SpecialDay, ...] = ()

    @property
    def never_closes(self) -> bool:
        days = [getattr(self.weekly, name) for name in Weekly.model_fields]
        return not self.special_days and self.holidays is not OnHolidays.closed and days == [(_WHOLE_DAY,)] * 7


class Hours(_Spec):
    """`config/hours.yml`. `in_demo`: whether the demo keeps these hours, instead of being open around the clock."""

    in_demo: bool = False
    calendars: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")], Calendar]

    @field_validator("calendars")
    @classmethod
    def _leaves_always_alone(cls, value: dict[str, Calendar]) -> dict[str, Calendar]:
        if AROUND_THE_CLOCK in value:
            raise ValueError(f"`{AROUND_THE_CLOCK}` is built in (open around the clock) and cannot be redefined")
        return value


class ClosingRule(StrEnum):
    special_day = "special_day"
    holiday = "holiday"
    weekday_closed = "weekday_closed"
    outside_hours = "outside_hours"


@dataclass(frozen=True)
class Open:
    """`until` is the end of the present stretch; None when it does not end within 400 days."""

    until: datetime | None


@dataclass(frozen=True)
class Closed:
    """`label` completes 「…のため」. `opens_at` and the end of that stretch are None when none begins in 400 days."""

    rule: ClosingRule
    label: str
    opens_at: datetime | None
    opens_until: datetime | None = None


HoursStatus = Open | Closed


@dataclass(frozen=True)
class _DayPlan:
    intervals: tuple[Interval, ...]
    rule: ClosingRule
    label: str


def around_the_clock() -> Calendar:
    weekly = {name: [["00:00", "24:00"]] for name in Weekly.model_fields}
    return Calendar.model_validate({"label": "24時間", "weekly": weekly, "holidays": OnHolidays.open})


def get_calendar(hours: Hours, name: str, *, is_demo: bool = False) -> Calendar:
    """The calendar a queue keeps. Raises CalendarNotFoundError, in the demo too."""
    if name != AROUND_THE_CLOCK and name not in hours.calendars:
        raise CalendarNotFoundError(f"hours.yml holds no calendar '{name}'.")
    if name == AROUND_THE_CLOCK or (is_demo and not hours.in_demo):
        return around_the_clock()
    return hours.calendars[name]


def status(calendar: Calendar, at: datetime) -> HoursStatus:
    """A moment on a border belongs to what begins there: 9:00:00 is open, 17:00:00 is closed."""
    if calendar.never_closes:
        return Open(until=None)
    local = at.astimezone(JST)
    stretch = next((found for found in _stretches(calendar, local.date()) if found[1] is None or found[1] > at), None)
    if stretch and stretch[0] <= at:
        return Open(until=stretch[1])
    rule, label = _closing_rule(calendar, local)
    return Closed(rule, label, *(stretch or (None, None)))


def _stretches(calendar: Calendar, today: date) -> Iterator[tuple[datetime, datetime | None]]:
    """The open stretches from midnight of `today` on, joined where one ends as the next begins."""
    start: datetime | None = None
    end: datetime | None = None
    for day in (today + timedelta(days=n) for n in range(HORIZON_DAYS + 1)):
        midnight = datetime.combine(day, time(), JST)
        for interval in _plan_of(calendar, day).intervals:
            opens = midnight + timedelta(minutes=interval.start)
            if start and opens != end:
                yield start, end
            start = start if start and opens == end else opens
            end = midnight + timedelta(minutes=interval.end)
    if start:
        is_endless = end == datetime.combine(today + timedelta(days=HORIZON_DAYS + 1), time(), JST)
        yield start, None if is_endless else end


def _plan_of(calendar: Calendar, day: date) -> _DayPlan:
    """The first special day of one year, else of every year, as the file lists them; then holiday, then weekday."""
    special = sorted((s for s in calendar.special_days if s.covers(day)), key=lambda s: -len(s.span[0]))
    if special:
        return _DayPlan(special[0].intervals, ClosingRule.special_day, special[0].label)
    holiday = None if calendar.holidays is OnHolidays.open else jpholiday.is_holiday_name(day)
    if holiday:
        intervals = calendar.weekly.sun if calendar.holidays is OnHolidays.as_sunday else ()
        return _DayPlan(intervals, ClosingRule.holiday, f"祝日（{holiday}）")
    return _DayPlan(calendar.weekly.on(day), ClosingRule.weekday_closed, f"{_WEEKDAYS[day.weekday()]}曜日")


def _closing_rule(calendar: Calendar, local: datetime) -> tuple[ClosingRule, str]:
    """The day's rule if it closes the whole day or the ordinary weekday would be open now; else the time of day."""
    plan, minute = _plan_of(calendar, local.date()), local.hour * 60 + local.minute
    would_be_open = any(interval.start <= minute < interval.end for interval in calendar.weekly.on(local.date()))
    if not plan.intervals or would_be_open:
        return plan.rule, plan.label
    return ClosingRule.outside_hours, "受付時間外"
