"""The moment something happened (昨日の夜8時ごろ) -> an aware `datetime` in the caller's zone."""

import re
from datetime import date, datetime, time, timedelta

from casework.fields.date_readings import written_date
from casework.fields.dates import parse_date, spoken_date
from casework.fields.parsed import Direction, ParseContext, Parsed, Reason, Unclear
from casework.fields.times import ClockTime, find_times, has_clock_form, spoken_time

# 違います and いました end in いま; さっき言いました is about what was said.
_NOW = re.compile(
    "たった今|ただ今|ただいま|いまさっき|(?:さっき|先ほど|さきほど)"
    "(?!の(?!こと|事|件)|も?(?:言|い[いうっ]|申|お?伝え|お?話|書|送))"
    "|(?<![一-龠])今(?![一-龠0-9])|(?<![ぁ-ん])いま(?=です|の|$|[^ぁ-ん])"
)
_AGO = re.compile(r"([0-9]{1,3})\s?(時間半|時間|分)(?:ほど|くらい|ぐらい)?前")
_ABOUT = re.compile("ごろ|頃|ころ|くらい|ぐらい|たぶん|多分|だいたい|過ぎ|すぎ")

_HINT_TIME = "恐れ入りますが、何時ごろだったか教えていただけますか。"
_HINT_BOTH = "恐れ入りますが、「昨日の夜8時ごろ」のように日にちと時刻を教えていただけますか。"
_HINT_ONE = "時刻がいくつかあるようですので、どの時刻か教えていただけますか。"
_HINT_CLOCK = "時計にない時刻のようですので、もう一度時刻を教えていただけますか。"
_HINT_FUTURE = "これから先の日時のようですので、もう一度教えていただけますか。"


def parse_datetime(
    text: str, context: ParseContext, *, direction: Direction = Direction.past
) -> Parsed[datetime] | Unclear:
    """With a time only, the day is the nearest one on the side of now that `direction` allows."""
    written = written_date(text)
    times = find_times(written)
    if not times:
        return _without_time(written, context)
    if len({t.minutes for t in times}) > 1:
        return Unclear(Reason.several_values, _HINT_ONE)
    day = parse_date(text, context, direction=direction)
    if isinstance(day, Unclear) and day.reason not in {Reason.not_understood, Reason.empty, Reason.vague}:
        return day
    is_sure = times[0].confident and (times[0].has_period or times[0].minutes >= 12 * 60)
    if isinstance(day, Unclear):
        moment, is_sure = _nearest_moment(times[0], context, direction), False
    else:
        moment, is_sure = _at(day.value, times[0].minutes, context), is_sure and day.confident
    if direction is Direction.past and moment > context.now:
        return Unclear(Reason.out_of_range, _HINT_FUTURE)
    return Parsed(moment, written, is_sure and not _ABOUT.search(written), spoken_datetime(moment))


def spoken_datetime(moment: datetime) -> str:
    return f"{spoken_date(moment.date())}、{spoken_time(moment.hour * 60 + moment.minute)}"


def _without_time(written: str, context: ParseContext) -> Parsed[datetime] | Unclear:
    if ago := _AGO.search(written):
        moment = context.now - _distance(int(ago[1]), ago[2])
        return Parsed(moment, ago[0], confident=False, spoken=spoken_datetime(moment))
    if has_clock_form(written):
        return Unclear(Reason.impossible_time, _HINT_CLOCK)
    day = parse_date(written, context, direction=Direction.past)
    if isinstance(day, Parsed):
        return Unclear(Reason.incomplete, _HINT_TIME)
    if day.reason is Reason.impossible_date:
        return day
    if now := _NOW.search(written):
        return Parsed(context.now, now[0], confident=False, spoken=spoken_datetime(context.now))
    return Unclear(day.reason, _HINT_BOTH)


def _distance(count: int, unit: str) -> timedelta:
    if unit == "分":
        return timedelta(minutes=count)
    return timedelta(hours=count, minutes=30 if unit == "時間半" else 0)


def _at(day: date, minutes: int, context: ParseContext) -> datetime:
    return datetime.combine(day, time(), context.now.tzinfo) + timedelta(minutes=minutes)


def _nearest_moment(clock: ClockTime, context: ParseContext, direction: Direction) -> datetime:
    moment = _at(context.today, clock.minutes, context)
    if direction is Direction.past and moment > context.now:
        return moment - timedelta(days=1)
    if direction is Direction.future and moment < context.now:
        return moment + timedelta(days=1)
    return moment
