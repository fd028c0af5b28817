"""Whoever corrects themselves in one breath means what they said last; an unfinished correction is asked again."""

import pytest

from casework.fields.addresses import parse_address
from casework.fields.dates import parse_date
from casework.fields.names import parse_person_name
from casework.fields.numbers import parse_policy_no
from casework.fields.parsed import ParseContext, Parsed, Unclear
from casework.fields.phones import parse_phone
from casework.fields.postal_codes import parse_postal_code
from casework.fields.yes_no import parse_yes_no

SHIBA = "東京都港区芝公園"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12月1日、いえ12月2日です", "2026-12-02"),
        ("12月1日いえ12月2日です", "2026-12-02"),
        ("12月1日、いえ2日です", "2026-12-02"),
        ("12月1日、あ違う、2日です", "2026-12-02"),
        ("12月1日あ違います3日です", "2026-12-03"),
        ("12月5日じゃなくて15日です", "2026-12-15"),
        ("12月5日ではなく1月5日です", "2027-01-05"),
        ("11月、じゃなくて12月の5日です", "2026-12-05"),
        ("12月1日、ごめんなさい、12月2日でした", "2026-12-02"),
        ("12月1日と言いましたが12月2日です", "2026-12-02"),
        ("さっき12月1日って言いましたけど12月3日でした", "2026-12-03"),
        ("12月1日、失礼しました、12月4日です", "2026-12-04"),
        ("12月1日、もとい12月4日", "2026-12-04"),
        ("12月1日…いや、やっぱり12月4日で", "2026-12-04"),
        ("12月1日、間違えました、12月4日です", "2026-12-04"),
        ("12月1日、すみません12月4日です", "2026-12-04"),
        ("すみません、12月1日です", "2026-12-01"),
        ("12月1日です、すみません", "2026-12-01"),
        ("いえ、12月1日です", "2026-12-01"),
        ("いいえ、12月1日です", "2026-12-01"),
        ("12月2日です、1日じゃなくて", "2026-12-02"),
        ("2026年12月1日、いえ2日です", "2026-12-02"),
        ("2027年12月1日、いえ1月5日です", "2027-01-05"),
        ("昨日、じゃなくて一昨日です", "2026-11-21"),
        ("来月の3日、いや4日", "2026-12-04"),
        ("12月1日のいえ12月2日のほうです", "2026-12-02"),
        ("来週の水曜、いや木曜です", "2026-12-03"),
        ("12月10日に引っ越しますが住所が違うのでお願いします", "2026-12-10"),
        ("じゅうにがつついたちいえふつかです", "2026-12-02"),
    ],
)
def test_days(voice: ParseContext, text: str, expected: str) -> None:
    found = parse_date(text, voice)
    assert isinstance(found, Parsed)
    assert found.value.isoformat() == expected


@pytest.mark.parametrize(
    "text",
    [
        "12月1日、あ違います",
        "12月1日じゃないです",
        "12月1日か2日です",
        "12月1日、いえ",
        "12月1日じゃなくて、えーと",
        "12月1日、いえ32日です",
    ],
)
def test_unfinished_corrections_of_a_day(voice: ParseContext, text: str) -> None:
    assert isinstance(parse_date(text, voice), Unclear)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("昭和55年、いえ56年5月5日です", "1981-05-05"),
        ("昭和55年5月5日、いえ56年です", "1981-05-05"),
        ("昭和55年5月5日じゃなくて6日です", "1980-05-06"),
        ("昭和55年5月5日、あ違う、6月5日です", "1980-06-05"),
        ("昭和、いえ平成2年5月5日です", "1990-05-05"),
        ("昭和55年5月5日、ごめんなさい昭和56年5月5日です", "1981-05-05"),
        ("1980年、じゃなくて1981年5月5日", "1981-05-05"),
        ("1980年5月5日、いえ8日です", "1980-05-08"),
        ("S55.5.5じゃなくてS56.5.5です", "1981-05-05"),
        ("昭和55年の5月、いや6月の5日", "1980-06-05"),
    ],
)
def test_birth_dates(voice: ParseContext, text: str, expected: str) -> None:
    found = parse_date(text, voice, is_birth_date=True)
    assert isinstance(found, Parsed)
    assert found.value.isoformat() == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("105-0011、いえ105-0012です", "1050012"),
        ("105-0011、いえ0012です", "1050012"),
        ("105の0011あ違う0012", "1050012"),
        ("105-0011じゃなくて106-0032", "1060032"),
        ("いちぜろごのぜろぜろいちいち、いえ、ぜろぜろいちに", "1050012"),
        ("一〇五の〇〇一一、いえ一〇五の〇〇一二です", "1050012"),
        ("1050011と言いましたが1050012でした", "1050012"),
        ("105-0011ごめんなさい、106-0032です", "1060032"),
        ("105、いえ106の0032です", "1060032"),
        ("〒105-0011、間違えました、〒106-0032", "1060032"),
        ("すみません、105-0011です", "1050011"),
        ("105-0011です、106-0032じゃなくて", "1050011"),
    ],
)
def test_postal_codes(voice: ParseContext, text: str, expected: str) -> None:
    found = parse_postal_code(text, voice)
    assert isinstance(found, Parsed)
    assert found.value == expected


@pytest.mark.parametrize(
    "text", ["105-0011、いえ", "105-0011、あ違います", "105-0011、いえ12です", "105-0011か106-0032です"]
)
def test_unfinished_corrections_of_a_postal_code(voice: ParseContext, text: str) -> None:
    assert isinstance(parse_postal_code(text, voice), Unclear)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("090-0000-1234、いえ1235です", "+819000001235"),
        ("090-0000-1234、いえ、090-0000-1235です", "+819000001235"),
        ("090-0000-1234じゃなくて080-0000-1234", "+818000001234"),
        ("090-0000-1234あ違う、下4桁は1235です", "+819000001235"),
        ("09000001234、ごめんなさい最後は1235です", "+819000001235"),
        ("ぜろきゅうぜろ、ぜろぜろぜろぜろ、いちにさんよん、いえ、いちにさんご", "+819000001235"),
        ("090の0000の1234、いや、末尾35です", "+819000001235"),
        ("03-0000-1234と言いましたが03-0000-1235です", "+81300001235"),
        ("080、いえ090-0000-1234です", "+819000001234"),
        ("090、0000、1234、間違えました、1235", "+819000001235"),
        ("090-0000-1234です、1235じゃなくて", "+819000001234"),
        ("すみません、090-0000-1234です", "+819000001234"),
    ],
)
def test_phones(voice: ParseContext, text: str, expected: str) -> None:
    found = parse_phone(text, voice)
    assert isinstance(found, Parsed)
    assert found.value.e164 == expected


@pytest.mark.parametrize("text", ["090-0000-1234、いえ", "090-0000-1234、いえ5です", "090-0000-1234、あ違います"])
def test_unfinished_corrections_of_a_phone(voice: ParseContext, text: str) -> None:
    assert isinstance(parse_phone(text, voice), Unclear)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("鈴木、いえ佐藤花子です", "佐藤花子"),
        ("鈴木花子、あ違う、佐藤花子です", "佐藤花子"),
        ("鈴木花子じゃなくて佐藤花子です", "佐藤花子"),
        ("鈴木花子と言いましたが佐藤花子です", "佐藤花子"),
        ("鈴木花子、ごめんなさい、佐藤花子です", "佐藤花子"),
        ("鈴木花子いえ佐藤花子", "佐藤花子"),
        ("鈴木 花子、間違えました、佐藤 花子です", "佐藤 花子"),
        ("鈴木…じゃなくて今は佐藤花子です", "佐藤花子"),
        ("すみません、佐藤花子です", "佐藤花子"),
        ("家入 花子", "家入 花子"),
        ("いえいり はなこ", "いえいり はなこ"),
    ],
)
def test_names(voice: ParseContext, text: str, expected: str) -> None:
    found = parse_person_name(text, voice)
    assert isinstance(found, Parsed)
    assert found.value.full == expected


@pytest.mark.parametrize(
    "text", ["佐藤花子、いえ", "佐藤花子、あ違います", "佐藤花子、いえ華です", "佐藤花子ではありません"]
)
def test_unfinished_corrections_of_a_name(voice: ParseContext, text: str) -> None:
    assert isinstance(parse_person_name(text, voice), Unclear)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("東京都港区芝公園4-2-8、いえ4-2-9です", SHIBA + "4-2-9"),
        ("東京都港区芝公園4丁目2番8号、あ違う、9号です", SHIBA + "4丁目2番9号"),
        ("東京都港区芝公園3丁目、いえ4丁目2の8です", SHIBA + "4丁目2-8"),
        ("東京都港区芝大門、じゃなくて芝公園4-2-8", SHIBA + "4-2-8"),
        ("東京都港区芝大門1-2-3と言いましたが、東京都港区芝公園4-2-8でした", SHIBA + "4-2-8"),
        ("東京都港区芝公園4-2-8 芝パークハイツ301、いえ302号室です", SHIBA + "4-2-8 芝パークハイツ302号室"),
        ("大阪、じゃなくて東京都港区芝公園4-2-8", SHIBA + "4-2-8"),
        ("東京都港区芝公園4-2-8、ごめんなさい4-2-10です", SHIBA + "4-2-10"),
    ],
)
def test_addresses(voice: ParseContext, text: str, expected: str) -> None:
    found = parse_address(text, voice)
    assert isinstance(found, Parsed)
    assert found.value.full == expected


@pytest.mark.parametrize(
    "text", ["東京都港区芝公園4-2-8、いえ", "東京都港区芝公園4-2-8、あ違います", "東京都港区芝公園4-2-8、いえ横浜です"]
)
def test_unfinished_corrections_of_an_address(voice: ParseContext, text: str) -> None:
    assert isinstance(parse_address(text, voice), Unclear)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A123456789じゃなくてF234567890です", "F234567890"),
        ("A123456789、いえF234567890です", "F234567890"),
        ("A123456789あ違うF234567890", "F234567890"),
        ("A123456789と言いましたがF234567890でした", "F234567890"),
        ("A123456789、ごめんなさい、F234567890です", "F234567890"),
        ("エーの一二三四五六七八九、いえ、エフの二三四五六七八九〇です", "F234567890"),
        ("F234567891、いえ最後は0です", "F234567890"),
    ],
)
def test_policy_numbers(voice: ParseContext, text: str, expected: str) -> None:
    found = parse_policy_no(text, voice)
    assert isinstance(found, Parsed)
    assert found.value == expected


@pytest.mark.parametrize("text", ["A123456789、いえ", "A123456789じゃない", "A123456789、あ違います"])
def test_unfinished_corrections_of_a_policy_number(voice: ParseContext, text: str) -> None:
    assert isinstance(parse_policy_no(text, voice), Unclear)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("はい、あ、いいえ", False),
        ("はいあいいえ違いました", False),
        ("はい、じゃなくていいえです", False),
        ("はい、間違えました、いいえです", False),
        ("いいえ、じゃなくて、はい", True),
        ("いいえ、あ、間違えました、はいです", True),
        ("いえ、あ違う、はいです", True),
    ],
)
def test_yes_and_no(voice: ParseContext, text: str, expected: bool) -> None:
    found = parse_yes_no(text, voice)
    assert isinstance(found, Parsed)
    assert found.value is expected


@pytest.mark.parametrize("text", ["はい、いいえ", "いや、はい", "いいえ、あ、はい", "はい、じゃなくて"])
def test_undecided(voice: ParseContext, text: str) -> None:
    assert isinstance(parse_yes_no(text, voice), Unclear)
