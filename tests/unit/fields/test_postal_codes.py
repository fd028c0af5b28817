import pytest

from casework.fields.parsed import ParseContext, Parsed, Reason, Unclear
from casework.fields.postal_areas import resolve_postal_code
from casework.fields.postal_codes import parse_postal_code


@pytest.mark.parametrize(
    "text",
    [
        "105-0011",
        "〒1050011",
        "〒 105-0011",
        "１０５－００１１",
        "１０５ー００１１",
        "105 0011",
        "105の0011",
        "一〇五の〇〇一一",
        "いちまるごのまるまるいちいち",
        "いちれいごぜろぜろいちいち",
        "イチゼロゴ、ゼロゼロイチイチ",
        "1050011です",
        "郵便番号は105-0011です",
        "新しい郵便番号は 〒105-0011 になります",
        "〒105-0011 東京都港区芝公園4-2-8",
        "えーと、105の0011でお願いします",
        "106-0032じゃなくて105-0011です",
    ],
)
def test_postal_codes(webchat: ParseContext, text: str) -> None:
    found = parse_postal_code(text, webchat)
    assert isinstance(found, Parsed)
    assert found.value == "1050011"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("090-0000-1234", Reason.wrong_length),
        ("03-0000-1234", Reason.wrong_length),
        ("0120-000-000", Reason.wrong_length),
        ("105-001", Reason.wrong_length),
        ("わかりません", Reason.not_understood),
        ("105-0011と106-0032", Reason.several_values),
        ("", Reason.empty),
    ],
)
def test_unclear_postal_codes(webchat: ParseContext, text: str, reason: Reason) -> None:
    found = parse_postal_code(text, webchat)
    assert isinstance(found, Unclear)
    assert found.reason is reason


def test_a_code_is_read_back_as_it_is_written(voice: ParseContext) -> None:
    found = parse_postal_code("105-0011", voice)
    assert isinstance(found, Parsed)
    assert found.spoken == "105-0011"


def test_a_code_names_its_area() -> None:
    area = resolve_postal_code("1050011")
    assert area is not None
    assert (area.prefecture, area.city, area.town) == ("東京都", "港区", "芝公園")
    assert area.kana == "トウキョウトミナトクシバコウエン"


def test_a_code_with_several_towns_names_none_of_them() -> None:
    area = resolve_postal_code("4520961")
    assert area is not None
    assert (area.city, area.town, area.has_one_town) == ("清須市", "", False)
    assert "春日一番割" in {t.town for t in area.towns}


def test_a_code_for_the_rest_of_a_city() -> None:
    area = resolve_postal_code("1000000")
    assert area is not None
    assert (area.city, area.is_whole_city) == ("千代田区", True)


@pytest.mark.parametrize("code", ["9999999", "0000000", "", "abc", "105-0011"])
def test_unknown_codes(code: str) -> None:
    assert resolve_postal_code(code) is None
