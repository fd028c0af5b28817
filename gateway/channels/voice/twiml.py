"""Call plans as TwiML, by Twilio's library only: always well-formed, below 64 kB, and no verbs but the plan's own.

What does not fit is left out of what is said, never of what the call does.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from gateway.channels.voice.listening import options
from gateway.channels.voice.plan import CallPlan, Connect, Ending, HangUp, Listen, Poll, Relay, TakeMessage, Wait
from gateway.channels.voice.relay_twiml import relay_in
from gateway.channels.voice.speech import choices_aloud, pieces_of
from gateway.channels.voice.twiml_text import address, client_name, dialled_number, say_in, xml_text
from gateway.channels.voice.voice_file import VoiceFile

STATUS_PATH = "/twilio/voice/status"
RECORDING_PATH = "/twilio/voice/recording"
TRANSCRIPTION_PATH = "/twilio/voice/transcription"
MOST_BYTES = 64_000
MOST_CHARACTERS = 2_000
"""More than five minutes; a step that says more has not been cut for the voice."""

LONGEST_SAY = 300
"""Twilio takes 4,500 characters of the URL-encoded text (warning 13521), nine for each of Japanese."""

_POST = "POST"
_TRANSCRIPTION = "counter"
_LONGEST_PAUSE = 120


def render(
    plan: CallPlan,
    voice: VoiceFile,
    *,
    public_base_url: str,
    transcribe: bool,
    record: bool,
    rate: int | None = None,
    is_transcribing: bool = False,
    caller_id: str | None = None,
) -> str:
    """Puts `plan.say` and the choices of what is listened for into spoken words itself.

    `is_transcribing`: a talk of this call was being written down, and ends with this document. `caller_id` is our
    number, shown to the telephone that is rung in place of the caller's.
    """
    own_number = dialled_number(caller_id or "")
    writer = _Writer(voice, public_base_url.rstrip("/"), transcribe, record, rate or voice.rate, own_number)
    document = writer.document(plan, is_transcribing=is_transcribing)
    if len(document.encode()) < MOST_BYTES:
        return document
    return writer.document(CallPlan(_without_words(plan.then)), is_transcribing=is_transcribing)


def canned(sentence: str, then: Ending, voice: VoiceFile, *, public_base_url: str, caller_id: str | None = None) -> str:
    """One sentence and what the call does, for when everything else is away."""
    plan = CallPlan(then, (sentence,))
    return render(plan, voice, public_base_url=public_base_url, transcribe=False, record=False, caller_id=caller_id)


class _Writer:
    """One document; holds what every verb needs."""

    def __init__(
        self, voice: VoiceFile, base: str, transcribe: bool, record: bool, rate: int, own_number: str | None
    ) -> None:
        self._voice = voice
        self._base = base
        self._transcribe = transcribe
        self._record = record
        self._rate = rate
        self._own_number = own_number

    def document(self, plan: CallPlan, *, is_transcribing: bool) -> str:
        response = VoiceResponse()
        if is_transcribing and not isinstance(plan.then, HangUp):
            # What the service says next is nobody's part of a talk.
            response.stop().transcription(name=_TRANSCRIPTION)
        match plan.then:
            case Listen():
                self._listen(response, plan.say, plan.then)
            case Wait():
                self._wait(response, plan.say, plan.then)
            case Connect():
                self._connect(response, plan.say, plan.then)
            case Relay():
                relay_in(response, plan.then, plan.say, self._voice, self._base)
                self._go(response, plan.then.action)
            case Poll() | TakeMessage() | HangUp():
                self._say(response, plan.say)
                self._end(response, plan.then)
            case _:
                assert_never(plan.then)
        return str(response)

    def _say(self, parent: VoiceResponse | Gather, texts: Sequence[str]) -> None:
        left = MOST_CHARACTERS
        for text in texts:
            for chunk in _chunks(text, self._voice.words.link):
                left -= len(chunk)
                if left < 0:
                    return
                say_in(parent, chunk, self._voice, self._rate)

    def _listen(self, response: VoiceResponse, say: Sequence[str], then: Listen) -> None:
        wanted = options(then.expects, then.choices, self._voice, may_interrupt=then.may_interrupt)
        gather = Gather(
            input=wanted.input,
            action=self._url(then.url),
            method=_POST,
            timeout=wanted.timeout,
            speech_timeout=wanted.speech_timeout,
            num_digits=wanted.num_digits,
            finish_on_key=wanted.finish_on_key,
            hints=xml_text(", ".join(wanted.hints)) or None,
            barge_in=wanted.barge_in,
            language=wanted.language,
            speech_model=wanted.speech_model,
            action_on_empty_result=True,
        )
        self._say(gather, [*say, choices_aloud(then.choices, self._voice)])
        response.append(gather)
        # The net: a gather that ends without its action must not end the call.
        self._go(response, then.url)

    def _wait(self, response: VoiceResponse, say: Sequence[str], then: Wait) -> None:
        gather = Gather(
            input="dtmf", num_digits=1, timeout=1, finish_on_key="", action=self._url(then.url), method=_POST
        )
        self._say(gather, say)
        music = self._voice.waiting.music_url
        if music is None:
            gather.pause(length=_seconds(then.seconds))
        else:
            gather.play(xml_text(music))
        response.append(gather)
        self._go(response, then.url)

    def _connect(self, response: VoiceResponse, say: Sequence[str], then: Connect) -> None:
        self._say(response, say)
        name, number = client_name(then.client or ""), dialled_number(then.number or "")
        if not name and number is None:
            self._go(response, then.url)
            return
        if self._transcribe:
            self._start_transcription(response)
        is_recorded = self._record and then.is_recorded
        dial = Dial(
            action=self._url(then.url),
            method=_POST,
            timeout=then.ring_seconds,
            answer_on_bridge=True,
            # A withheld number is no caller id a telephone can be rung with (13214).
            caller_id=None if name else self._own_number,
            record="record-from-answer-dual" if is_recorded else "do-not-record",
            **(self._recording_callback() if is_recorded else {}),
        )
        # Tells when caller and agent can hear each other.
        reported = {
            "status_callback": self._url(STATUS_PATH),
            "status_callback_method": _POST,
            "status_callback_event": "answered",
        }
        if name:
            dial.client(name, **reported)
        else:
            dial.number(number, **reported)
        response.append(dial)

    def _end(self, response: VoiceResponse, then: Poll | TakeMessage | HangUp) -> None:
        match then:
            case Poll():
                response.pause(length=_seconds(then.seconds))
                self._go(response, then.url)
            case TakeMessage():
                response.record(
                    action=self._url(then.url),
                    method=_POST,
                    play_beep=True,
                    max_length=then.longest_seconds,
                    finish_on_key=self._voice.listening.finish_key,
                    **self._recording_callback(),
                )
                # Nothing said: the carrier goes on with the next verb instead of the action.
                self._go(response, then.url)
            case HangUp():
                response.hangup()

    def _start_transcription(self, response: VoiceResponse) -> None:
        # Named, so that it can be stopped.
        response.start().transcription(
            name=_TRANSCRIPTION,
            status_callback_url=self._url(TRANSCRIPTION_PATH),
            status_callback_method=_POST,
            language_code=self._voice.language,
            track="both_tracks",
            partial_results=False,
            enable_automatic_punctuation=True,
        )

    def _recording_callback(self) -> dict[str, str]:
        return {
            "recording_status_callback": self._url(RECORDING_PATH),
            "recording_status_callback_method": _POST,
            "recording_status_callback_event": "in-progress completed absent",
        }

    def _go(self, response: VoiceResponse, path: str) -> None:
        response.redirect(self._url(path), method=_POST)

    def _url(self, path: str) -> str:
        return address(self._base, path)


def _chunks(text: str, link: str) -> list[str]:
    """The spoken text in pieces one `<Say>` takes."""
    chunks: list[str] = []
    for piece in pieces_of(text, longest=LONGEST_SAY, link=link):
        if chunks and len(chunks[-1]) + len(piece) <= LONGEST_SAY:
            chunks[-1] += piece
        else:
            chunks.append(piece)
    return chunks


def _seconds(seconds: int) -> int:
    return min(max(seconds, 1), _LONGEST_PAUSE)


def _without_words(then: Ending) -> Ending:
    return replace(then, expects=None, choices=()) if isinstance(then, Listen) else then
