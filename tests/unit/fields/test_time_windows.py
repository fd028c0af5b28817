from datetime import date, time

import pytest

from casework.fields.parsed import ParseContext, Parsed, Reason, Unclear
from casework.fields.time_windows import DayKind, TimeWindow, correct_time_window, parse_time_window

TOMORROW = date(2026, 11, 24)
WEDNESDAY = "2026年11月25日（水）の午前10時から正午まで"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("平日の午前中", TimeWindow(days=DayKind.weekdays, end=time(12))),
        ("18時以降", TimeWindow(start=time(18))),
        ("3時から5時", TimeWindow(start=time(15), end=time(17))),
        ("10-12時", TimeWindow(start=time(10), end=time(12))),
        ("10時〜12時", TimeWindow(start=time(10), end=time(12))),
        ("十時から十二時", TimeWindow(start=time(10), end=time(12))),
        ("明日の午後", TimeWindow(TOMORROW, start=time(12))),
        ("明日", TimeWindow(TOMORROW)),
        ("17時まで", TimeWindow(end=time(17))),
        ("3時ごろ", TimeWindow(start=time(15), end=time(16))),
        ("夕方以降", TimeWindow(start=time(16))),
        ("土日の昼", TimeWindow(days=DayKind.weekends, start=time(11, 30), end=time(14))),
        ("来週の月曜の10時から", TimeWindow(date(2026, 11, 30), start=time(10))),
        ("お昼休み", TimeWindow(start=time(12), end=time(13))),
        ("平日なら", TimeWindow(days=DayKind.weekdays)),
        ("いつでも大丈夫です", TimeWindow()),
        ("午後3時半から", TimeWindow(start=time(15, 30))),
        ("あした ごぜん", TimeWindow(TOMORROW, end=time(12))),
        ("あしたの ごご", TimeWindow(TOMORROW, start=time(12))),
        ("ごご3じから", TimeWindow(start=time(15))),
        ("ゆうがた", TimeWindow(start=time(16), end=time(18))),
        ("あさって", TimeWindow(date(2026, 11, 25))),
        ("あさってのあさ", TimeWindow(date(2026, 11, 25), end=time(11))),
        ("よるがいいです", TimeWindow(start=time(18))),
        ("会社によると平日", TimeWindow(days=DayKind.weekdays)),
    ],
)
def test_windows(webchat: ParseContext, text: str, expected: TimeWindow) -> None:
    found = parse_time_window(text, webchat)
    assert isinstance(found, Parsed)
    assert found.value == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("昨日の午後", Reason.out_of_range),
        ("2月30日の午後", Reason.impossible_date),
        ("18時から午前9時", Reason.impossible_time),
        ("こんにちは", Reason.not_understood),
        ("", Reason.empty),
    ],
)
def test_refused_windows(webchat: ParseContext, text: str, reason: Reason) -> None:
    found = parse_time_window(text, webchat)
    assert isinstance(found, Unclear)
    assert found.reason is reason


def test_read_back(webchat: ParseContext) -> None:
    found = parse_time_window("平日の10時から12時", webchat)
    assert isinstance(found, Parsed)
    assert found.spoken == "平日の午前10時から正午まで"


@pytest.mark.parametrize(
    ("known", "said", "expected"),
    [
        (
            "2026年11月25日（水）の午前10時から正午まで",
            "時間を午後2時からにしてください",
            "2026年11月25日（水）の午後2時から",
        ),
        (
            "2026年11月25日（水）の午前10時から正午まで",
            "26日にしてください",
            "2026年11月26日（木）の午前10時から正午まで",
        ),
        ("平日の午後6時から", "午前中でお願いします", "平日の正午まで"),
        (WEDNESDAY, "やっぱりいつでもいいです", "いつでも"),
        ("いつでも", "午後2時以降で", "午後2時から"),
    ],
)
def test_a_correction_keeps_what_it_does_not_tell(known: str, said: str, expected: str, webchat: ParseContext) -> None:
    parsed = correct_time_window(said, known, webchat)
    assert isinstance(parsed, Parsed)
    assert parsed.spoken == expected
