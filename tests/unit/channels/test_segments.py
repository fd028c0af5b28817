"""SMS parts as carriers count them."""

import pytest

from gateway.channels.sms.segments import Segments, characters_of, count_segments

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("", Segments("GSM-7", 0, 1, 160)),
        ("a" * 160, Segments("GSM-7", 160, 1, 0)),
        ("a" * 161, Segments("GSM-7", 161, 2, 145)),
        ("a" * 306, Segments("GSM-7", 306, 2, 0)),
        ("a" * 307, Segments("GSM-7", 307, 3, 152)),
        ("€" * 80, Segments("GSM-7", 160, 1, 0)),
        ("{" * 81, Segments("GSM-7", 162, 2, 143)),
        # Nothing in GSM-7, and the same characters in UCS-2 count once.
        ("あ", Segments("UCS-2", 1, 1, 69)),
        ("あ{", Segments("UCS-2", 2, 1, 68)),
        ("`", Segments("UCS-2", 1, 1, 69)),
        ("あ" * 70, Segments("UCS-2", 70, 1, 0)),
        ("あ" * 71, Segments("UCS-2", 71, 2, 63)),
        ("あ" * 134, Segments("UCS-2", 134, 2, 0)),
        ("あ" * 135, Segments("UCS-2", 135, 3, 66)),
        ("𠮷" * 35, Segments("UCS-2", 70, 1, 0)),
        # 67 is odd: each part holds 33 pairs and one empty unit.
        ("𠮷" * 36, Segments("UCS-2", 72, 2, 61)),
        ("𠮷" * 67, Segments("UCS-2", 134, 3, 65)),
        # An escape and its character stay together as well: 152 + 2 would cut them.
        ("a" * 152 + "€" + "a" * 7, Segments("GSM-7", 161, 2, 144)),
    ],
)
def test_parts_are_counted_as_they_are_billed(text: str, counted: Segments) -> None:
    assert count_segments(text) == counted


def test_a_body_is_measured_in_code_units() -> None:
    assert characters_of("a𠮷あ") == 4
