"""Each ending of a plan as the verbs Twilio runs."""

from xml.etree import ElementTree as ET

import pytest

from conversation.messages import AnswerKind, Choice, Expecting
from gateway.channels.voice.plan import CallPlan, Connect, Ending, HangUp, Listen, Poll, Relay, TakeMessage, Wait
from gateway.channels.voice.twiml import canned, render
from gateway.channels.voice.voice_file import VoiceFile

pytestmark = pytest.mark.unit

BASE = "https://counter.example.jp"
STEP = "/twilio/voice/hear?step=3&why=a"
YES_NO = (Choice(label="はい", value="はい"), Choice(label="いいえ", value="いいえ"))


def _tree(then: Ending, voice: VoiceFile, *say: str, transcribe: bool = True, record: bool = True) -> ET.Element:
    text = render(CallPlan(then, say), voice, public_base_url=BASE + "/", transcribe=transcribe, record=record)
    return ET.fromstring(text)  # noqa: S314  # Our own document.


def _verbs(tree: ET.Element) -> list[str]:
    return [element.tag for element in tree]


def _said(tree: ET.Element) -> list[str]:
    return ["".join(say.itertext()) for say in tree.iter("Say")]


def test_listening_asks_inside_the_gather_and_comes_back_when_nothing_is_heard(voice: VoiceFile) -> None:
    tree = _tree(Listen(STEP, Expecting(kind=AnswerKind.yes_no), YES_NO), voice, "よろしいですか。")
    assert _verbs(tree) == ["Gather", "Redirect"]
    gather = tree[0]
    assert gather.attrib["action"] == tree[1].text == BASE + STEP
    assert gather.attrib["actionOnEmptyResult"] == gather.attrib["bargeIn"] == "true"
    assert gather.attrib["input"] == "dtmf speech"
    assert gather.attrib["numDigits"] == "1"
    assert gather.attrib["hints"].startswith("はい, いいえ, ")
    assert "speechModel" not in gather.attrib
    assert _said(gather) == ["よろしいですか。", "はい、は1を、いいえ、は2を押してください。"]


def test_a_prompt_that_must_be_heard_is_not_interrupted(voice: VoiceFile) -> None:
    assert _tree(Listen(STEP, may_interrupt=False), voice)[0].attrib["bargeIn"] == "false"


def test_polling_pauses_and_asks_again(voice: VoiceFile) -> None:
    tree = _tree(Poll(STEP, 2), voice, "お待ちください。")
    assert _verbs(tree) == ["Say", "Pause", "Redirect"]
    assert tree[1].attrib == {"length": "2"}


@pytest.mark.parametrize(("music", "filling"), [(None, "Pause"), ("https://example.jp/a.mp3?b=1&c=2", "Play")])
def test_waiting_takes_a_key(voice: VoiceFile, music: str | None, filling: str) -> None:
    waiting = voice.waiting.model_copy(update={"music_url": music})
    tree = _tree(Wait(STEP, 20), voice.model_copy(update={"waiting": waiting}), "お待ちください。")
    assert _verbs(tree) == ["Gather", "Redirect"]
    assert _verbs(tree[0]) == ["Say", filling]
    assert tree[0].attrib["numDigits"] == "1"
    assert tree[0].attrib["input"] == "dtmf"


def test_connecting_rings_the_browser(voice: VoiceFile) -> None:
    tree = _tree(Connect(STEP, client="agent-7"), voice, "おつなぎいたします。")
    assert _verbs(tree) == ["Say", "Start", "Dial"], "what the service says is not written down as the agent's"
    assert tree[1][0].attrib["statusCallbackUrl"] == BASE + "/twilio/voice/transcription"
    dial = tree[2]
    assert [(leg.tag, leg.text) for leg in dial] == [("Client", "agent-7")]
    assert dial.attrib["record"] == "record-from-answer-dual"
    assert dial.attrib["recordingStatusCallback"] == BASE + "/twilio/voice/recording"
    assert dial.attrib["answerOnBridge"] == "true"
    assert "callerId" not in dial.attrib


@pytest.mark.parametrize(
    ("then", "verbs"),
    [
        (Listen(STEP), ["Stop", "Gather", "Redirect"]),
        (Wait(STEP, 20), ["Stop", "Gather", "Redirect"]),
        (Poll(STEP), ["Stop", "Pause", "Redirect"]),
        (TakeMessage(STEP), ["Stop", "Record", "Redirect"]),
        (Relay("/twilio/voice/relay", STEP), ["Stop", "Connect", "Redirect"]),
        (Connect(STEP, client="a"), ["Stop", "Start", "Dial"]),
        (HangUp(), ["Hangup"]),
    ],
)
def test_the_transcription_of_a_talk_ends_with_it(voice: VoiceFile, then: Ending, verbs: list[str]) -> None:
    plan = CallPlan(then)
    text = render(plan, voice, public_base_url=BASE, transcribe=True, record=True, is_transcribing=True)
    tree = ET.fromstring(text)  # noqa: S314  # Our own document.
    assert _verbs(tree) == verbs
    assert {noun.attrib["name"] for noun in tree.iter("Transcription")} <= {"counter"}


@pytest.mark.parametrize(
    ("then", "own_number", "caller_id"),
    [
        (Connect(STEP, number="+81300000004"), "+815000000000", "+815000000000"),
        (Connect(STEP, number="+81300000004"), None, None),
        (Connect(STEP, number="+81300000004"), "MINATO", None),
        (Connect(STEP, client="agent_7"), "+815000000000", None),
    ],
)
def test_a_telephone_is_rung_from_our_number_where_it_is_told(
    voice: VoiceFile, then: Connect, own_number: str | None, caller_id: str | None
) -> None:
    plan = CallPlan(then)
    text = render(plan, voice, public_base_url=BASE, transcribe=False, record=False, caller_id=own_number)
    assert ET.fromstring(text)[0].attrib.get("callerId") == caller_id  # noqa: S314  # Our own document.


def test_connecting_rings_a_telephone(voice: VoiceFile) -> None:
    tree = _tree(Connect(STEP, number="+81300000004"), voice, transcribe=False)
    assert [(leg.tag, leg.text) for leg in tree[0]] == [("Number", "+81300000004")]


@pytest.mark.parametrize(("is_recorded", "record"), [(False, True), (True, False)])
def test_not_recorded_where_either_says_so(voice: VoiceFile, is_recorded: bool, record: bool) -> None:
    tree = _tree(Connect(STEP, client="a", is_recorded=is_recorded), voice, transcribe=False, record=record)
    assert tree[0].attrib["record"] == "do-not-record"
    assert "recordingStatusCallback" not in tree[0].attrib


@pytest.mark.parametrize(
    "then", [Connect(STEP), Connect(STEP, number="119"), Connect(STEP, number="+81</Number>"), Connect(STEP, client="")]
)
def test_nobody_to_ring_goes_on_at_once(voice: VoiceFile, then: Connect) -> None:
    assert _verbs(_tree(then, voice, transcribe=False)) == ["Redirect"]


def test_a_message_is_recorded_and_an_empty_one_goes_on(voice: VoiceFile) -> None:
    tree = _tree(TakeMessage(STEP, 60), voice, "どうぞ。")
    assert _verbs(tree) == ["Say", "Record", "Redirect"]
    assert tree[1].attrib["maxLength"] == "60"
    assert tree[1].attrib["playBeep"] == "true"
    assert tree[1].attrib["finishOnKey"] == "#"


def test_hanging_up_says_goodbye_first(voice: VoiceFile) -> None:
    assert _verbs(_tree(HangUp(), voice, "失礼いたします。")) == ["Say", "Hangup"]


def test_the_rate_is_the_callers(voice: VoiceFile) -> None:
    plan = CallPlan(HangUp(), ("はい。",))
    slow = render(plan, voice, public_base_url=BASE, transcribe=False, record=False, rate=voice.slow_rate)
    assert '<prosody rate="80%">はい。</prosody>' in slow


def test_digits_are_broken_into_groups(voice: VoiceFile) -> None:
    tree = _tree(HangUp(), voice, "03-0000-0004")
    assert len(list(tree.iter("break"))) == 2
    assert _said(tree) == ["ゼロサンゼロゼロゼロゼロゼロゼロゼロヨン。"]


def test_a_plain_voice_gets_plain_text(voice: VoiceFile) -> None:
    tree = _tree(HangUp(), voice.model_copy(update={"voice": "alice"}), "03-0000-0004")
    assert list(tree[0]) == []
    assert _said(tree) == ["ゼロサン、ゼロゼロゼロゼロ、ゼロゼロゼロヨン。"]
    assert tree[0].attrib == {"voice": "alice", "language": "ja-JP"}


def test_long_speech_is_parted_and_ends_before_the_carrier_refuses_it(voice: VoiceFile) -> None:
    said = _said(_tree(HangUp(), voice, *["あ" * 99 + "。"] * 50))
    assert max(map(len, said)) <= 300
    assert sum(map(len, said)) == 2_000


def test_a_canned_answer_needs_nothing_but_its_words(voice: VoiceFile) -> None:
    text = canned("ただいま確認しております。", Poll("/twilio/voice/poll?step=1"), voice, public_base_url=BASE)
    assert _verbs(ET.fromstring(text)) == ["Say", "Pause", "Redirect"]  # noqa: S314  # Our own document.
