from datetime import datetime

import pytest

from casework.fields.datetimes import parse_datetime
from casework.fields.parsed import ParseContext, Parsed, Reason, Unclear


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("昨日の夜8時ごろ", "2026-11-22T20:00+09:00"),
        ("おとといの午後3時", "2026-11-21T15:00+09:00"),
        ("11/20の15:30", "2026-11-20T15:30+09:00"),
        ("令和8年11月3日の朝7時半", "2026-11-03T07:30+09:00"),
        ("今朝7時半", "2026-11-23T07:30+09:00"),
        ("夜11時", "2026-11-22T23:00+09:00"),
        ("先週の金曜の夕方5時", "2026-11-20T17:00+09:00"),
        ("さっき", "2026-11-23T14:00+09:00"),
        ("30分前", "2026-11-23T13:30+09:00"),
        ("2時間前です", "2026-11-23T12:00+09:00"),
        ("3月15日 14時20分", "2026-03-15T14:20+09:00"),
        ("昨日の25時", "2026-11-23T01:00+09:00"),
        ("昨日の正午", "2026-11-22T12:00+09:00"),
        ("午後8時", "2026-11-22T20:00+09:00"),
        ("昨日の二十時", "2026-11-22T20:00+09:00"),
    ],
)
def test_moments(webchat: ParseContext, text: str, expected: str) -> None:
    found = parse_datetime(text, webchat)
    assert isinstance(found, Parsed)
    assert found.value == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("昨日の夜", Reason.incomplete),
        ("先週の金曜", Reason.incomplete),
        ("昨日の10時70分", Reason.impossible_time),
        ("2月30日の10時", Reason.impossible_date),
        ("明日の10時", Reason.out_of_range),
        ("10時か11時", Reason.several_values),
        ("こんにちは", Reason.not_understood),
    ],
)
def test_unclear_moments(webchat: ParseContext, text: str, reason: Reason) -> None:
    found = parse_datetime(text, webchat)
    assert isinstance(found, Unclear)
    assert found.reason is reason
