"""Recognised speech and short messages: no comma before a filler, an ending, an apology or a second thought."""

import pytest

from casework.fields.addresses import parse_address
from casework.fields.kana_names import parse_kana_name
from casework.fields.names import parse_person_name
from casework.fields.numbers import parse_policy_no
from casework.fields.parsed import ParseContext, Parsed, Unclear
from casework.fields.postal_codes import parse_postal_code
from casework.fields.yes_no import parse_yes_no

NAMES = [
    ("佐藤花子 よろしく", "佐藤花子"),
    ("佐藤花子デス", "佐藤花子"),
    ("佐藤 花子で", "佐藤 花子"),
    ("佐藤花子言いますねん", "佐藤花子"),
    ("佐藤花子と申しますがお世話になっております", "佐藤花子"),
    ("旧姓は高橋ですが、今は佐藤花子です", "佐藤花子"),
]
KANA = [
    ("あのさとうはなこです", "サトウハナコ"),
    ("あのたろう", "アノタロウ"),
    ("さとうえーはなこです", "サトウ ハナコ"),
    ("さとう はなこ よろしく", "サトウ ハナコ"),
    ("さとうはな まちがい さとうはなこ", "サトウハナコ"),
    ("読み方ですかさとうはなこです", "サトウハナコ"),
]


@pytest.mark.parametrize(("text", "expected"), NAMES)
def test_names(voice: ParseContext, text: str, expected: str) -> None:
    found = parse_person_name(text, voice)
    assert isinstance(found, Parsed)
    assert found.value.full == expected


@pytest.mark.parametrize(("text", "expected"), KANA)
def test_readings(voice: ParseContext, text: str, expected: str) -> None:
    found = parse_kana_name(text, voice)
    assert isinstance(found, Parsed)
    assert found.value == expected


def test_a_family_name_does_not_replace_a_whole_reading(voice: ParseContext) -> None:
    assert isinstance(parse_kana_name("たかはしはなこじゃなくてたかばしです", voice), Unclear)
    assert isinstance(parse_kana_name("さとうはなこじゃなくてさとです", voice), Unclear)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("内容で、合っています", None), ("その内容で合っております", True), ("いやいやそれちゃいますわ", False)],
)
def test_yes_no(voice: ParseContext, text: str, expected: bool | None) -> None:
    found = parse_yes_no(text, voice)
    assert (found.value if isinstance(found, Parsed) else None) is expected


@pytest.mark.parametrize("text", ["はい、と言いたいのですが", "はい少々お待ちください、いいえです"])
def test_a_yes_taken_back_is_none(voice: ParseContext, text: str) -> None:
    assert isinstance(parse_yes_no(text, voice), Unclear)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("東京都港区芝公園四丁目二番八号一軒家です", "4丁目2番8号"),
        ("東京都港区芝公園4-2-8 メゾン森の三〇一です", "4-2-8 メゾン森301"),
    ],
)
def test_addresses(voice: ParseContext, text: str, rest: str) -> None:
    found = parse_address(text, voice)
    assert isinstance(found, Parsed)
    assert found.value.rest == rest


def test_a_number_said_again_before_a_building_is_asked_for(voice: ParseContext) -> None:
    assert isinstance(parse_address("東京都港区芝公園四丁目二番八号あすみません九号ですメゾン森", voice), Unclear)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("A 一 二 三 四 五 六 七 八 九", "A123456789"), ("えービーの一二三四五六七八九", "B123456789")],
)
def test_policy_numbers(voice: ParseContext, text: str, expected: str) -> None:
    found = parse_policy_no(text, voice)
    assert isinstance(found, Parsed)
    assert found.value == expected


@pytest.mark.parametrize("text", ["いちぜろごのぜろぜろにいちです", "一〇五の〇〇二一やと思います"])
def test_postal_codes(voice: ParseContext, text: str) -> None:
    found = parse_postal_code(text, voice)
    assert isinstance(found, Parsed)
    assert found.value == "1050021"
