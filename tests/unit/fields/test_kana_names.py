"""Readings of names, from whatever they are written or spelled in; kanji are asked for in kana."""

import pytest

from casework.fields.kana_names import HINT_KANJI, HINT_SPOKEN, parse_kana_name
from casework.fields.parsed import ParseContext, Parsed, Reason, Unclear

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("やまだ はなこ", "ヤマダ ハナコ"),
        ("ﾔﾏﾀﾞ ﾊﾅｺ", "ヤマダ ハナコ"),
        ("ヤマダ ハナコ", "ヤマダ ハナコ"),
        ("やまだ\u3000はなこ", "ヤマダ ハナコ"),
        ("山田 花子（やまだ はなこ）", "ヤマダ ハナコ"),
        ("姓はやまだ、名ははなこです", "ヤマダ ハナコ"),
        ("名字はサトウで名前はハナコです", "サトウ ハナコ"),
        ("苗字はやまだ 名前ははなこ", "ヤマダ ハナコ"),
        ("やまだ、はなこ", "ヤマダ ハナコ"),
        ("フリガナはヤマダ ハナコです", "ヤマダ ハナコ"),
        ("ジョン・スミス", "ジョン・スミス"),
        ("さいとう ゆうこ", "サイトウ ユウコ"),
        ("えーと、すずき いちろうです", "スズキ イチロウ"),
        ("サトー ハナコ", "サトー ハナコ"),
        ("読みはたかはし とめ です", "タカハシ トメ"),
        ("んー、やまもと さくら", "ヤマモト サクラ"),
        ("ヴァン・ダイク", "ヴァン・ダイク"),
        ("ﾂｼﾏ ｼﾞｭﾝｺ", "ツシマ ジュンコ"),
        ("タカダ ケン、いえ、タカタ ケンです", "タカタ ケン"),
        ("サイトウ ミキではなくサイトウ ミカです", "サイトウ ミカ"),
        ("いえもと さとし", "イエモト サトシ"),
    ],
)
def test_readings_in_two_parts(webchat: ParseContext, text: str, expected: str) -> None:
    found = parse_kana_name(text, webchat)
    assert isinstance(found, Parsed)
    assert (found.value, found.confident, found.spoken) == (expected, True, f"{expected}さま")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("やまだはなこ", "ヤマダハナコ"),
        ("ヤマダハナコです", "ヤマダハナコ"),
        ("山田花子(ヤマダハナコ)", "ヤマダハナコ"),
        ("山田花子、やまだはなこです", "ヤマダハナコ"),
        ("や ま だ は な こ", "ヤマダハナコ"),
        ("や、ま、だ、は、な、こ", "ヤマダハナコ"),
        ("やまだはなこと読みます", "ヤマダハナコ"),
        ("ヤマタ゛", "ヤマダ"),
        ("きょ う こ", "キョウコ"),
        ("佐藤と書いてさとうです", "サトウ"),
        ("カブシキガイシャミナトショウテン", "カブシキガイシャミナトショウテン"),
        ("しょうこ", "ショウコ"),
        ("たかはしでお願いします", "タカハシ"),
        ("結婚して やまだ になりました", "ヤマダ"),
        ("は な こ です", "ハナコ"),
        ("よみがな はまだけんじ", "ハマダケンジ"),
        ("読み仮名はですね、クドウシンイチです", "クドウシンイチ"),
        ("もりたじろうじゃ", "モリタジロウ"),
        ("かなやまえり", "カナヤマエリ"),
    ],
)
def test_readings_in_one_part_are_read_back(voice: ParseContext, text: str, expected: str) -> None:
    found = parse_kana_name(text, voice)
    assert isinstance(found, Parsed)
    assert (found.value, found.confident) == (expected, False)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Reason.empty),
        ("山田花子", Reason.wrong_script),
        ("Yamada Hanako", Reason.wrong_script),
        ("変わりません", Reason.wrong_script),
        ("わたなべのなべは難しいほうです", Reason.wrong_script),
        ("わからない", Reason.not_understood),
        ("はい", Reason.not_understood),
        ("123", Reason.not_understood),
        ("やまのの や に やまのの ま", Reason.not_understood),
    ],
)
def test_no_reading(webchat: ParseContext, text: str, reason: Reason) -> None:
    found = parse_kana_name(text, webchat)
    assert isinstance(found, Unclear)
    assert found.reason is reason


def test_kanji_are_asked_for_in_the_way_of_the_channel(webchat: ParseContext, voice: ParseContext) -> None:
    written, heard = parse_kana_name("山田花子", webchat), parse_kana_name("山田花子", voice)
    assert isinstance(written, Unclear)
    assert isinstance(heard, Unclear)
    assert (written.hint, heard.hint) == (HINT_KANJI, HINT_SPOKEN)


def test_any_text_gives_an_answer(webchat: ParseContext) -> None:
    for text in ("ん" * 4_000, "や " * 900, "(" * 900, "\ud800", "の" * 700):
        assert isinstance(parse_kana_name(text, webchat), Parsed | Unclear)
