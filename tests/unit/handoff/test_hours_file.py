"""A mistake in hours.yml stops the start, and the message says where it stands."""

from pathlib import Path

import pytest

from casework.errors import ProcedureFileError
from casework.procedures.load import read_checked
from handoff.hours import Hours

FILE = Path("config/hours.yml")


@pytest.mark.parametrize(
    ("right", "wrong", "where", "said"),
    [
        ('tue: [["09:00", "17:00"]]', 'tue: [["09:00", "12:00"], ["11:59", "17:00"]]', "weekly.tue", "do not overlap"),
        ('tue: [["09:00", "17:00"]]', 'tue: [["13:00", "17:00"], ["09:00", "12:00"]]', "weekly.tue", "in order"),
        ('tue: [["09:00", "17:00"]]', 'tue: [["17:00", "09:00"]]', "weekly.tue.0", "ends before it starts"),
        ('tue: [["09:00", "17:00"]]', 'tue: [["09:00", "09:00"]]', "weekly.tue.0", "ends before it starts"),
        ('tue: [["09:00", "17:00"]]', 'tue: [["24:00", "24:00"]]', "weekly.tue.0", "ends before it starts"),
        ('tue: [["09:00", "17:00"]]', 'tue: [["9:00", "17:00"]]', "weekly.tue.0", "'9:00' is no time of day"),
        ('tue: [["09:00", "17:00"]]', 'tue: [["09:00", "24:01"]]', "weekly.tue.0", "no time of day"),
        ('tue: [["09:00", "17:00"]]', 'tue: [["09:60", "17:00"]]', "weekly.tue.0", "no time of day"),
        ('tue: [["09:00", "17:00"]]', "tue: [[900, 1700]]", "weekly.tue.0", "900 is no time of day"),
        ('tue: [["09:00", "17:00"]]', 'tue: ["09:00", "17:00"]', "weekly.tue.0", "two times"),
        ('tue: [["09:00", "17:00"]]', 'tue: "09:00-17:00"', "weekly.tue", "tuple"),
        ('tue: [["09:00", "17:00"]]', "tue:", "weekly.tue", "tuple"),
        ('tue: [["09:00", "17:00"]]', 'tues: [["09:00", "17:00"]]', "weekly.tue", "Field required"),
        ("sun: []", "sun: []\n      hol: []", "weekly.hol", "Extra inputs"),
        ("holidays: closed", "holidays: monday", "holidays", "'as_sunday'"),
        ("holidays: closed", "holiday: closed", "holidays", "Field required"),
        ("in_demo: false", "in_demo: maybe", "in_demo", "boolean"),
        ("  office:", "  Office:", "calendars", "pattern"),
        ("  office:", "  always:", "calendars", "built in"),
        ("from: 12-31, to: 01-03", "from: 12-31", "special_days.0", "both stand"),
        ("from: 12-31, to: 01-03", "to: 01-03", "special_days.0", "both stand"),
        ("from: 12-31, to: 01-03", "from: 12-31, to: 01-03, date: 2026-12-31", "special_days.0", "exactly one"),
        ("from: 12-31, to: 01-03", "from: 12-31, until: 01-03", "special_days.0.until", "Extra inputs"),
        ("from: 12-31, to: 01-03", "date: 2026-12-31, month_day: 12-31", "special_days.0", "exactly one"),
        ("from: 12-31, to: 01-03, ", "", "special_days.0", "exactly one"),
        ("from: 12-31, to: 01-03", "from: 12-31, to: 2027-01-03", "special_days.0", "both have a year"),
        ("from: 12-31, to: 01-03", "from: 2026-12-31, to: 2026-01-03", "special_days.0", "later than"),
        ("from: 12-31, to: 01-03", "date: 12-31", "special_days.0.date", "`date` has a year"),
        ("from: 12-31, to: 01-03", "month_day: 2026-12-31", "special_days.0.month_day", "no year"),
        ("from: 12-31, to: 01-03", "month_day: 02-30", "special_days.0.month_day", "there is no 02-30"),
        ("from: 12-31, to: 01-03", "date: '2027-02-29'", "special_days.0.date", "there is no 2027-02-29"),
        ("from: 12-31, to: 01-03", "date: 2026/12/31", "special_days.0.date", "is no day"),
        ("from: 12-31, to: 01-03", "date: 2026-12-31 10:00:00", "special_days.0.date", "is no day"),
        ("from: 12-31, to: 01-03", "date: 20261231", "special_days.0.date", "is no day"),
        ("from: 12-31, to: 01-03", "month_day: 1231", "special_days.0.month_day", "is no day"),
        ("from: 12-31, to: 01-03, intervals: []", "date: 2026-12-31", "special_days.0.intervals", "Field required"),
        ("label: 年末年始", "label: ''", "special_days.0.label", "at least 1"),
    ],
)
def test_a_mistake_is_refused_with_its_line_and_field(
    right: str, wrong: str, where: str, said: str, tmp_path: Path
) -> None:
    text = FILE.read_text(encoding="utf-8")
    body = text.index("\nin_demo")
    path = tmp_path / "hours.yml"
    path.write_text(text[:body] + text[body:].replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(ProcedureFileError) as caught:
        read_checked(path, Hours)
    message = str(caught.value)
    assert message.startswith("hours.yml, line ")
    assert where in message
    assert said in message


def test_the_line_of_a_mistake_is_the_one_it_stands_on(tmp_path: Path) -> None:
    text = FILE.read_text(encoding="utf-8").replace('thu: [["09:00", "17:00"]]', 'thu: [["17:00", "09:00"]]', 1)
    line = text[: text.index('[["17:00", "09:00"]]')].count("\n") + 1
    path = tmp_path / "hours.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProcedureFileError, match=rf"line {line}, calendars\.office\.weekly\.thu\.0: "):
        read_checked(path, Hours)
