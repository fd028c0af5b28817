"""Words that steer the sending of SMS count only as the whole message."""

import pytest

from gateway.channels.sms.words import Word, is_blank, word_of

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    "body",
    [
        *(
            "STOP",
            "stop",
            "Stop.",
            "ＳＴＯＰ",
            " stop \n",
            "「停止」",
            "停止。",
            "STOPALL",
            "UNSUBSCRIBE",
            "Cancel",
            "end",
            "QUIT",
        ),
        *("配信停止", "配信停止！", "ストップ", "ｽﾄｯﾌﾟ", "受信拒否", "配信解除", "\u200b停止", "停\u200b止"),
    ],
)
def test_opting_out(body: str) -> None:
    assert word_of(body) is Word.opt_out


@pytest.mark.parametrize("body", ["START", "unstop", "再開", "配信再開。", "受信再開"])
def test_opting_in(body: str) -> None:
    assert word_of(body) is Word.opt_in


@pytest.mark.parametrize("body", ["HELP", "info", "ヘルプ", "ﾍﾙﾌﾟ", "help?"])
def test_asking_what_this_is(body: str) -> None:
    assert word_of(body) is Word.help


@pytest.mark.parametrize(
    "body",
    [
        *("", " ", "YES", "はい", "解除", "キャンセル", "やめます", "終了", "契約を解除したい", "停止してください"),
        *("保険料の引き落としを停止", "stop please", "STOP 1", "do not stop", "end of the road", "1", "STOP停止"),
    ],
)
def test_answers_and_sentences_are_left_to_the_conversation(body: str) -> None:
    assert word_of(body) is None


@pytest.mark.parametrize(
    ("body", "blank"), [("", True), (" \u3000\n\u200b\ufeff\x00", True), ("。", False), ("🙂", False)]
)
def test_what_nobody_can_see_is_blank(body: str, blank: bool) -> None:
    assert is_blank(body) is blank
