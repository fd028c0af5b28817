"""On the telephone somebody would rather type: a link is sent, and the same question stays open."""

import pytest

from casework.intakes import wording
from conversation.model import Channel
from tests.unit.intakes.scene import Scene

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    "wish",
    ["漢字が難しいのでSMSで送ってもいいですか", "ショートメールで送ります", "リンクをください", "文字で入力したいです"],
)
def test_a_caller_may_type_the_answer(wish: str) -> None:
    scene = Scene(channel=Channel.voice).opens_with().customer_says(wish)
    scene.expect_said(wording.WRITING_LINK_SENT).expect_question("identity.name")
    assert scene.effects[-1] == "SendWritingLink"


def test_who_has_no_mobile_telephone_goes_on_speaking() -> None:
    scene = Scene(channel=Channel.voice, has_mobile=False).opens_with().customer_says("SMSで送ります")
    scene.expect_said(wording.WRITING_LINK_NOT_SENT).expect_question("identity.name")


@pytest.mark.parametrize("channel", [Channel.webchat, Channel.sms])
def test_who_writes_already_is_sent_no_link(channel: Channel) -> None:
    scene = Scene(channel=channel).opens_with().customer_says("SMSで送ります")
    assert "SendWritingLink" not in scene.effects


def test_what_is_hard_to_hear_may_be_typed() -> None:
    Scene(channel=Channel.voice).opens_with().customer_says("えーっと").expect_said(wording.WRITING_HINT)


def test_a_name_is_not_taken_for_the_wish_to_type() -> None:
    Scene(channel=Channel.voice).opens_with().customer_says("佐藤花子と申します").expect_question("identity.policy_no")
