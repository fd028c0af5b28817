"""Names, places and photographs as they are said, and options that are told, or told twice."""

import pytest
from scene import NOW, procedures

from casework.fields.parsed import ParseContext, Parsed, Unclear
from casework.intakes.option_answers import option_heard, read_option, yes_no_heard
from casework.intakes.plain_answers import read_attachments, read_person, read_place

pytestmark = pytest.mark.unit
WEB = ParseContext(NOW.date(), NOW, "webchat")
VOICE = ParseContext(NOW.date(), NOW, "voice")
LINE = procedures()["accident_report"].field("line")
SITUATION = procedures()["accident_report"].field("situation")
INJURED = procedures()["accident_report"].field("injured")


def value(read: Parsed[str] | Unclear | None) -> str | None:
    return read.value if isinstance(read, Parsed) else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("佐藤花子です", "佐藤花子"),
        ("佐藤花子、電話は090-0000-0001です", "佐藤花子"),
        ("佐藤さんとおっしゃっていました", "佐藤"),
        ("株式会社みなと商店", "株式会社みなと商店"),
        ("本人です", None),
        ("わかりません", None),
        ("", None),
    ],
)
def test_a_name_as_it_was_heard(text: str, expected: str | None) -> None:
    assert value(read_person(text, WEB)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("みなとスーパーの駐車場です", "みなとスーパーの駐車場"),
        ("国道1号の橋の手前", "国道1号の橋の手前"),
        ("はい", None),
        ("わかりません", None),
        ("", None),
    ],
)
def test_a_place_is_an_address_or_a_landmark(text: str, expected: str | None) -> None:
    assert value(read_place(text, 200)) == expected


@pytest.mark.parametrize(
    ("text", "on_web", "on_voice"),
    [
        ("写真を送りました", "sent", "sent"),
        ("なし", "none", "none"),
        ("いいえ", "none", "none"),
        ("あとで送ります", "later", "later"),
        ("はい", None, "wanted"),
        ("ほげ", None, None),
    ],
)
def test_photographs(text: str, on_web: str | None, on_voice: str | None) -> None:
    assert (value(read_attachments(text, WEB)), value(read_attachments(text, VOICE))) == (on_web, on_voice)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("自動車・バイクの事故", "motor"),
        ("motor", "motor"),
        ("1", "motor"),
        ("地震です", "earthquake"),
        ("台風で看板が車に当たりました", None),
        ("ほげほげ", None),
    ],
)
def test_an_option_by_label_value_number_or_words(text: str, expected: str | None) -> None:
    assert value(read_option(LINE, LINE.options, text, WEB)) == expected


def test_two_options_are_asked_about_and_the_most_dangerous_is_not() -> None:
    both = read_option(LINE, LINE.options, "台風で看板が車に当たりました", WEB)
    assert isinstance(both, Unclear)
    assert both.choices == (LINE.options[0].label, LINE.options[1].label)
    assert value(option_heard(SITUATION, SITUATION.options, "昨日から家の前で火が出ています")) == "fire"


def test_answers_are_heard_only_where_they_are_asked_for() -> None:
    assert option_heard(SITUATION, SITUATION.options, "相手は大丈夫そうです") is None
    assert value(read_option(SITUATION, SITUATION.options, "大丈夫です", WEB)) == "safe"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("首が痛いです", True),
        ("相手の方がけがをしました", True),
        ("けが人はいません", False),
        ("けがはしていません", False),
        ("誰もけがはなかったです", False),
        ("車をぶつけました", None),
    ],
)
def test_injury_is_told_by_words(text: str, expected: bool | None) -> None:
    assert yes_no_heard(INJURED, text) is expected
