"""For any calendar and moment: an opening is open, all before it is closed, and waits grow with the place in line."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from handoff.estimate import estimate_wait
from handoff.hours import JST, Calendar, Closed, Open, status
from handoff.telling import promise_due

TICK = timedelta(microseconds=1)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def spoken(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def paired(minutes: list[int]) -> list[list[str]]:
    ends = sorted(minutes)[: len(minutes) // 2 * 2]
    return [[spoken(start), spoken(end)] for start, end in zip(ends[::2], ends[1::2], strict=True)]


INTERVALS = st.one_of(
    st.just([]),
    st.just([["00:00", "24:00"]]),
    st.lists(st.integers(0, 96).map(lambda quarter: quarter * 15), unique=True, max_size=6).map(paired),
)
DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))
MONTH_DAYS = st.dates(date(2028, 1, 1), date(2028, 12, 31)).map(lambda day: f"{day:%m-%d}")
SPANS = st.one_of(
    st.builds(lambda day: {"month_day": day}, MONTH_DAYS),
    st.builds(lambda first, last: {"from": first, "to": last}, MONTH_DAYS, MONTH_DAYS),
    st.builds(lambda day: {"date": day}, DAYS),
)
SPECIAL_DAYS = st.builds(lambda span, intervals: {**span, "intervals": intervals, "label": "臨時"}, SPANS, INTERVALS)
MOMENTS = st.one_of(
    st.builds(datetime.combine, DAYS, st.times(), st.sampled_from([UTC, JST])),
    st.integers(0, 3 * 365 * 96).map(
        lambda quarter: datetime(2026, 1, 1, tzinfo=JST) + quarter * timedelta(minutes=15)
    ),
)

PARTS = st.lists(st.floats(0, 0.999), min_size=3, max_size=8)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    form: dict[str, Any] = {
        "label": "見本",
        "weekly": {day: draw(INTERVALS) for day in WEEKDAYS},
        "holidays": draw(st.sampled_from(["closed", "open", "as_sunday"])),
        "special_days": draw(st.lists(SPECIAL_DAYS, max_size=3)),
    }
    return Calendar.model_validate(form)


@settings(max_examples=120, deadline=None)
@given(calendars(), MOMENTS, PARTS)
def test_an_opening_is_open_and_all_before_it_is_closed(calendar: Calendar, at: datetime, parts: list[float]) -> None:
    found = status(calendar, at)
    assume(isinstance(found, Closed) and found.opens_at is not None)
    assert isinstance(found, Closed)
    assert found.opens_at is not None
    assert found.opens_at > at
    assert status(calendar, found.opens_at) == Open(found.opens_until)
    for moment in [found.opens_at - TICK, *(at + part * (found.opens_at - at) for part in parts)]:
        before = status(calendar, moment)
        assert isinstance(before, Closed)
        assert before.opens_at == found.opens_at


@settings(max_examples=120, deadline=None)
@given(calendars(), MOMENTS, PARTS)
def test_open_lasts_until_it_is_closed(calendar: Calendar, at: datetime, parts: list[float]) -> None:
    found = status(calendar, at)
    assume(isinstance(found, Open) and found.until is not None)
    assert isinstance(found, Open)
    assert found.until is not None
    assert found.until > at
    assert isinstance(status(calendar, found.until), Closed)
    for moment in [found.until - TICK, *(at + part * (found.until - at) for part in parts)]:
        assert status(calendar, moment) == found


@settings(max_examples=60, deadline=None)
@given(calendars(), MOMENTS)
def test_the_answer_depends_on_the_moment_alone(calendar: Calendar, at: datetime) -> None:
    again = Calendar.model_validate(calendar.model_copy(deep=True))
    assert status(calendar, at) == status(again, at.astimezone(UTC)) == status(calendar, at.astimezone(JST))


@settings(max_examples=100, deadline=None)
@given(calendars(), MOMENTS)
def test_a_promise_falls_into_open_hours(calendar: Calendar, at: datetime) -> None:
    due = promise_due(status(calendar, at), at)
    assume(due is not None)
    assert due is not None
    assert due > at
    assert isinstance(status(calendar, due - TICK), Open)


@given(
    st.integers(1, 10_000),
    st.integers(1, 500),
    st.floats(1, 7_200),
    st.integers(1, 5),
    st.integers(0, 50),
    st.floats(0, 1),
)
def test_waits_are_whole_minutes_and_grow_with_the_place(
    position: int, agents: int, handle: float, each: int, free: int, abandoned: float
) -> None:
    ranges = [
        estimate_wait(place, agents, handle, contacts_per_agent=each, free_places=free, abandon_share=abandoned)
        for place in (position, position + 1)
    ]
    nearer, farther = ranges
    assert nearer is not None
    assert farther is not None
    assert 60 <= nearer[0] <= nearer[1]
    assert nearer[0] % 60 == nearer[1] % 60 == 0
    assert nearer[0] <= farther[0]
    assert nearer[1] <= farther[1]


@given(st.integers(1, 1_000), st.integers(1, 100), st.floats(1, 7_200))
def test_another_agent_never_lengthens_the_worst_case(position: int, agents: int, handle: float) -> None:
    fewer, more = estimate_wait(position, agents, handle), estimate_wait(position, agents + 1, handle)
    assert fewer is not None
    assert more is not None
    assert more[1] <= fewer[1]
