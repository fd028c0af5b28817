"""Postal codes, telephone, policy and other numbers, digit by digit and with the words around them."""

import pytest

from casework.fields.numbers import parse_policy_no
from casework.fields.parsed import ParseContext, Parsed, Unclear
from casework.fields.phones import parse_phone
from casework.fields.postal_codes import parse_postal_code
from casework.fields.quantities import Measure, parse_quantity
from casework.fields.years import parse_year


@pytest.mark.parametrize(
    "text",
    [
        "105-0011",
        "〒105-0011です",
        "郵便番号は〒105-0011です",
        "新しいほうは〒105-0011になります",
        "１０５ー００１１",
        "1050011番です",
        "105 0011です",
        "105の0011です",
        "105ハイフン0011",
        "105の、えーと、0011です",
        "いちぜろごのぜろぜろいちいち",
        "いちゼロごの、ゼロゼロ、いちいちです",
        "イチ、マル、ゴ、の、マルマルイチイチ",
        "いちれいごのれいれいいちいちです",
        "一〇五の〇〇一一",
        "一ゼロ五のゼロゼロ一一",
        "105のゼロゼロ11です",
        "えーと105の0011だと思います",
        "はい、105-0011です",
        "郵便番号ですか、105-0011です",
        "郵便番号が105で、0011です",
        "いちぜろごーの、ぜろぜろ、いちいち、ですね",
        "105-0011じゃ",
        "105-0011やで",
        "105-0011だったと思います",
        "たしか105-0011かな",
    ],
)
def test_postal_codes(voice: ParseContext, text: str) -> None:
    found = parse_postal_code(text, voice)
    assert isinstance(found, Parsed)
    assert found.value == "1050011"


@pytest.mark.parametrize(
    "text", ["105-001", "10500112", "090-0000-1234", "わかりません", "港区です", "百五の十一", "いちぜろごのいちいち"]
)
def test_no_postal_code(voice: ParseContext, text: str) -> None:
    assert isinstance(parse_postal_code(text, voice), Unclear)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("090-0000-1234です", "+819000001234"),
        ("09000001234", "+819000001234"),
        ("０９０ー００００ー１２３４", "+819000001234"),
        ("090 0000 1234", "+819000001234"),
        ("090の0000の1234です", "+819000001234"),
        ("090、0000、1234", "+819000001234"),
        ("090の、えーと、0000の1234", "+819000001234"),
        ("090(0000)1234", "+819000001234"),
        ("03(0000)1234", "+81300001234"),
        ("03かっこ0000かっこ1234", "+81300001234"),
        ("ゼロ三カッコゼロゼロゼロゼロカッコ一二三四", "+81300001234"),
        ("ぜろきゅうぜろ、ぜろぜろぜろぜろ、いちにさんよん", "+819000001234"),
        ("ぜろきゅーぜろのぜろぜろぜろぜろのいちにーさんよん", "+819000001234"),
        ("ゼロ九ゼロ、ゼロゼロゼロゼロ、一二三四です", "+819000001234"),
        ("まるきゅうまる、まるまるまるまる、いちにさんよん", "+819000001234"),
        ("れいさん、れいれいれいれい、いちにさんよん", "+81300001234"),
        ("〇九〇の〇〇〇〇の一二三四", "+819000001234"),
        ("090のゼロゼロゼロゼロの1234です", "+819000001234"),
        ("090ハイフン0000ハイフン1234", "+819000001234"),
        ("携帯は090-0000-1234です", "+819000001234"),
        ("携帯で090-0000-1234です", "+819000001234"),
        ("連絡先は携帯で、090-0000-1234になります", "+819000001234"),
        ("はい、ぜろきゅうぜろ、ぜろぜろぜろぜろ、いちにさんよんです", "+819000001234"),
        ("携帯ですか、ぜろきゅうぜろ、ぜろぜろぜろぜろ、いちにさんよん", "+819000001234"),
        ("自宅の電話はぜろさんの、ぜろぜろぜろぜろの、いちにさんよんですけど", "+81300001234"),
        ("えーと、ぜろきゅうぜろの、えー、ぜろぜろぜろぜろの、いちにさんよん", "+819000001234"),
        ("090-0000-1234だと思います", "+819000001234"),
        ("090-0000-1234にお願いします", "+819000001234"),
        ("090-0000-1234に電話してください", "+819000001234"),
        ("090-0000-1234じゃ", "+819000001234"),
        ("TEL 090-0000-1234", "+819000001234"),
        ("+81 90-0000-1234", "+819000001234"),
    ],
)
def test_phones(voice: ParseContext, text: str, expected: str) -> None:
    found = parse_phone(text, voice)
    assert isinstance(found, Parsed)
    assert found.value.e164 == expected


@pytest.mark.parametrize(
    "text",
    [
        "090-0000-123",
        "090-0000-12345",
        "0000-1234",
        "090-0000-1234か03-0000-1234です",
        "わかりません",
        "ぜろきゅうぜろ",
        "110",
    ],
)
def test_no_phone(voice: ParseContext, text: str) -> None:
    assert isinstance(parse_phone(text, voice), Unclear)


@pytest.mark.parametrize(
    "text",
    [
        "F234567890",
        "f234567890です",
        "Ｆ２３４５６７８９０",
        "F-234567890",
        "F234-567-890",
        "F 234 567 890",
        "F234ー567ー890",
        "F234_567_890",
        "F234.567.890",
        "F.234567890",
        "No.F234567890",
        "№F234567890",
        "証券番号:F234567890",
        "証券番号はF234567890だったと思います",
        "F234567890かな",
        "F234567890だよ",
        "F234567890じゃ",
        "F234567890でしょうか",
        "たぶんF234567890です",
        "Fの234567890",
        "Fで、234567890です",
        "エフの234567890です",
        "えふの二三四五六七八九〇",
        "エフ、にーさんよん、ごーろくなな、はちきゅうぜろ",
        "エフでにさんよんごろくななはちきゅうぜろ",
        "証券番号はですね、エフのにさんよん、えーと、ごろくなな、はちきゅうぜろです",
        "エフ 二三四 五六七 八九〇 だと思います",
        "エフハイフン234567890",
        "エフです、234567890",
        "フォックスのエフ、234567890",
        "はい、F234567890です",
        "番号ですか、エフ234567890です",
        "火災のほうはF234567890です",
    ],
)
def test_policy_numbers(voice: ParseContext, text: str) -> None:
    found = parse_policy_no(text, voice)
    assert isinstance(found, Parsed)
    assert found.value == "F234567890"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("エーの一二三四五六七八九", "A123456789"),
        ("えーの123456789です", "A123456789"),
        ("アルファの123456789", "A123456789"),
        ("アメリカのエーで123456789", "A123456789"),
        ("ブラボーのビー、123456", "B123456"),
        ("イーの345678901", "E345678901"),
        ("ピーのろくぜろろくぜろろくぜろろくぜろろく", "P606060606"),
    ],
)
def test_letters(voice: ParseContext, text: str, expected: str) -> None:
    found = parse_policy_no(text, voice)
    assert isinstance(found, Parsed)
    assert found.value == expected


@pytest.mark.parametrize(
    "text",
    [
        "F234567890とA123456789です",
        "F234567890かA123456789",
        "エフです",
        "証券が手元にありません",
        "F12",
        "エフの何番か忘れました",
    ],
)
def test_no_policy_number(voice: ParseContext, text: str) -> None:
    assert isinstance(parse_policy_no(text, voice), Unclear)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("32,000km", 32000),
        ("３２，０００キロ", 32000),
        ("3万2千キロです", 32000),
        ("3.2万キロ", 32000),
        ("三万二千", 32000),
        ("約3万キロ", 30000),
        ("3万キロくらいかな", 30000),
        ("3万キロちょっとです", 30000),
        ("さんまんにせんきろ", 32000),
        ("さんまんにせんです", 32000),
        ("だいたいいちまんきろくらいです", 10000),
        ("えーと、いちまんごせんキロですね", 15000),
        ("5千キロ、いえ6千キロです", 6000),
        ("五千キロじゃなくて八千キロ", 8000),
        ("年間5千キロです", 5000),
        ("年に5千キロほど", 5000),
        ("走行距離は32000です", 32000),
        ("32000", 32000),
        ("ゼロです", 0),
        ("1万とんで500キロ", 10500),
        ("十万キロ超えてます", 100000),
        ("一万五千キロ走ってます", 15000),
        ("8000キロもないです", 8000),
        ("いちまんにせんさんびゃくよんじゅうごきろ", 12345),
        ("じゅうまんきろです", 100000),
    ],
)
def test_quantities(voice: ParseContext, text: str, expected: int) -> None:
    found = parse_quantity(text, voice, Measure("km"))
    assert isinstance(found, Parsed)
    assert found.value == expected


@pytest.mark.parametrize(
    "text",
    [
        "5千から6千キロ",
        "1万〜2万キロ",
        "1万か2万",
        "わかりません",
        "3年です",
        "1日20キロくらい",
        "月に500キロです",
        "32.000",
        "5、6千キロ",
        "1万キロ、いえ",
        "まあまあ走ります",
    ],
)
def test_no_quantity(voice: ParseContext, text: str) -> None:
    assert isinstance(parse_quantity(text, voice, Measure("km")), Unclear)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("令和7年分", 2025),
        ("令和七年です", 2025),
        ("れいわななねん", 2025),
        ("レイワ七年の分", 2025),
        ("R7", 2025),
        ("R7年分です", 2025),
        ("令7", 2025),
        ("2025年分", 2025),
        ("2025です", 2025),
        ("にせんにじゅうごねん", 2025),
        ("二〇二五年", 2025),
        ("今年の分", 2026),
        ("ことしの", 2026),
        ("去年の分です", 2025),
        ("昨年分", 2025),
        ("おととしの", 2024),
        ("一昨年です", 2024),
        ("去年の、いえ今年の分です", 2026),
        ("令和6年、あ違う、7年です", 2025),
        ("令和元年", 2019),
        ("令和がんねん", 2019),
        ("えーと令和の7年", 2025),
        ("2024年じゃなくて2025年", 2025),
        ("今年、2026年の分です", 2026),
    ],
)
def test_years(voice: ParseContext, text: str, expected: int) -> None:
    found = parse_year(text, voice, earliest=2019, latest=2027)
    assert isinstance(found, Parsed)
    assert found.value == expected


@pytest.mark.parametrize(
    "text", ["去年と今年", "令和30年", "1990年", "わかりません", "令和7年、いえ", "何年分でもいい", "令和7年か8年"]
)
def test_no_year(voice: ParseContext, text: str) -> None:
    assert isinstance(parse_year(text, voice, earliest=2019, latest=2027), Unclear)
