import pytest

from casework.fields.parsed import ParseContext, Parsed, Reason, Unclear
from casework.fields.yes_no import parse_yes_no

YES = (
    "はい|はい。|ハイ|はいはい|ええ|ええよ|うん|うんうん|せやな|そやで|んだ|んだんだ|お願い|お願いします|はい、お願いします|よろしくお願いします|そうです"
    "|はい、そうです|そうそう|その通りです|それで結構です|それで大丈夫です|いいですよ|よかよ|ＯＫ|ok|オッケー|もちろんです|合っています|間違いありません"
    "|はい、間違いはありません|構いません|👌|えーと、はい|あります|はい大丈夫です|yes|たぶんそうです|あ、はい|あっはい|全部合ってます|問題ありません|間違ってません|はい、お願い致します|それで進めてください"
)
NO = (
    "いいえ|イイエ|いえ|いや|いやいや|ううん|違います|違うわ|ちゃう|ちゃうちゃう|あかん|いらん|いりません|要らないです|だめです|いや、そうじゃなくて|そうじゃないです"
    "|いいえ、違います|間違いです|まだです|ありません|いいえ結構です|いいえ大丈夫です|いや、大丈夫です|no|やめときます|せやない|🙅|遠慮します|不要です|ちょっと違います|違うんですけど|合ってません"
)


@pytest.mark.parametrize("text", YES.split("|"))
def test_yes(webchat: ParseContext, text: str) -> None:
    found = parse_yes_no(text, webchat)
    assert isinstance(found, Parsed)
    assert (found.value, found.remainder) == (True, "")


@pytest.mark.parametrize("text", NO.split("|"))
def test_no(webchat: ParseContext, text: str) -> None:
    found = parse_yes_no(text, webchat)
    assert isinstance(found, Parsed)
    assert (found.value, found.remainder) == (False, "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("はい、違います", Reason.contradictory),
        ("はい、でも住所が違います", Reason.contradictory),
        ("はい、いいえ", Reason.contradictory),
        ("いや、はい", Reason.contradictory),
        ("大丈夫です", Reason.ambiguous),
        ("結構です", Reason.ambiguous),
        ("いいです", Reason.ambiguous),
        ("わかりません", Reason.ambiguous),
        ("どうかな", Reason.ambiguous),
        ("名前を変えたい", Reason.not_understood),
        ("3月15日です", Reason.not_understood),
        ("しっかりしています", Reason.not_understood),
        ("うーん", Reason.empty),
        ("", Reason.empty),
    ],
)
def test_neither(webchat: ParseContext, text: str, reason: Reason) -> None:
    found = parse_yes_no(text, webchat)
    assert isinstance(found, Unclear)
    assert (found.reason, found.choices) == (reason, ("はい", "いいえ"))


@pytest.mark.parametrize("text", ["大丈夫です", "結構です", "いいです", "けっこうです"])
@pytest.mark.parametrize("meaning", [True, False])
def test_the_question_decides_what_fine_means(webchat: ParseContext, text: str, meaning: bool) -> None:
    found = parse_yes_no(text, webchat, fine_means=meaning)
    assert isinstance(found, Parsed)
    assert (found.value, found.confident) == (meaning, False)


@pytest.mark.parametrize(
    ("text", "value", "remainder"),
    [
        ("はい、3月15日です", True, "3月15日です"),
        ("いいえ、3月16日です", False, "3月16日です"),
        ("いや3月16日です", False, "3月16日です"),
        ("いいえ、違います、芝公園4-2-9です", False, "芝公園4-2-9です"),
        ("はい住所変更です", True, "住所変更です"),
        ("そうじゃなくて3月16日", False, "3月16日"),
    ],
)
def test_what_follows_is_kept(webchat: ParseContext, text: str, value: bool, remainder: str) -> None:
    found = parse_yes_no(text, webchat)
    assert isinstance(found, Parsed)
    assert (found.value, found.remainder) == (value, remainder)
