"""What the carrier's requests about calls say, read from form and query; whoever misses or bends a field is refused."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import get_args
from urllib.parse import urlencode
from uuid import UUID

from starlette.datastructures import QueryParams

from gateway.channels.twilio.guard import refusal
from gateway.channels.voice.calls import SID
from gateway.channels.voice.recording import Recording
from gateway.channels.voice.scene import Heard
from gateway.channels.voice.status import Reported
from gateway.channels.voice.transcription import CONTENT, Sentence, Track, transcript_of

RECORDING_SID = re.compile(r"[A-Za-z0-9]{2,64}")
STEP = re.compile(r"[a-z]{4,10}(?:\.[0-9]{1,6}){1,2}(?:\.after)?")
MOST = 999_999
LONGEST_KEYS = 32
FINAL_RECORDING = "completed"
# What a step is asked with, under the names it has in the address that asks for the same step once more.
CARRIED = {"outcome": "DialCallStatus", "recording": "RecordingSid", "seconds": "RecordingDuration", "keys": "Digits"}


@dataclass(frozen=True)
class Asked:
    """`number` is the step, `tries` and `late` count polls and answers that did not come, `instead_of` is a step.

    `form` has what the step was first asked with, also when it is asked once more.
    """

    call_sid: str
    number: int
    tries: int
    late: int
    instead_of: str
    form: Mapping[str, str] = field(repr=False)

    @property
    def is_over(self) -> bool:
        """The caller's own leg has ended."""
        return self.form.get("CallStatus", "in-progress") not in {"in-progress", "ringing", "queued", "initiated"}

    def once_more(self, name: str) -> str:
        """The address of the same step, with what it was asked with."""
        carried = {key: self.form[sent] for key, sent in CARRIED.items() if self.form.get(sent)}
        return f"/twilio/voice/{name}?{urlencode({'step': self.number, **carried})}"


def asked_of(form: Mapping[str, str], query: QueryParams) -> Asked:
    """Raise ApiError 400 `malformed`."""
    instead_of = query.get("of", "")
    if instead_of and not STEP.fullmatch(instead_of):
        raise refusal("malformed")
    return Asked(
        _sid(form.get("CallSid", "")),
        _count(query.get("step", "0")),
        _count(query.get("n", "0")),
        _count(query.get("late", "0")),
        instead_of,
        {sent: query[key] for key, sent in CARRIED.items() if key in query} | dict(form),
    )


def heard_of(form: Mapping[str, str]) -> Heard:
    """An unreadable confidence is none."""
    try:
        confidence = float(form.get("Confidence", ""))
    except ValueError:
        confidence = None
    is_share = confidence is not None and 0 <= confidence <= 1
    keys = form.get("Digits", "")[:LONGEST_KEYS]
    return Heard(_stored(form.get("SpeechResult", "")), confidence if is_share else None, keys)


def reported_of(form: Mapping[str, str], query: QueryParams) -> Reported:
    parent = form.get("ParentCallSid", "")
    return Reported(
        _sid(form.get("CallSid", "")),
        form.get("CallStatus", ""),
        _seconds(form.get("CallDuration", "")),
        _sid(parent) if parent else None,
        conversation_of(query) if "conversation" in query else None,
    )


def recording_of(form: Mapping[str, str]) -> Recording | None:
    """None while it goes on, and when there is none."""
    sid = form.get("RecordingSid", "")
    if not sid or form.get("RecordingStatus", FINAL_RECORDING) != FINAL_RECORDING:
        return None
    if not RECORDING_SID.fullmatch(sid):
        raise refusal("malformed")
    source = form.get("RecordingSource")
    return Recording(sid, _seconds(form.get("RecordingDuration", "")), source == "RecordVerb" if source else None)


def sentence_of(form: Mapping[str, str]) -> Sentence | None:
    """None for the other events of a transcription, for an interim result, and for nothing said."""
    track, text = form.get("Track", ""), _stored(transcript_of(form.get("TranscriptionData", "")))
    if form.get("TranscriptionEvent") != CONTENT or form.get("Final", "true") != "true" or not text:
        return None
    if track not in get_args(Track):
        raise refusal("malformed")
    call_sid, number = _sid(form.get("CallSid", "")), _count(form.get("SequenceId", ""))
    of = form.get("TranscriptionSid", "") or call_sid
    return Sentence(call_sid, f"{of[:64]}:{track}:{number}", track, text)  # type: ignore[arg-type]  # It is one of them.


def conversation_of(query: QueryParams) -> UUID:
    try:
        return UUID(query.get("conversation", ""))
    except ValueError:
        raise refusal("malformed") from None


def _sid(sid: str) -> str:
    if not SID.fullmatch(sid):
        raise refusal("malformed")
    return sid


def _count(value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) <= len(str(MOST))):
        raise refusal("malformed")
    return int(value)


def _seconds(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdigit() and len(value) <= len(str(MOST)) else None


def _stored(text: str) -> str:
    """Without what PostgreSQL cannot keep and nobody can say."""
    return "".join(char for char in text if char.isprintable() or char in "\n\t").strip()
