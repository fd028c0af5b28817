"""The reception's words: danger is recognised without any understanding, and wrong files are refused."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from casework.procedures.load import read_checked
from casework.reception import Emergency, Reception
from conversation.model import Channel

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def reception() -> Reception:
    return read_checked(Path("config/reception.yml"), Reception)


DANGER = (
    "救急車呼んで 胸が苦しい",
    "父の意識がないんです",
    "息ができない",
    "もう死にたいです",
    "エンジンから火が出ています",
    "息してない",
    "父が息をしていません",
    "あっ、いま子どもがけいれんしてます",
    "子どもが車の下敷きになった",
    "相手の人が倒れてて返事しない",
    "おばあさんが倒れていて動きません",
    "車が川に落ちて中に人がいる",
    "地震で家が傾いて閉じ込められています",
    "ガス臭いんですけど",
    "血だらけです",
    "頭から血を流してる",
    "意識ない",
)
EVERYDAY = (
    "引っ越したので住所を変えたい",
    "火災保険の証券",
    "コンロから火が出た場合は補償されますか",
    "事故のときは119番でしたっけ",
    "車が倒木の下敷きになりました。昨日です",
    "ガス漏れで火事になった場合は補償されますか",
    "昨日けいれんして入院しました",
    "鍵を車の中に閉じ込めました",
    "スマホを川に落としました",
    "排ガス臭いので車検に出しました",
    "電柱が倒れて車が動かせません",
)


@pytest.mark.parametrize("text", DANGER)
def test_words_of_danger_are_recognised(reception: Reception, text: str) -> None:
    assert reception.emergency.is_meant_by(text)
    assert "119番" in reception.emergency.say


@pytest.mark.parametrize("text", EVERYDAY)
def test_everyday_words_are_not_danger(reception: Reception, text: str) -> None:
    assert not reception.emergency.is_meant_by(text)


@pytest.mark.parametrize("text", ["事故を起こしてもう死にたい", "消えてしまいたいです"])
def test_who_does_not_want_to_live_hears_no_fire_advice(reception: Reception, text: str) -> None:
    said = reception.emergency.said_to(text, Channel.webchat)
    assert "お一人で抱え込まないで" in said
    assert "119番" in said
    assert "火災" not in said


@pytest.mark.parametrize("text", ["息ができない", "父の意識がないんです", "おばあさんが倒れていて動きません"])
def test_who_needs_an_ambulance_hears_nothing_but_that(reception: Reception, text: str) -> None:
    assert reception.emergency.said_to(text, Channel.sms).startswith("今すぐ119番へお電話ください。")
    by_voice = reception.emergency.said_to(text, Channel.voice)
    assert by_voice.startswith("すぐにこのお電話を切って、119番へおかけください。")
    assert "火災" not in by_voice
    assert reception.emergency.reason_of(text) == "accident_report"


@pytest.mark.parametrize("channel", Channel)
def test_the_helpline_is_named_with_the_number_of_every_prefecture(reception: Reception, channel: Channel) -> None:
    said = reception.emergency.said_to("もう死にたいです", channel)
    assert "よりそいホットライン" in said
    assert "0120-279-338" in said
    assert "0120-279-226" in said


def test_a_life_in_despair_is_no_accident(reception: Reception) -> None:
    assert reception.emergency.reason_of("もう死にたいです") == "other"
    assert reception.emergency.reason_of("エンジンから火が出ています") == "accident_report"


def test_a_pattern_that_does_not_compile_is_refused() -> None:
    with pytest.raises(ValidationError, match="not a regular expression"):
        Emergency(words=("(",), say="119番", say_by_voice="119番")
