"""When a customer can be called back: 平日の午前中, 18時以降, 明日の3時から5時 -> TimeWindow."""

import re
from dataclasses import dataclass, replace
from datetime import date, time
from enum import StrEnum

from casework.fields.date_readings import written_date
from casework.fields.dates import parse_date, spoken_date
from casework.fields.normalise import normalise
from casework.fields.parsed import Direction, ParseContext, Parsed, Reason, Unclear
from casework.fields.times import ClockTime, find_times, spoken_time


class DayKind(StrEnum):
    any = "any"
    weekdays = "weekdays"
    weekends = "weekends"


@dataclass(frozen=True)
class TimeWindow:
    """`day` wins over `days`; an open end is None and is closed by the opening hours, not here."""

    day: date | None = None
    days: DayKind = DayKind.any
    start: time | None = None
    end: time | None = None


Bounds = tuple[int | None, int | None, bool]

_HINT = "ご都合のよい時間帯を「平日の午前中」や「18時以降」のように教えていただけますか。"
_ANYTIME = re.compile("いつでも|何時でも|なんじでも|特に(?:希望|指定)?(?:は)?な[いし]|終日|一日中|おまかせ|お任せ")
_WEEKDAYS, _WEEKENDS = re.compile("平日|月曜?から金|月~金|月-金"), re.compile("土日|週末|休日|休みの日|祝日")
_NOT_POSSIBLE = (
    r"(?:無理|むり|だめ|ダメ|駄目|都合が(?:悪|つか)|難し|厳し)(?!なら|でしたら|でなければ|だったら|[^、。]*か[?。]*$)"
)
_EXCLUDED = re.compile(
    rf"[^、。]*?(?:は|が|も)[^、。]{{0,6}}?{_NOT_POSSIBLE}[^、。]*?(?:ので|から|けど|けれど|ですが|[、。]|$)[、。 ]*"
    r"|(?:今日|きょう|本日|明日|あした|明後日|あさって|[月火水木金土日]曜日?)以外(?:なら|で|の)?"
)
_IN_KANJI = (
    (re.compile("ごぜん"), "午前"),
    (re.compile("ごご"), "午後"),
    (re.compile("ゆうがた"), "夕方"),
    (re.compile("(?<=[0-9])じ(?!ょ)"), "時"),
)
_OPPOSITES = (
    (re.compile("平日以外"), "土日"),
    (re.compile("(?:土日祝?|週末)以外"), "平日"),
    (re.compile("午前中?以外"), "午後"),
    (re.compile("午後以外"), "午前"),
)
_PERIODS: tuple[tuple[re.Pattern[str], Bounds], ...] = tuple(
    (re.compile(pattern), bounds)
    for pattern, bounds in (
        ("午前", (None, 720, True)),
        ("午後", (720, None, True)),
        ("昼休み", (720, 780, True)),
        ("夕方", (960, 1080, False)),
        ("朝|あさ(?!って|が)", (None, 660, False)),
        ("昼|ひる", (690, 840, False)),
        ("仕事(?:が|の)?(?:終わ|あと|後)", (1080, None, False)),
        ("夜|晩|(?<!に)よる(?!と)", (1080, None, False)),
    )
)


def parse_time_window(text: str, context: ParseContext) -> Parsed[TimeWindow] | Unclear:
    """A bare 3時 means the afternoon, because nobody asks for a call at night; it comes back unconfident."""
    text = _without_excluded(text)
    written = written_date(text)
    day = parse_date(text, context, direction=Direction.future, earliest=context.today)
    if isinstance(day, Unclear) and day.reason in {Reason.impossible_date, Reason.out_of_range, Reason.several_values}:
        return day
    days = _day_kind(written)
    bounds = _bounds(written)
    if bounds is None and isinstance(day, Unclear) and days is DayKind.any and not _ANYTIME.search(written):
        return Unclear(Reason.not_understood if written else Reason.empty, _HINT)
    start, end, is_sure = bounds or (None, None, True)
    if start is not None and end is not None and start >= end:
        return Unclear(Reason.impossible_time, _HINT)
    value = TimeWindow(day.value if isinstance(day, Parsed) else None, days, _as_time(start), _as_time(end))
    return Parsed(value, written, is_sure and (isinstance(day, Unclear) or day.confident), spoken_window(value))


def correct_time_window(text: str, known: str, context: ParseContext) -> Parsed[TimeWindow] | Unclear:
    """「時間を午後2時からに」 keeps the day of the known wish as it was spoken, and 「明後日に」 its hours."""
    parsed, before = parse_time_window(text, context), parse_time_window(known, context)
    if isinstance(parsed, Unclear) or isinstance(before, Unclear) or _ANYTIME.search(normalise(text)):
        return parsed
    new, old = parsed.value, before.value
    if new.day is None and new.days is DayKind.any:
        new = replace(new, day=old.day, days=old.days)
    elif new.start is None and new.end is None:
        new = replace(new, start=old.start, end=old.end)
    return replace(parsed, value=new, spoken=spoken_window(new))


def _without_excluded(text: str) -> str:
    """「今日は無理なので、明日の10時」 leaves what suits."""
    suits = normalise(text)
    for named, other in (*_IN_KANJI, *_OPPOSITES):
        suits = named.sub(other, suits)
    return _EXCLUDED.sub("", suits)


def spoken_window(window: TimeWindow) -> str:
    names = {DayKind.any: "", DayKind.weekdays: "平日", DayKind.weekends: "土日祝日"}
    day = spoken_date(window.day) if window.day else names[window.days]
    start = f"{spoken_time(_minutes(window.start))}から" if window.start else ""
    end = f"{spoken_time(_minutes(window.end))}まで" if window.end else ""
    hours = start + end
    return "の".join(part for part in (day, hours) if part) or "いつでも"


def _day_kind(text: str) -> DayKind:
    if _WEEKDAYS.search(text):
        return DayKind.weekdays
    return DayKind.weekends if _WEEKENDS.search(text) else DayKind.any


def _bounds(text: str) -> Bounds | None:
    times = find_times(_with_hour_range(text))[:2]
    text = _with_hour_range(text)
    if not times:
        return _period_bounds(text)
    first = _daytime(times[0].minutes, has_period=times[0].has_period)
    is_sure = all(t.has_period or t.minutes >= 480 for t in times)
    if len(times) == 2:
        second = _after(times[1], first)
        return first, second, is_sure and second == times[1].minutes
    return _one_time(text[times[0].end : times[0].end + 6], first, is_sure=is_sure)


def _period_bounds(text: str) -> Bounds | None:
    for pattern, (start, end, is_sure) in _PERIODS:
        if pattern.search(text):
            return (start, None, is_sure) if start is not None and "以降" in text else (start, end, is_sure)
    return None


def _with_hour_range(text: str) -> str:
    """10-12時 and 10~12時 name the hour once."""
    return re.sub(r"(?<![0-9/:.-])([0-9]{1,2})\s?([-~]|から)\s?(?=[0-9]{1,2}\s?時)", r"\1時\2", text)


def _one_time(following: str, minutes: int, *, is_sure: bool) -> Bounds:
    if re.match("[をはに]?(?:以降|から|すぎ|過ぎ|より後|よりあと|~|-|以後|後)", following):
        return minutes, None, is_sure
    if re.match("(?:まで|以前|前|より前)", following):
        return None, minutes, is_sure
    return minutes, minutes + 60, False


def _daytime(minutes: int, *, has_period: bool) -> int:
    return minutes + 720 if not has_period and minutes < 8 * 60 else minutes


def _after(second: ClockTime, first: int) -> int:
    if not second.has_period and second.minutes <= first:
        return second.minutes + 720
    return second.minutes


def _as_time(minutes: int | None) -> time | None:
    if minutes is None:
        return None
    return time(23, 59) if minutes >= 24 * 60 else time(minutes // 60, minutes % 60)


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute
