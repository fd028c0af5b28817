"""Number plates as they are written, typed in one and read aloud; a missing part is asked for."""

import pytest

from casework.fields.parsed import ParseContext, Parsed, Reason, Unclear
from casework.fields.plates import parse_plate

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("品川 300 さ 12-34", "品川 300 さ 12-34"),
        ("品川500あ1234", "品川 500 あ 12-34"),
        ("なにわ 200 あ 12-34", "なにわ 200 あ 12-34"),
        ("品川300さ1234", "品川 300 さ 12-34"),
        ("品川３００さ１２３４です", "品川 300 さ 12-34"),
        ("品川、300、さ、12、34", "品川 300 さ 12-34"),
        ("品川の300のさの1234", "品川 300 さ 12-34"),
        ("品川 300 サ 1234", "品川 300 さ 12-34"),
        ("品川300さくらのさ1234", "品川 300 さ 12-34"),
        ("品川300ひらがなのさ1234", "品川 300 さ 12-34"),
        ("品川三百さ千二百三十四", "品川 300 さ 12-34"),
        ("品川さんびゃくさのいちにさんよん", "品川 300 さ 12-34"),
        ("しながわ さんびゃく さ の いちにさんよん", "しながわ 300 さ 12-34"),
        ("横浜 501 た 5", "横浜 501 た ・・・5"),
        ("なにわ 580 あ ・・12", "なにわ 580 あ ・・12"),
        ("つくば 33A え 10-01", "つくば 33A え 10-01"),
        ("ナンバーは足立 500 ね 8888です", "足立 500 ね 88-88"),
        ("新しい車は湘南 330 す 77-77", "湘南 330 す 77-77"),
        ("富士山 100 わ 1", "富士山 100 わ ・・・1"),
        ("尾張小牧 301 ゆ 45-67", "尾張小牧 301 ゆ 45-67"),
        ("練馬 583 く ・・・9", "練馬 583 く ・・・9"),
        ("とちぎ 530 ま 2020", "とちぎ 530 ま 20-20"),
        ("伊勢志摩 300 ち 5-5", "伊勢志摩 300 ち ・・55"),
        ("札幌・500・め・3939", "札幌 500 め 39-39"),
        ("神戸 3C0 も 1010", "神戸 3C0 も 10-10"),
        ("熊谷501り123", "熊谷 501 り ・123"),
        ("いわき 480 そ 4649", "いわき 480 そ 46-49"),
        ("横浜 300 E 12-34", "横浜 300 E 12-34"),
        ("えーと、多摩 502 ら 8 です", "多摩 502 ら ・・・8"),
        ("品川 300 さ 1234、いえ、品川 300 さ 1235です", "品川 300 さ 12-35"),
        ("登録番号:八王子 301 な 25-80", "八王子 301 な 25-80"),
    ],
)
def test_plates(webchat: ParseContext, text: str, expected: str) -> None:
    found = parse_plate(text, webchat)
    assert isinstance(found, Parsed)
    assert found.value == expected


@pytest.mark.parametrize(
    "text",
    [
        "大宮 88 さ 00-00",
        "品川 300 し 1234",
        "品川 330 へ 1234",
        "品川 1234",
        "300さ1234",
        "品川300さ12345",
        "わからない",
        "まだ決まってない",
        "はい",
        "12月5日",
        "東京都港区芝公園4丁目2-8",
        "プリウスです",
    ],
)
def test_no_plate(webchat: ParseContext, text: str) -> None:
    found = parse_plate(text, webchat)
    assert isinstance(found, Unclear)
    assert found.reason is Reason.incomplete


def test_any_text_gives_an_answer(webchat: ParseContext) -> None:
    for text in ("", "さ" * 4_000, "品川" * 900, "9" * 3_000, "\ud800", "一" * 900):
        assert isinstance(parse_plate(text, webchat), Parsed | Unclear)
