"""What counts as read right, and what the report says about it."""

import pytest

from gateway.evaluation.intervals import share_of
from gateway.evaluation.slots import Answer, same_value, slot_report
from gateway.evaluation.tables import slots_text

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("field", "expected", "read", "is_same"),
    [
        (
            "address",
            "東京都港区芝公園4丁目2-8 芝パークハイツ301",
            "東京都港区芝公園4丁目2番8号芝パークハイツ301号室",
            True,
        ),
        ("address", "東京都港区芝公園4丁目2-8", "東京都港区芝公園4-2-8", True),
        ("address", "東京都港区芝公園4丁目2-8", "東京都港区芝公園4丁目28", False),
        ("address", "東京都港区芝公園4丁目2-8", "東京都港区芝公園4丁目2-9", False),
        ("name", "佐藤 花子", "佐藤花子", True),
        ("date", "2026-12-01", "2026-12-02", False),
        ("yes_no", False, None, False),
        ("yes_no", False, False, True),
    ],
)
def test_same_value_whatever_its_spelling(
    field: str, expected: str | bool, read: str | bool | None, is_same: bool
) -> None:
    assert same_value(Answer("", field, expected, "web"), read) is is_same


ANSWERS = [
    Answer("2026年12月1日", "date", "2026-12-01", "web"),
    Answer("2026年12月1日", "date", "2026-12-02", "voice"),
    Answer("わかりません", "postal_code", "1050011", "voice"),
    Answer("105-0011", "postal_code", "1050011", "sms"),
]


def test_report_tells_wrong_values_from_questions() -> None:
    report = slot_report(ANSWERS)
    assert report.all.share == 0.5
    assert report.wrong_values.share == 0.25
    assert [misread.read for misread in report.misread] == ["2026-12-01", None]
    assert {field: share.share for field, share in report.by_field.items()} == {"date": 0.5, "postal_code": 0.5}
    assert report.by_style["voice"].of == 2


def test_tables_show_what_was_misread_only_when_asked() -> None:
    report = slot_report(ANSWERS)
    assert "わかりません" in slots_text(report, shows_misread=True)
    assert "わかりません" not in slots_text(report, shows_misread=False)


def test_interval_narrows_with_more_sentences_and_stays_within_one() -> None:
    few, many = share_of([True] * 10), share_of([True] * 1000)
    assert few.interval[0] < many.interval[0] < few.interval[1] == many.interval[1] == 1.0
    assert share_of([]).of == 0
