"""Times of day as they are written and said; the hour may pass 24 (深夜25時), so a time is minutes after midnight."""

import re
from dataclasses import dataclass

NOON = 12 * 60
_PERIOD = "午前|午後|早朝|今朝|朝|昼|夕方|夕|夜中|深夜|未明|今夜|今晩|昨夜|昨晩|夜|晩|AM|PM|am|pm"
_CLOCK = re.compile(
    rf"({_PERIOD})?(?:の|中|に)?\s?(?<![0-9])([0-9]{{1,2}})(?:\s?時\s?(半|[0-9]{{1,2}}(?=\s?分)"
    rf"|)(?:\s?分)?|:([0-9]{{2}})(?![0-9]))"
    r"(?!間)\s?(AM|PM|am|pm)?"
)
_NOON = re.compile("正午|お昼ちょうど")
_AFTERNOON = {"午後", "夕方", "夕", "PM", "pm"}
_EVENING = {"夜", "晩", "今夜", "今晩", "昨夜", "昨晩"}
_NIGHT = {"深夜", "夜中", "未明"}


@dataclass(frozen=True)
class ClockTime:
    """`minutes` counts from midnight of the day meant; `has_period` is false for a bare 3時."""

    minutes: int
    start: int
    end: int
    has_period: bool
    confident: bool = True


def find_times(text: str) -> list[ClockTime]:
    """All times in the text in order; impossible ones (25時70分) are left out."""
    times = [t for m in _CLOCK.finditer(text) if (t := _clock_time(m))]
    times += [ClockTime(NOON, m.start(), m.end(), has_period=True) for m in _NOON.finditer(text)]
    return sorted(times, key=lambda t: t.start)


def has_clock_form(text: str) -> bool:
    """Whether something is written as a time, possible or not."""
    return _CLOCK.search(text) is not None


def spoken_time(minutes: int) -> str:
    if minutes == NOON:
        return "正午"
    hour, minute = divmod(minutes % (24 * 60), 60)
    half = "午前" if hour < 12 else "午後"
    return f"{half}{hour % 12}時{f'{minute}分' if minute else ''}"


def _clock_time(match: re.Match[str]) -> ClockTime | None:
    period = match[1] or match[5] or ""
    hour, minute = int(match[2]), _minute(match)
    if hour > 29 or minute > 59:
        return None
    shifted, confident = _shifted(hour, period)
    return ClockTime(shifted * 60 + minute, match.start(), match.end(), bool(period) or hour > 12, confident)


def _minute(match: re.Match[str]) -> int:
    if match[3] == "半":
        return 30
    return int(match[3] or match[4] or 0)


def _shifted(hour: int, period: str) -> tuple[int, bool]:
    """The hour on a 24-hour clock and whether people agree on it."""
    if period in _AFTERNOON and hour < 12:
        return hour + 12, True
    if period == "昼" and hour <= 5:
        return hour + 12, True
    if period in _EVENING:
        return _evening(hour)
    if period in _NIGHT and 9 <= hour <= 11:
        return hour + 12, True
    # After midnight it is unclear which of the two days is meant.
    return hour, not (period in _NIGHT and (hour < 5 or hour == 12))


def _evening(hour: int) -> tuple[int, bool]:
    if 5 <= hour < 12:
        return hour + 12, True
    return (24, False) if hour == 12 else (hour, hour > 12)
