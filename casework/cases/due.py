"""By when a case is answered: business days in Japan, or hours of the time in which an office answers."""

from datetime import date, datetime, time, timedelta

import jpholiday

from casework.fields.time_windows import TimeWindow
from casework.procedures.spec import Outcome, ResponseHours

END_OF_OFFICE_HOURS = time(17)
WEEKDAYS = 5
WEEKDAY_NAMES = "月火水木金土日"
TURN_OF_THE_YEAR = frozenset({(12, 31), (1, 1), (1, 2), (1, 3)})


def due_at(outcome: Outcome, hours: ResponseHours | None, at: datetime) -> datetime | None:
    """`at` is in Asia/Tokyo. None where nothing is promised."""
    if outcome.due_hours:
        return after_hours(at, timedelta(hours=outcome.due_hours), hours)
    if outcome.due_days:
        return datetime.combine(business_day(at.date(), outcome.due_days), END_OF_OFFICE_HOURS, at.tzinfo)
    return None


def no_earlier_than_wished(due: datetime, wish: TimeWindow) -> datetime:
    """`due`, or where the wished day comes later, the end of the wish on that day."""
    if wish.day is None or wish.day <= due.date():
        return due
    return datetime.combine(wish.day, wish.end or END_OF_OFFICE_HOURS, due.tzinfo)


def after_hours(at: datetime, needed: timedelta, hours: ResponseHours | None) -> datetime:
    """`needed` time after `at`, of which only the response hours of each day count; without any, every hour does."""
    if hours is None:
        return (at + needed).replace(second=0, microsecond=0)
    begin, left = at, needed
    while True:
        opens = datetime.combine(begin.date(), hours.opens, at.tzinfo)
        closes = datetime.combine(begin.date(), hours.closes, at.tzinfo)
        start = max(begin, opens)
        if start + left <= closes:
            return (start + left).replace(second=0, microsecond=0)
        left -= max(closes - start, timedelta())
        begin = opens + timedelta(days=1)


def spoken_due(due: datetime, *, to_the_hour: bool) -> str:
    day = f"{due.month}月{due.day}日（{WEEKDAY_NAMES[due.weekday()]}）"
    minute = f"{due.minute}分" if due.minute else ""
    return f"{day}{due.hour}時{minute}" if to_the_hour else day


def business_day(start: date, days: int) -> date:
    """`days` business days after `start`; weekends, Japanese holidays and the turn of the year do not count."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        is_closed = (day.month, day.day) in TURN_OF_THE_YEAR or jpholiday.is_holiday(day)
        if day.weekday() < WEEKDAYS and not is_closed:
            days -= 1
    return day
