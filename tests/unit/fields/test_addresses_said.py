"""Addresses as they are said: kana and kanji numbers, の between the parts, fillers, buildings, rooms and floors."""

import re

import pytest

from casework.fields.addresses import parse_address
from casework.fields.parsed import ParseContext, Parsed, Unclear
from casework.fields.postal_areas import resolve_postal_code

SHIBA = "東京都港区芝公園"


def plain(address: str) -> str:
    return re.sub("[ 、]", "", re.sub(r"(?<=[0-9])(?:丁目|番地の?|番|の)(?=[0-9])", "-", address))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("東京都港区芝公園よんちょうめにのはち", SHIBA + "4-2-8"),
        ("東京都港区芝公園よんの二のはち", SHIBA + "4-2-8"),
        ("東京都港区芝公園4のにのはちです", SHIBA + "4-2-8"),
        ("東京都港区芝公園よんちょうめにばんはちごうです", SHIBA + "4-2-8号"),
        ("東京都港区芝公園四丁目の二の八", SHIBA + "4-2-8"),
        ("東京都港区芝公園の四の二の八です", SHIBA + "4-2-8"),
        ("東京都の港区の芝公園の4の2の8です", SHIBA + "4-2-8"),
        ("東京都港区の芝公園4丁目2番8号", SHIBA + "4-2-8号"),
        ("東京都、港区、芝公園、4丁目、2の8です", SHIBA + "4-2-8"),
        ("東京都、えーと、港区の芝公園、4の2の8", SHIBA + "4-2-8"),
        ("東京都港区芝公園、えっと、四丁目の、あの、二の八", SHIBA + "4-2-8"),
        ("東京都港区芝公園4丁目の、えーと、2の8です", SHIBA + "4-2-8"),
        ("東京の港区芝公園4-2-8", SHIBA + "4-2-8"),
        ("東京、港区芝公園4-2-8", SHIBA + "4-2-8"),
        ("大阪市北区梅田1-1-3です", "大阪府大阪市北区梅田1-1-3"),
        ("横浜市西区みなとみらい2丁目2の1", "神奈川県横浜市西区みなとみらい2-2-1"),
        ("神奈川県横浜市の西区のみなとみらい2の2の1ですけど", "神奈川県横浜市西区みなとみらい2-2-1"),
        ("札幌市中央区北一条西五丁目二の九", "北海道札幌市中央区北一条西5-2-9"),
        ("住所ですか、東京都港区芝公園4-2-8です", SHIBA + "4-2-8"),
        ("はい、東京都港区芝公園4-2-8です", SHIBA + "4-2-8"),
        ("新しい住所が東京都港区芝公園4-2-8になります", SHIBA + "4-2-8"),
        ("東京都港区芝公園4-2-8に住んでます", SHIBA + "4-2-8"),
        ("東京都港区芝公園4-2-8だよ", SHIBA + "4-2-8"),
        ("東京都港区芝公園4-2-8じゃ", SHIBA + "4-2-8"),
        ("東京都港区芝公園4-2-8やで", SHIBA + "4-2-8"),
        ("東京都港区芝公園4-2-8ですが", SHIBA + "4-2-8"),
        ("東京都港区芝公園4-2-8、三百一号室です", SHIBA + "4-2-8301号室"),
        ("東京都港区芝公園4-2-8の301です", SHIBA + "4-2-8-301"),
        ("東京都港区芝公園4-2-8の芝パークハイツの三百一号室です", SHIBA + "4-2-8芝パークハイツ301号室"),
        ("東京都港区芝公園4-2-8、芝パークハイツのさんまるいち", SHIBA + "4-2-8芝パークハイツ301"),
        ("東京都港区芝公園4-2-8芝パークハイツさんびゃくいちごうしつです", SHIBA + "4-2-8芝パークハイツ301号室"),
        ("東京都港区芝公園4-2-8芝パークハイツ3階", SHIBA + "4-2-8芝パークハイツ3階"),
        ("東京都港区芝公園4-2-8、建物は芝パークハイツで、部屋は301です", SHIBA + "4-2-8芝パークハイツ301"),
        ("東京都港区芝公園4-2-8、マンション名は芝パークハイツ、301号室です", SHIBA + "4-2-8芝パークハイツ301号室"),
        ("東京都港区芝公園4丁目2番地の8", SHIBA + "4-2-8"),
        ("東京都港区芝公園4ハイフン2ハイフン8", SHIBA + "4-2-8"),
        ("東京都港区芝公園4 2 8", SHIBA + "4-2-8"),
        ("東京都港区芝公園4丁目2-8 😊", SHIBA + "4-2-8"),
        ("〒105-0011東京都港区芝公園4-2-8です", SHIBA + "4-2-8"),
        ("郵便番号は105-0011、東京都港区芝公園4-2-8です", SHIBA + "4-2-8"),
        ("東京都港区芝公園じゅうにの三", SHIBA + "12-3"),
        ("東京都港区芝公園十二の三", SHIBA + "12-3"),
    ],
)
def test_addresses(voice: ParseContext, text: str, expected: str) -> None:
    found = parse_address(text, voice)
    assert isinstance(found, Parsed)
    assert plain(found.value.full) == plain(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("よんちょうめにのはち", SHIBA + "4-2-8"),
        ("四の二の八", SHIBA + "4-2-8"),
        ("四丁目二番八号です", SHIBA + "4-2-8号"),
        ("よんのにのはち", SHIBA + "4-2-8"),
        ("4の2の8の301", SHIBA + "4-2-8-301"),
        ("4の2の8、三百一号室", SHIBA + "4-2-8301号室"),
        ("芝公園よんちょうめの、えーと、にのはち", SHIBA + "4-2-8"),
    ],
)
def test_behind_a_postal_code(voice: ParseContext, text: str, expected: str) -> None:
    found = parse_address(text, voice, area=resolve_postal_code("1050011"))
    assert isinstance(found, Parsed)
    assert plain(found.value.full) == plain(expected)


@pytest.mark.parametrize(
    "text",
    [
        "東京都港区芝公園です",
        "東京です",
        "芝公園のあたり",
        "前と同じです",
        "東京都港区芝公園4-2-8か4-2-9です",
        "わかりません",
        "中央区4-2-8",
        "東京都港区芝公園のどこか",
    ],
)
def test_no_address(voice: ParseContext, text: str) -> None:
    assert isinstance(parse_address(text, voice), Unclear)
