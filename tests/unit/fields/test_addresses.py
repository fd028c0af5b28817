import pytest

from casework.fields.addresses import find_address_in, parse_address
from casework.fields.parsed import ParseContext, Parsed, Reason, Unclear
from casework.fields.postal_areas import resolve_postal_code

SHIBA = "東京都港区芝公園"


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("東京都港区芝公園4-2-8", SHIBA + "4-2-8"),
        ("東京都港区芝公園４－２－８", SHIBA + "4-2-8"),
        ("東京都港区芝公園4ー2ー8", SHIBA + "4-2-8"),
        ("東京都港区芝公園四丁目二番八号", SHIBA + "4丁目2番8号"),
        ("東京都港区芝公園四の二の八", SHIBA + "4-2-8"),
        ("東京都 港区 芝公園 4-2-8 芝パークハイツ 301", SHIBA + "4-2-8 芝パークハイツ 301"),
        ("東京都港区芝公園4-2-8\n芝パークハイツ301号室", SHIBA + "4-2-8 芝パークハイツ301号室"),
        ("港区芝公園4-2-8です", SHIBA + "4-2-8"),
        ("〒105-0011 東京都港区芝公園4-2-8", SHIBA + "4-2-8"),
        ("来月東京都港区芝公園4-2-8に引っ越します", SHIBA + "4-2-8"),
        ("東京都港区芝公園4-2-8へ12月1日に引っ越します", SHIBA + "4-2-8"),
        ("住所は東京都港区芝公園4-2-8、芝パークハイツ301号です。よろしく", SHIBA + "4-2-8、芝パークハイツ301号"),
        ("札幌市中央区北1条西5丁目2-9", "北海道札幌市中央区北一条西5丁目2-9"),
        ("岩手県葛巻町葛巻12-3", "岩手県岩手郡葛巻町葛巻12-3"),
        ("京都市上京区烏丸通一条上る観三橘町555", "京都府京都市上京区烏丸通一条上る観三橘町555"),
        ("東京都府中市宮町1-1", "東京都府中市宮町1-1"),
        ("神奈川県横浜市西区みなとみらい2-2-1", "神奈川県横浜市西区みなとみらい2-2-1"),
        ("東京都八丈町大賀郷2551-2", "東京都八丈島八丈町大賀郷2551-2"),
        ("茨城県龍ヶ崎市3710番地", "茨城県龍ケ崎市3710番地"),
    ],
)
def test_whole_addresses(webchat: ParseContext, text: str, full: str) -> None:
    found = parse_address(text, webchat)
    assert isinstance(found, Parsed)
    assert found.value.full == full


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("4丁目2-8 芝パークハイツ301号", "4丁目2-8 芝パークハイツ301号"),
        ("えーと、4丁目の2番の8号です", "4丁目2番8号"),
        ("四丁目二番八号 芝パークハイツ三〇一号室", "4丁目2番8号 芝パークハイツ301号室"),
        ("4の2の8", "4-2-8"),
        ("二の三の四", "2-3-4"),
        ("芝公園4-2-8", "4-2-8"),
        ("港区芝公園4-2-8", "4-2-8"),
        ("東京都港区芝公園4-2-8", "4-2-8"),
        ("4-2-8 田中様方", "4-2-8 田中様方"),
        ("4-2-8-301", "4-2-8-301"),
        ("はい、4-2-8です", "4-2-8"),
        ("4-2-8で、建物は芝パークハイツ301です", "4-2-8 芝パークハイツ301"),
        ("4丁目2番8号の芝パークハイツ三〇一", "4丁目2番8号 芝パークハイツ301"),
        ("新しい住所は4-2-8です", "4-2-8"),
    ],
)
def test_what_follows_a_postal_code(webchat: ParseContext, text: str, rest: str) -> None:
    found = parse_address(text, webchat, area=resolve_postal_code("1050011"))
    assert isinstance(found, Parsed)
    assert (found.value.rest, found.value.full) == (rest, SHIBA + rest)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("大阪府大阪市北区梅田1-1-1", Reason.postal_mismatch),
        ("東京都港区三田2-1-1", Reason.postal_mismatch),
        ("三田2-1-1", Reason.postal_mismatch),
        ("〒106-0032 4-2-8", Reason.postal_mismatch),
        ("東京都港区芝公園", Reason.missing_block),
        ("芝パークハイツ301号", Reason.missing_block),
        ("301号室", Reason.missing_block),
        ("0-0", Reason.missing_block),
        ("4丁目", Reason.missing_block),
        ("変更したいです", Reason.missing_block),
        ("はい", Reason.missing_block),
        ("", Reason.empty),
    ],
)
def test_refused_behind_a_postal_code(webchat: ParseContext, text: str, reason: Reason) -> None:
    found = parse_address(text, webchat, area=resolve_postal_code("1050011"))
    assert isinstance(found, Unclear)
    assert found.reason is reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("4-2-8", Reason.incomplete),
        ("府中市宮町1-1", Reason.ambiguous),
        ("東京都港区", Reason.unknown_town),
        ("東京都港区4-2-8", Reason.unknown_town),
        ("東京都港区芝公園4丁目", Reason.missing_block),
        ("〒999-9999 東京都港区芝公園4-2-8", Reason.unknown_postal_code),
        ("〒106-0032 東京都港区芝公園4-2-8", Reason.postal_mismatch),
        ("こんにちは", Reason.incomplete),
    ],
)
def test_refused_without_a_postal_code(webchat: ParseContext, text: str, reason: Reason) -> None:
    found = parse_address(text, webchat)
    assert isinstance(found, Unclear)
    assert found.reason is reason


def test_among_several_towns_of_a_code_the_customer_chooses(webchat: ParseContext) -> None:
    area = resolve_postal_code("4520961")
    without_town = parse_address("12番地", webchat, area=area)
    with_town = parse_address("春日一番割12番地", webchat, area=area)
    assert isinstance(without_town, Unclear)
    assert without_town.reason is Reason.ambiguous
    assert isinstance(with_town, Parsed)
    assert with_town.value.full == "愛知県清須市春日一番割12番地"


def test_a_building_with_its_own_code_is_no_mismatch(webchat: ParseContext) -> None:
    area = resolve_postal_code("1066130")
    found = parse_address("六本木6-10-1 六本木ヒルズ森タワー30階", webchat, area=area)
    assert isinstance(found, Parsed)
    assert found.value.full == "東京都港区六本木6-10-1 六本木ヒルズ森タワー30階"


def test_a_town_that_is_not_listed_must_be_confirmed(webchat: ParseContext) -> None:
    found = parse_address("東京都港区新開町1-2-3", webchat)
    assert isinstance(found, Parsed)
    assert (found.value.town, found.confident) == ("新開町", False)


@pytest.mark.parametrize(
    ("text", "span", "code", "remainder"),
    [
        ("来月1日に東京都港区芝公園4-2-8に引っ越します", "東京都港区芝公園4-2-8", None, "来月1日に に引っ越します"),
        ("〒105-0011です", "〒105-0011", "1050011", "です"),
        ("大阪市北区梅田1-1に来週引っ越す予定です", "大阪市北区梅田1-1", None, "に来週引っ越す予定です"),
    ],
)
def test_an_address_inside_a_sentence(text: str, span: str, code: str | None, remainder: str) -> None:
    found = find_address_in(text)
    assert found is not None
    assert (found.text, found.postal_code, found.remainder) == (span, code, remainder)


@pytest.mark.parametrize("text", ["引っ越しました", "", "090-0000-1234"])
def test_no_address(text: str) -> None:
    assert find_address_in(text) is None
