"""A date corrected in one breath: 「12月1日、いえ2日です」 keeps the month that was said before."""

import re

from casework.fields.eras import ERA_PATTERN
from casework.fields.self_correction import split_correction

_MONTHS = "先々月|先月|前月|今月|当月|再来月|来月|翌月"
_PARTS = re.compile(
    f"(?P<era>{ERA_PATTERN}(?![一-龠]))?[. ]?(?:(?P<year>(?:(?<![0-9])[0-9]{{1,4}}"
    r"|元)(?=\s?年)|来年|去年|昨年|今年|再来年)\s?年?の?\s?)?"
    rf"(?:(?P<month>(?<![0-9])[0-9]{{1,2}}\s?月|{_MONTHS})の?\s?)?(?:(?P<day>(?<![0-9])[0-9]{{1,2}})\s?日)?"
)
_NUMERIC = re.compile(
    r"(?<![0-9])([0-9]{4})[./-]([0-9]{1,2})[./-]([0-9]{1,2})(?![0-9])|(?<![0-9/])([0-9]{1,2})/([0-9]{1,2})(?![0-9/])"
)
_WEEK = re.compile("(?:先々|再来|先|今|来|翌)週の?")
_WEEKDAY = re.compile("[月火水木金土日]曜")
_YEAR_NAMES = ("来年", "去年", "昨年", "今年", "再来年")


def corrected_date(written: str) -> tuple[str, bool]:
    """The text that counts, completed from what it corrects, and whether it only takes something back."""
    said = split_correction(written)
    if said.is_open:
        return "", True
    if not said.before:
        return said.last, False
    before, last = _parts(said.before), _parts(said.last)
    week = _WEEK.search(said.before)
    if week and _WEEKDAY.match(said.last):
        return week[0] + said.last, False
    if not any(last.values()):
        return (said.before, False) if said.is_apology else (said.last, False)
    return _completed(before, last, said.last), False


def _completed(before: dict[str, str], last: dict[str, str], text: str) -> str:
    """What stands in front of the first part that was said again is kept; a new year alone keeps its day."""
    if last["day"] and not last["month"]:
        lead = _lead(before, "era", "year", "month")
    elif last["month"] and not last["year"]:
        lead = _lead(before, "era", "year")
    elif last["year"] and not last["era"] and len(last["year"]) <= 2:
        lead = before["era"]
    else:
        lead = ""
    kept = {name: last[name] or (before[name] if not last["day"] else "") for name in ("month", "day")}
    if last["month"]:
        month = re.escape(last["month"])
        text = re.sub(rf"(?<![0-9]){month}(?:ですね?|の)?[、 ]*(?={month})", "", text)
    if last["day"]:
        return lead + text[_start_of(text) :]
    return lead + _lead(last, "era", "year") + kept["month"] + (f"{kept['day']}日" if kept["day"] else "")


def _lead(parts: dict[str, str], *names: str) -> str:
    lead = "".join(parts[name] for name in names if name in {"era", "month"} or not parts[name])
    year = parts["year"] if "year" in names else ""
    if not year:
        return lead
    month = parts["month"] if "month" in names else ""
    return f"{parts['era'] if 'era' in names else ''}{year}{'' if year in _YEAR_NAMES else '年'}{month}"


def _parts(text: str) -> dict[str, str]:
    """The last era, year, month and day in the text."""
    text = _NUMERIC.sub(lambda m: f"{m[1]}年{m[2]}月{m[3]}日" if m[1] else f"{m[4]}月{m[5]}日", text)
    parts = dict.fromkeys(("era", "year", "month", "day"), "")
    for match in _PARTS.finditer(text):
        for name, value in match.groupdict().items():
            if value:
                parts[name] = value.replace(" ", "")
    return parts


def _start_of(text: str) -> int:
    """Where the first part of a date stands, so that 「やっぱり」 and the like do not come between."""
    return next((m.start() for m in _PARTS.finditer(text) if any(m.groups())), 0)
