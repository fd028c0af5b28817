"""When something happened, as far as the customer knows it: a moment, a day with the time left open, or unknown.

A day alone is asked for its time once; what is vague stays vague and is read back so.
"""

import re
from datetime import date, datetime, time

from casework.fields.date_readings import written_date
from casework.fields.dates import parse_date, spoken_date
from casework.fields.datetimes import parse_datetime, spoken_datetime
from casework.fields.dont_know import is_dont_know
from casework.fields.normalise import clean
from casework.fields.parsed import Direction, ParseContext, Parsed, Reason, Unclear
from casework.fields.times import find_times

TIME_OPEN = "時刻不明"
_PERIOD = re.compile("未明|早朝|明け方|今朝|朝|午前中?|お?昼(?:過ぎ|前)?|午後|夕方|日中|夜中|深夜|昨夜|昨晩|今夜|夜|晩")
_DAY_ONLY = 10
_SAYS_WHEN = re.compile(
    "たった今|ただ今|(?:先ほど|さきほど|さっき)(?!の(?!こと|事|件)|も?(?:言|い[いうっ]|申|お?伝え|お?話|書|送))|分(?:ほど|くらい|ぐらい)?前|時間(?:半|ほど|くらい|ぐらい)*前"
)


def read_moment(text: str, context: ParseContext, known: str | None = None) -> Parsed[str] | Unclear:
    """An ISO date-time, or an ISO date where the time is open. `known` is the day or moment that was said before."""
    if (entered := _written_as_iso(text, context)) is not None:
        return entered
    read = parse_datetime(text, context, direction=Direction.past)
    day = parse_date(text, context, direction=Direction.past, latest=context.today)
    if known is not None and isinstance(day, Unclear) and day.reason is Reason.not_understood:
        at_known = _at_known_day(text, context, known)
        if at_known is not None:
            return at_known
    if isinstance(read, Parsed):
        # What happened five minutes ago is known to the minute and needs no read-back.
        return Parsed(_iso(read.value), read.text, read.confident, read.spoken, text)
    if read.reason in {Reason.incomplete, Reason.several_values} and isinstance(day, Parsed):
        return _day_with_period(text, day)
    return day if isinstance(day, Unclear) and day.reason is Reason.out_of_range else read


def says_a_moment(text: str, context: ParseContext) -> bool:
    """Whether a sentence that was not asked for it says when; a bare 今 may be about anything."""
    return says_day_or_time(text, context) or bool(_SAYS_WHEN.search(written_date(text)))


def says_day_or_time(text: str, context: ParseContext) -> bool:
    """Whether a day or a time on the clock is named."""
    has_day = isinstance(parse_date(text, context, direction=Direction.past, latest=context.today), Parsed)
    return has_day or len(find_times(written_date(text))) == 1


def with_known_time(read: Parsed[str], text: str, known: str, context: ParseContext) -> Parsed[str]:
    """A day that is corrected alone keeps the time on the clock that was said before."""
    is_day_alone = len(read.value) == _DAY_ONLY and not _PERIOD.search(text)
    if not is_day_alone or len(known) <= _DAY_ONLY:
        return read
    moment = datetime.fromisoformat(read.value + known[_DAY_ONLY:])
    if moment > context.now:
        return read
    return Parsed(_iso(moment), read.text, confident=True, spoken=spoken_datetime(moment), remainder=text)


def needs_its_time(value: Parsed[str], text: str) -> bool:
    """A bare day, without any word for the time of day and without saying that it is not known."""
    return len(value.value) == _DAY_ONLY and not _PERIOD.search(text) and not is_dont_know(text)


def period_of_day(text: str, known: str) -> Parsed[str] | None:
    """「夜です」 as the time of a day that is known; also 「わかりません」."""
    found = _PERIOD.search(clean(text))
    if found is None and not is_dont_know(text):
        return None
    return _with_period(date.fromisoformat(known[:_DAY_ONLY]), found[0] if found else "", text)


def _written_as_iso(text: str, context: ParseContext) -> Parsed[str] | None:
    """What the desk's form sends back unchanged."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if len(text.strip()) == _DAY_ONLY:
        return None
    moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=context.now.tzinfo)
    moment = moment.astimezone(context.now.tzinfo)
    is_past = moment <= context.now
    return Parsed(_iso(moment), text.strip(), confident=True, spoken=spoken_datetime(moment)) if is_past else None


def _at_known_day(text: str, context: ParseContext, known: str) -> Parsed[str] | None:
    times = find_times(written_date(text))
    if len({found.minutes for found in times}) != 1:
        return None
    day = date.fromisoformat(known[:_DAY_ONLY])
    read = parse_datetime(f"{day.year}年{day.month}月{day.day}日 {text}", context, direction=Direction.past)
    if isinstance(read, Unclear):
        return None
    return Parsed(_iso(read.value), text, read.confident, read.spoken, text)


def _day_with_period(text: str, day: Parsed[date]) -> Parsed[str]:
    found = _PERIOD.search(clean(text))
    return _with_period(day.value, found[0] if found else "", text)


def _with_period(day: date, period: str, text: str) -> Parsed[str]:
    open_time = f"{period}、{TIME_OPEN}" if period else TIME_OPEN
    return Parsed(day.isoformat(), text, confident=True, spoken=f"{spoken_date(day)}（{open_time}）", remainder=text)


def _iso(moment: datetime) -> str:
    whole = datetime.combine(moment.date(), time(moment.hour, moment.minute), moment.tzinfo)
    return whole.isoformat(timespec="seconds")
