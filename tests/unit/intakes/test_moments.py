"""When something happened: to the minute, only the day, or not at all; now is Monday, 23 November 2026, 14:00."""

import pytest
from scene import NOW

from casework.fields.parsed import ParseContext, Parsed, Unclear
from casework.intakes.moments import needs_its_time, period_of_day, read_moment, says_a_moment

pytestmark = pytest.mark.unit
CONTEXT = ParseContext(NOW.date(), NOW, "webchat")


def moment(text: str, known: str | None = None) -> str | None:
    read = read_moment(text, CONTEXT, known)
    return read.value if isinstance(read, Parsed) else None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("昨日の夜8時ごろ", "2026-11-22T20:00:00+09:00"),
        ("今朝7時半ごろです", "2026-11-23T07:30:00+09:00"),
        ("1時間くらい前", "2026-11-23T13:00:00+09:00"),
        ("さっき", "2026-11-23T14:00:00+09:00"),
        ("2026-11-20T20:15:00+09:00", "2026-11-20T20:15:00+09:00"),
        ("2026-11-20 20:15", "2026-11-20T20:15:00+09:00"),
        ("今朝", "2026-11-23"),
        ("昨日の夜、10時から11時の間", "2026-11-22"),
        ("先週の金曜日の夜", "2026-11-20"),
        ("明日の10時", None),
        ("台風の日", None),
        ("", None),
    ],
)
def test_a_moment_a_day_or_nothing(text: str, value: str | None) -> None:
    assert moment(text) == value


def test_the_vague_time_of_day_is_kept_as_it_was_said() -> None:
    read = read_moment("昨日の夕方", CONTEXT)
    assert isinstance(read, Parsed)
    assert read.spoken == "2026年11月22日（日）（夕方、時刻不明）"


def test_a_time_alone_completes_the_day_that_is_known() -> None:
    assert moment("朝8時半", "2026-11-20") == "2026-11-20T08:30:00+09:00"
    assert moment("9時の間違い", "2026-11-20T20:00:00+09:00") == "2026-11-20T09:00:00+09:00"


@pytest.mark.parametrize(
    ("text", "is_needed"), [("昨日", True), ("昨日の夜", False), ("昨日ですが時刻はわかりません", False)]
)
def test_a_bare_day_is_asked_for_its_time(text: str, is_needed: bool) -> None:
    read = read_moment(text, CONTEXT)
    assert isinstance(read, Parsed)
    assert needs_its_time(read, text) is is_needed


@pytest.mark.parametrize(("text", "spoken"), [("夜です", "夜、時刻不明"), ("わかりません", "時刻不明"), ("ほげ", None)])
def test_the_time_of_a_known_day_may_stay_open(text: str, spoken: str | None) -> None:
    read = period_of_day(text, "2026-11-20")
    assert (read is None and spoken is None) or (read is not None and spoken is not None and spoken in read.spoken)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("昨日追突されました", True),
        ("今朝8時に", True),
        ("さっきぶつけました", True),
        ("今から連絡したい", False),
        ("車をぶつけた", False),
    ],
)
def test_what_says_when(text: str, says: bool) -> None:
    assert says_a_moment(text, CONTEXT) is says


def test_the_future_is_refused() -> None:
    assert isinstance(read_moment("2026-12-24T10:00:00+09:00", CONTEXT), Unclear)
