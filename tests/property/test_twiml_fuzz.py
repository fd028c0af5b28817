"""Whatever reaches a call, TwiML stays well-formed, below 64 kB and holds no verb its plan does not ask for.

2,000 cases here; 10^5 of them: `python -m tests.property.test_twiml_fuzz 100000` (about ten minutes).
"""

import sys
from pathlib import Path
from xml.etree import ElementTree as ET

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.procedures.load import read_checked
from conversation.messages import AnswerKind, Choice, Expecting
from gateway.channels.voice.plan import CallPlan, Connect, Ending, HangUp, Listen, Poll, TakeMessage, Wait
from gateway.channels.voice.twiml import render
from gateway.channels.voice.voice_file import VoiceFile

CASES = 2_000
FORBIDDEN = "\x00\x0b\x1f\x7f\ud800\udfff\ufffe\uffff\u202e\U0010ffff"
NASTY = (
    "</Say><Dial>+81900000000</Dial>",
    '"/><Redirect>https://evil.example</Redirect>',
    "]]><Hangup/>",
    "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>&b;",
    "&#0;&#x1F600;",
    "<?xml version='1.1'?>",
    "{label}{0}{key!r}",
    "&<>'\"" * 20_000,
    "0 " * 50_000,
    "ゼロ、" * 30_000,
    "漢" * 100_000,
    "、" * 100_000,
    "a-" * 50_000,
    FORBIDDEN,
)
VERBS = {
    Listen: {"Gather", "Redirect", "Say"},
    Poll: {"Pause", "Redirect", "Say"},
    Wait: {"Gather", "Pause", "Redirect", "Say"},
    Connect: {"Start", "Transcription", "Say", "Dial", "Client", "Number", "Redirect"},
    TakeMessage: {"Record", "Redirect", "Say"},
    HangUp: {"Hangup", "Say"},
}
SPEECH, STOP = {"Response", "prosody", "break"}, {"Stop", "Transcription"}

any_text = st.one_of(
    st.text(max_size=80),
    st.sampled_from(NASTY),
    st.lists(st.sampled_from((*FORBIDDEN, *"<>&\"'0123-、。〒ABC", "</Say>", "\n")), max_size=60).map("".join),
)
choices = st.lists(st.builds(Choice, label=any_text, value=any_text), max_size=12)
expecting = st.none() | st.builds(
    Expecting,
    kind=st.sampled_from(AnswerKind),
    digits=st.none() | st.integers(1, 20),
    hints=st.lists(any_text, max_size=6).map(tuple),
)
endings: st.SearchStrategy[Ending] = st.one_of(
    st.builds(Listen, url=any_text, expects=expecting, choices=choices, may_interrupt=st.booleans()),
    st.builds(Poll, url=any_text, seconds=st.integers(-5, 10_000)),
    st.builds(Wait, url=any_text, seconds=st.integers(-5, 10_000)),
    st.builds(Connect, url=any_text, client=st.none() | any_text, number=st.none() | any_text),
    st.builds(TakeMessage, url=any_text, longest_seconds=st.integers(1, 3_600)),
    st.just(HangUp()),
)
plans = st.builds(CallPlan, then=endings, say=st.lists(any_text, max_size=5))
voices = st.sampled_from(("Polly.Kazuha-Neural", "Google.ja-JP-Neural2-B", "alice"))


def _holds_for(plan: CallPlan, name: str, base: str, own_number: str | None) -> None:
    voice = VOICE.model_copy(update={"voice": name})
    document = render(
        plan,
        voice,
        public_base_url=base,
        transcribe=True,
        record=True,
        is_transcribing=own_number is not None,
        caller_id=own_number,
    )
    assert len(document.encode()) < 64_000
    tree = ET.fromstring(document)  # noqa: S314  # What is tested is that it parses.
    assert {element.tag for element in tree.iter()} <= VERBS[type(plan.then)] | SPEECH | STOP
    assert tree.find("Say/Dial") is None


VOICE = read_checked(Path("config/voice.yml"), VoiceFile)


@settings(max_examples=CASES, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(plan=plans, name=voices, base=st.just("https://counter.example.jp") | any_text, own_number=st.none() | any_text)
def test_twiml_survives_everything(plan: CallPlan, name: str, base: str, own_number: str | None) -> None:
    _holds_for(plan, name, base, own_number)


if __name__ == "__main__":
    wanted = settings(parent=settings.default, max_examples=int(sys.argv[1]), deadline=None, database=None)
    wanted(given(plan=plans, name=voices, base=any_text, own_number=st.none() | any_text)(_holds_for))()
