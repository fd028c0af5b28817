"""The wide-area disaster mode (広域災害モード) as a value: what it is called, until when, for which areas.

A mode that is set is complete: it has a name and an end, and every area of it exists.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from casework.disaster.areas import read_area
from casework.errors import CaseworkError

LONGEST = timedelta(days=60)
LONGEST_NAME, LONGEST_REASON, MOST_AREAS = 40, 200, 60


class DisasterSettingError(CaseworkError):
    """The mode cannot be set like this."""

    code = "disaster_invalid"


class NameUnusableError(DisasterSettingError):
    code = "disaster_name_unusable"


class EndUnusableError(DisasterSettingError):
    """The end is missing its time zone, lies in the past, or too far away."""

    code = "disaster_end_unusable"


class AreaUnknownError(DisasterSettingError):
    code = "disaster_area_unknown"


class ReasonUnusableError(DisasterSettingError):
    code = "disaster_reason_unusable"


@dataclass(frozen=True)
class DisasterMode:
    """`areas` are prefectures and beginnings of postal codes; without any the mode applies everywhere."""

    name: str
    areas: tuple[str, ...]
    reason: str
    begun_at: datetime
    begun_by: str
    ends_at: datetime

    def is_on(self, at: datetime) -> bool:
        return self.begun_at <= at < self.ends_at


def checked_mode(
    *, name: str, ends_at: datetime, areas: Sequence[str], reason: str, by: str, at: datetime
) -> DisasterMode:
    """Raise a DisasterSettingError for the first thing that is wrong."""
    title, why = " ".join(name.split()), " ".join(reason.split())
    if not 1 <= len(title) <= LONGEST_NAME or not title.isprintable():
        raise NameUnusableError(f"A disaster needs a name of 1 to {LONGEST_NAME} characters.")
    if ends_at.tzinfo is None or ends_at.utcoffset() is None:
        raise EndUnusableError("The end needs a time zone.")
    if not at < ends_at <= at + LONGEST:
        raise EndUnusableError(f"The end must lie in the future, within {LONGEST.days} days.")
    if len(why) > LONGEST_REASON or not why.isprintable():
        raise ReasonUnusableError(f"The reason has at most {LONGEST_REASON} characters.")
    if len(areas) > MOST_AREAS:
        raise AreaUnknownError(f"At most {MOST_AREAS} areas.")
    known = tuple(dict.fromkeys(_area(text) for text in areas))
    return DisasterMode(title, known, why, at, by, ends_at)


def _area(text: str) -> str:
    area = read_area(text)
    if area is None:
        raise AreaUnknownError("An area is a prefecture, such as 東京都, or the first 2 to 7 digits of a postal code.")
    return area
