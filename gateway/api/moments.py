"""Points in time as people put them in a query: a date in Japan, or a date and a time."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

JST = ZoneInfo("Asia/Tokyo")
FIRST_YEAR, LAST_YEAR = 1970, 2200
_DATE_CHARACTERS = 10


def start_of(text: str) -> datetime:
    """The first moment that `text` means. Raise ValueError."""
    if len(text) <= _DATE_CHARACTERS:
        return datetime.combine(_checked(date.fromisoformat(text)), time(), JST)
    # The plus of an offset arrives as a blank when it was not percent-encoded.
    moment = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
    _checked(moment)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=JST)


def end_of(text: str) -> datetime:
    """The first moment after what `text` means: a date includes its whole day. Raise ValueError."""
    lasts = timedelta(days=1) if len(text) <= _DATE_CHARACTERS else timedelta(microseconds=1)
    return start_of(text) + lasts


def _checked(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError("outside the years that can be asked for")
    return day
