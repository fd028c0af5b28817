"""The forms in which customers write a date, each with the days it may mean.

A rule never reads the clock: it yields a Candidate relative to the `today` it is given.
"""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from casework.fields.eras import ERA_PATTERN, era_year, is_inside_era
from casework.fields.numerals import kanji_number
from casework.fields.parsed import Direction

Match = re.Match[str]


@dataclass(frozen=True)
class Candidate:
    """`days` is empty for a date that does not exist; more than one means the year is not decided."""

    days: tuple[date, ...]
    confident: bool = True
    is_weekday_only: bool = False
    has_year: bool = True


@dataclass(frozen=True)
class Frame:
    today: date
    direction: Direction
    is_birth_date: bool


Rule = Callable[[Match, Frame], Candidate]

_WEEKDAYS = "月火水木金土日"
_MONTH_OFFSETS = {"先々月": -2, "先月": -1, "前月": -1, "今月": 0, "当月": 0, "来月": 1, "翌月": 1, "再来月": 2}
_YEAR_OFFSETS = {
    "一昨年": -2,
    "おととし": -2,
    "去年": -1,
    "昨年": -1,
    "今年": 0,
    "本年": 0,
    "来年": 1,
    "翌年": 1,
    "再来年": 2,
}
_WEEK_OFFSETS = {"先々週": -2, "先週": -1, "今週": 0, "来週": 1, "翌週": 1, "再来週": 2}
_DAY_OFFSETS = {
    "さきおととい": -3,
    "一昨日": -2,
    "おととい": -2,
    "おとつい": -2,
    "昨日": -1,
    "きのう": -1,
    "昨夜": -1,
    "昨晩": -1,
    "ゆうべ": -1,
    "前日": -1,
    "今日": 0,
    "きょう": 0,
    "本日": 0,
    "今朝": 0,
    "けさ": 0,
    "今夜": 0,
    "今晩": 0,
    "明日": 1,
    "あした": 1,
    "あす": 1,
    "みょうにち": 1,
    "明後日": 2,
    "あさって": 2,
    "しあさって": 3,
}


def day_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _only(day: date | None, *, confident: bool = True) -> Candidate:
    return Candidate((day,) if day else (), confident)


def _shift_month(today: date, months: int) -> tuple[int, int]:
    index = today.year * 12 + today.month - 1 + months
    return index // 12, index % 12 + 1


def _nearest(days: list[date], frame: Frame) -> Candidate:
    """The closest day on the side of today that the direction allows."""
    allowed = {
        Direction.past: [d for d in days if d <= frame.today],
        Direction.future: [d for d in days if d >= frame.today],
        Direction.any: days,
    }[frame.direction]
    best = min(allowed or days, key=lambda d: abs(d - frame.today), default=None)
    return _only(best, confident=frame.direction is not Direction.any)


def _era_date(m: Match, _: Frame) -> Candidate:
    year = 1 if m[2] == "元" else int(m[2])
    day = day_or_none(era_year(m[1], year), int(m[3]), int(m[4]))
    return _only(day, confident=bool(day and is_inside_era(m[1], day)))


def _full_date(m: Match, _: Frame) -> Candidate:
    return _only(day_or_none(int(m[1]), int(m[2]), int(m[3])))


def _short_year_date(m: Match, frame: Frame) -> Candidate:
    number, month, day = int(m[1]), int(m[2]), int(m[3])
    starts = (1925, 1900) if frame.is_birth_date and number >= 32 else (2000, 2018, 1988, 1925)
    years = [start + number for start in starts if start != 1925 or 1 <= number <= 64]
    days = [d for y in years if (d := day_or_none(y, month, day))]
    if frame.is_birth_date:
        past = [d for d in days if d <= frame.today]
        # From 32 on the era can only be 昭和, which is how such birth years are said.
        return Candidate(tuple(past[:1] if number >= 32 else past), confident=False)
    return Candidate(tuple(d for d in days if abs(d.year - frame.today.year) <= 2), confident=False)


def _relative_year_date(m: Match, frame: Frame) -> Candidate:
    return _only(day_or_none(frame.today.year + _YEAR_OFFSETS[m[1]], int(m[2]), int(m[3])))


def _month_day(m: Match, frame: Frame) -> Candidate:
    years = range(frame.today.year - 1, frame.today.year + 2)
    nearest = _nearest([d for y in years if (d := day_or_none(y, int(m[1]), int(m[2])))], frame)
    return replace(nearest, has_year=False)


def _relative_month_day(m: Match, frame: Frame) -> Candidate:
    year, month = _shift_month(frame.today, _MONTH_OFFSETS[m[1]])
    return _only(day_or_none(year, month, int(m[2])))


def _relative_month_end(m: Match, frame: Frame) -> Candidate:
    return _only(month_end(*_shift_month(frame.today, _MONTH_OFFSETS[m[1]])))


def _named_month_end(m: Match, frame: Frame) -> Candidate:
    if not 1 <= int(m[1]) <= 12:
        return Candidate(())
    return _nearest([month_end(y, int(m[1])) for y in range(frame.today.year - 1, frame.today.year + 2)], frame)


def _bare_month_end(_: Match, frame: Frame) -> Candidate:
    offset = (
        -1 if frame.direction is Direction.past and frame.today != month_end(frame.today.year, frame.today.month) else 0
    )
    return _only(month_end(*_shift_month(frame.today, offset)))


def _day_word(m: Match, frame: Frame) -> Candidate:
    # しあさって is the fourth day in some regions.
    return _only(frame.today + timedelta(days=_DAY_OFFSETS[m[1]]), confident=abs(_DAY_OFFSETS[m[1]]) < 3)


def _distance(m: Match, frame: Frame) -> Candidate:
    count, unit, sign = int(m[1]), m[2], -1 if m[3] == "前" else 1
    if unit == "日":
        return _only(frame.today + timedelta(days=sign * count))
    if unit.startswith("週"):
        return _only(frame.today + timedelta(weeks=sign * count), confident=False)
    year, month = _shift_month(frame.today, sign * count)
    last = month_end(year, month).day
    return _only(date(year, month, min(frame.today.day, last)), confident=False)


def _relative_weekday(m: Match, frame: Frame) -> Candidate:
    monday = frame.today - timedelta(days=frame.today.weekday())
    weekday = _WEEKDAYS.index(m[2])
    # Weeks start on Monday here; people disagree about the Sunday.
    return _only(monday + timedelta(weeks=_WEEK_OFFSETS[m[1]], days=weekday), confident=weekday != 6)


def _nth_weekday(m: Match, frame: Frame) -> Candidate:
    """12月の第2日曜, 来月の第一土曜日."""
    count, weekday = kanji_number(m[3]) or 0, _WEEKDAYS.index(m[4])
    months = [_shift_month(frame.today, _MONTH_OFFSETS[m[1]])] if m[1] else _years_of(int(m[2]), frame)
    days = [
        d
        for year, month in months
        if 1 <= month <= 12
        and (d := day_or_none(year, month, 1 + (weekday - date(year, month, 1).weekday()) % 7 + 7 * (count - 1)))
    ]
    return _nearest(days, frame)


def _years_of(month: int, frame: Frame) -> list[tuple[int, int]]:
    return [(year, month) for year in range(frame.today.year - 1, frame.today.year + 2)]


def _new_year(_: Match, frame: Frame) -> Candidate:
    return _nearest([date(year, 1, 1) for year, _ in _years_of(1, frame)], frame)


def _new_years_eve(_: Match, frame: Frame) -> Candidate:
    return _nearest([date(year, 12, 31) for year, _ in _years_of(12, frame)], frame)


def _weekday(m: Match, frame: Frame) -> Candidate:
    word, weekday = m[1] or "", _WEEKDAYS.index(m[2])
    ahead = (weekday - frame.today.weekday()) % 7
    is_past = word in {"前", "この前", "こないだ"} or (not word and frame.direction is Direction.past)
    days = (ahead - 7 if ahead else (-7 if word else 0)) if is_past else ahead or (7 if word else 0)
    return Candidate((frame.today + timedelta(days=days),), confident=False, is_weekday_only=True)


def _bare_day(m: Match, frame: Frame) -> Candidate:
    months = [_shift_month(frame.today, offset) for offset in (-2, -1, 0, 1, 2)]
    nearest = _nearest([d for y, mo in months if (d := day_or_none(y, mo, int(m[1])))], frame)
    return replace(nearest, has_year=False)


def _alternatives(words: dict[str, int]) -> str:
    return "(" + "|".join(sorted(words, key=len, reverse=True)) + ")"


@cache
def rules() -> tuple[tuple[re.Pattern[str], Rule], ...]:
    """Patterns in order of precedence: what one has claimed, a later one does not read again."""
    return tuple((re.compile(pattern), rule) for pattern, rule in _forms())


def _forms() -> tuple[tuple[str, Rule], ...]:
    number, month = r"(?<![0-9])([0-9]{1,2})", r"\s?([0-9]{1,2})"
    day = r"\s?([0-9]{1,2})(?![0-9]|\s?(?:週|時|人|件|回|年|台|[かヶカヵケ箇]月)|日(?:以内|間))"
    months, years, weeks = map(_alternatives, (_MONTH_OFFSETS, _YEAR_OFFSETS, _WEEK_OFFSETS))
    return (
        (rf"({ERA_PATTERN})[. ]?([0-9]{{1,2}}|元)\s?(?:年の?|[./-]){month}\s?(?:月の?|[./-]){day}\s?日?", _era_date),
        (r"(?<![A-Za-z0-9])([RHSrhs])([0-9]{2})([0-9]{2})([0-9]{2})(?![0-9])", _era_date),
        (rf"(?<![0-9])([0-9]{{4}})\s?(?:年の?|[./-]){month}\s?(?:月の?|[./-]){day}\s?日?", _full_date),
        (r"(?<![0-9])((?:18|19|20|21)[0-9]{2})([0-9]{2})([0-9]{2})(?![0-9])", _full_date),
        (rf"{number}\s?年の?{month}\s?月の?{day}\s?日?", _short_year_date),
        (rf"(?<![0-9./-])([0-9]{{2}})[./]{month}[./]{day}(?![./-])", _short_year_date),
        (rf"{years}の?{month}\s?月\s?の?{day}\s?日?", _relative_year_date),
        (rf"{number}\s?月の?(?:末日?|終わり)", _named_month_end),
        (rf"(?<![0-9年])([0-9]{{1,2}})\s?月\s?の?{day}\s?日?", _month_day),
        (rf"(?<![0-9/-])([0-9]{{1,2}})/{day}(?![/-])日?", _month_day),
        (r"^([0-9]{1,2})[.-]([0-9]{1,2})$", _month_day),
        (r"^([0-9]{2})([0-9]{2})$", _month_day),
        (rf"{months}の?{day}\s?日", _relative_month_day),
        (rf"{months}の?(?:末日?|終わり|月末)", _relative_month_end),
        (r"(?<![今来先翌前])月末", _bare_month_end),
        (rf"{number}\s?(日|週間?)の?(前|後)", _distance),
        (rf"{number}\s?([かヶカヵケ箇]月)の?(前|後)", _distance),
        (rf"(?:{months}|{number}\s?月)の?\s?第\s?([0-9一二三四五六])\s?の?([{_WEEKDAYS}])曜日?", _nth_weekday),
        (r"元[日旦]|正月元日", _new_year),
        (r"大晦日|おおみそか", _new_years_eve),
        (rf"{weeks}の?([{_WEEKDAYS}])(?:曜日?|(?![一-龠ぁ-ん0-9]))", _relative_weekday),
        (_alternatives(_DAY_OFFSETS) + "(?!(?<=あす)か(?!ら))", _day_word),
        (rf"(次|今度|この前|こないだ|前)?の?([{_WEEKDAYS}])曜日?", _weekday),
        (r"(?<![0-9月])([0-9]{1,2})\s?日(?![前後間分目曜]|以内)", _bare_day),
    )
