"""Japanese eras. People go on using an era after its end, so only its start is certain."""

from datetime import date

ERAS = (
    ("令和", "R", date(2019, 5, 1)),
    ("平成", "H", date(1989, 1, 8)),
    ("昭和", "S", date(1926, 12, 25)),
    ("大正", "T", date(1912, 7, 30)),
    ("明治", "M", date(1868, 1, 25)),
)
ERA_PATTERN = "(?:令和|平成|昭和|大正|明治|(?<![A-Za-z0-9])[RHSTMrhstm](?=[. ]?[0-9元]))"


def era_year(era: str, year: int) -> int:
    """The western year; `era` is the name or its letter."""
    for name, letter, start in ERAS:
        if era == name or era.upper() == letter:
            return start.year + year - 1
    raise ValueError(era)


def era_of(day: date) -> tuple[str, int] | None:
    for name, _, start in ERAS:
        if day >= start:
            return name, day.year - start.year + 1
    return None


def is_inside_era(era: str, day: date) -> bool:
    found = era_of(day)
    return found is not None and era[0].upper() in {found[0][0], _letter(found[0])}


def _letter(name: str) -> str:
    return next(letter for known, letter, _ in ERAS if known == name)
