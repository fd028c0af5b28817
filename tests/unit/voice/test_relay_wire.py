"""The frames of ConversationRelay, read and written."""

import json

import pytest

from gateway.channels.voice.relay_wire import (
    Dtmf,
    Interrupt,
    Prompt,
    Setup,
    Trouble,
    UnreadableFrameError,
    end_frame,
    read_frame,
    text_frame,
)

pytestmark = pytest.mark.unit

SETUP = """{"type":"setup","sessionId":"VX00000000000000000000000000000000","accountSid":"AC1","parentCallSid":"",
"callSid":"CA00000000000000000000000000000000","from":"+819000000001","to":"+815000000000","callType":"PSTN",
"direction":"inbound","callStatus":"RINGING","customParameters":{"a":"b"}}"""


def test_the_documented_frames_are_read() -> None:
    setup = read_frame(SETUP)
    assert isinstance(setup, Setup)
    assert (setup.call_sid, setup.account_sid) == ("CA00000000000000000000000000000000", "AC1")
    prompt = read_frame('{"type":"prompt","voicePrompt":"はい","lang":"ja-JP","last":true}')
    assert prompt == Prompt(type="prompt", voicePrompt="はい", lang="ja-JP", last=True)
    assert read_frame('{"type":"dtmf","digit":"#"}') == Dtmf(type="dtmf", digit="#")
    assert isinstance(read_frame('{"type":"error","description":"Invalid message"}'), Trouble)


@pytest.mark.parametrize("milliseconds", ["460", '"460"'])
def test_a_duration_is_a_number_or_a_text(milliseconds: str) -> None:
    """Twilio's documentation shows both."""
    content = f'{{"type":"interrupt","utteranceUntilInterrupt":"Life","durationUntilInterruptMs":{milliseconds}}}'
    frame = read_frame(content)
    assert isinstance(frame, Interrupt)
    assert (frame.heard, frame.milliseconds) == ("Life", 460)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "malformed_frame"),
        ("{", "malformed_frame"),
        ("null", "malformed_frame"),
        ("{}", "malformed_frame"),
        ('{"type":"prompt"}', "malformed_frame"),
        ('{"type":"dtmf","digit":"１"}', "malformed_frame"),
        ('{"type":"setup","callSid":"CA1\\n"}', "malformed_frame"),
        ('{"type":"info"}', "unknown_frame"),
        (b"\xff\xfe", "malformed_frame"),
        ("あ" * 22_000, "frame_too_large"),
    ],
)
def test_what_cannot_be_read_has_a_code_and_is_not_quoted(content: str | bytes, code: str) -> None:
    with pytest.raises(UnreadableFrameError) as refused:
        read_frame(content)
    assert (refused.value.code, str(refused.value)) == (code, code)
    assert refused.value.__cause__ is None


def test_what_was_said_is_in_no_representation() -> None:
    assert "はい" not in repr(read_frame('{"type":"prompt","voicePrompt":"はい","last":true}'))


def test_frames_are_written_as_documented() -> None:
    assert json.loads(text_frame("はい。", is_last=True)) == {
        "type": "text",
        "token": "はい。",
        "last": True,
        "interruptible": True,
        "preemptible": False,
    }
    assert json.loads(text_frame("少々", is_last=False, gives_way=True))["preemptible"] is True


def test_the_reason_of_the_end_is_json_in_json() -> None:
    ended = json.loads(end_frame("queue"))
    assert ended["type"] == "end"
    assert json.loads(ended["handoffData"]) == {"reason": "queue"}
