"""`<Connect><ConversationRelay>` as Twilio documents it."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4
from xml.etree import ElementTree as ET

import pytest

from conversation.model import ConversationId, Direction
from gateway.channels.voice.calls import Call
from gateway.channels.voice.opening import opening
from gateway.channels.voice.plan import CallPlan, Listen, Relay
from gateway.channels.voice.relay_twiml import hints_of, socket_address, speaker_of
from gateway.channels.voice.twiml import MOST_BYTES, render
from gateway.channels.voice.voice_file import Engine, VoiceFile

pytestmark = pytest.mark.unit

BASE = "https://counter.example.jp"
RELAY = Relay("/twilio/voice/relay", "/twilio/voice/relay-ended?step=1")
CALL = Call(
    call_sid="CA00000000000000000000000000000000",
    conversation_id=ConversationId(uuid4()),
    contact_id=None,
    direction=Direction.inbound,
    caller=None,
    started_at=datetime(2026, 4, 1, tzinfo=UTC),
    updated_at=datetime(2026, 4, 1, tzinfo=UTC),
    step=1,
)


def _document(voice: VoiceFile, *say: str) -> ET.Element:
    plan = CallPlan(RELAY, say)
    return ET.fromstring(  # noqa: S314  # Our own document.
        render(plan, voice, public_base_url=BASE, transcribe=True, record=True)
    )


def test_the_socket_and_the_address_after_it(voice: VoiceFile) -> None:
    document = _document(voice)
    assert [verb.tag for verb in document] == ["Connect", "Redirect"]
    connect, redirect = document
    assert connect.get("action") == redirect.text == f"{BASE}/twilio/voice/relay-ended?step=1"
    assert connect[0].get("url") == "wss://counter.example.jp/twilio/voice/relay"


def test_japanese_is_spoken_and_listened_for(voice: VoiceFile) -> None:
    relay = _document(voice)[0][0]
    wanted = {
        "language": "ja-JP",
        "ttsProvider": "Amazon",
        "voice": "Kazuha-Neural",
        "transcriptionProvider": "Google",
        "speechModel": "telephony",
        "dtmfDetection": "true",
        "interruptible": "any",
    }
    assert wanted.items() <= relay.attrib.items()
    assert "追突" in (relay.get("hints") or "")


def test_the_greeting_is_spoken_words_without_what_xml_forbids(voice: VoiceFile) -> None:
    relay = _document(voice, "お電話ありがとう\x00ございます", "030-0000 <b>")[0][0]
    greeting = relay.get("welcomeGreeting") or ""
    assert greeting.startswith("お電話ありがとうございます。")
    assert "<" not in greeting


def test_a_greeting_without_end_still_fits(voice: VoiceFile) -> None:
    plan = CallPlan(RELAY, ["あ" * 3_000 + "。"] * 40)
    document = render(plan, voice, public_base_url=BASE, transcribe=True, record=True)
    assert len(document.encode()) < MOST_BYTES
    assert "ConversationRelay" in document


@pytest.mark.parametrize(
    ("name", "speaker"),
    [
        ("Polly.Kazuha-Neural", ("Amazon", "Kazuha-Neural")),
        ("Google.ja-JP-Neural2-B", ("Google", "ja-JP-Neural2-B")),
        ("alice", (None, None)),
        ("Polly.", (None, None)),
    ],
)
def test_a_voice_is_named_by_its_provider(name: str, speaker: tuple[str | None, str | None]) -> None:
    assert speaker_of(name) == speaker


def test_the_socket_has_the_scheme_of_the_page() -> None:
    assert socket_address("http://127.0.0.1:8000", "/a") == "ws://127.0.0.1:8000/a"


def test_hints_are_few_and_each_once(voice: VoiceFile) -> None:
    hints = hints_of(voice)
    assert len(hints) == len(set(hints)) <= 500


def test_the_switch_decides_how_a_call_begins(voice: VoiceFile) -> None:
    assert opening(CALL, voice) == Listen("/twilio/voice/hear?step=1")
    switched = voice.model_copy(update={"engine": Engine.conversation_relay})
    assert opening(replace(CALL, step=1), switched) == RELAY
