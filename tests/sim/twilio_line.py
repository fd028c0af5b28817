"""The interpreter of one call: does what the service's TwiML says until something waits for a person."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin

from tests.sim.twilio_call import CallFields, Talk, Transcription, new_sid, recording_fields
from tests.sim.twilio_records import Call
from tests.sim.twilio_webhooks import Answer, TwilioWebhooks
from tests.sim.twiml_reading import Verb, read_twiml

FOLLOWED_AT_MOST = 200
SPEECH_CHARACTERS_PER_SECOND = 7
IN_QUEUE = {"QueueSid": "QU" + "0" * 32, "QueuePosition": "1", "QueueTime": "0", "CurrentQueueSize": "1"}


class NotListeningError(AssertionError):
    """The test lets the caller do what the call does not allow at this point."""


async def at_once(_: float) -> None:
    """The pause of simulated time: others get their turn and nothing more."""
    await asyncio.sleep(0)


@dataclass
class CallLine:
    """`heard` holds the sentences since the caller's last act, `at` the verb that now waits for somebody.

    Errors of the service are raised as TwimlError; Twilio would play them and end the call.
    """

    webhooks: TwilioWebhooks
    fields: CallFields
    status_url: str | None = None
    pause: Callable[[float], Awaitable[None]] = at_once
    call: Call | None = None
    heard: list[str] = field(default_factory=list)
    heard_in_all: list[str] = field(default_factory=list)
    played: list[str] = field(default_factory=list)
    visited: list[str] = field(default_factory=list)
    seconds: float = 0.0
    at: Verb | None = None
    talk: Talk | None = None
    transcription: Transcription | None = None
    _document: str = ""
    _rest: list[Verb] = field(default_factory=list)

    @property
    def call_sid(self) -> str:
        return self.fields.call_sid

    @property
    def is_over(self) -> bool:
        return self.fields.status not in {"ringing", "in-progress"}

    async def _go_on(self) -> list[str]:
        """Do verb after verb until one waits for somebody or the call is over."""
        self.at, self.talk = None, None
        for _ in range(FOLLOWED_AT_MOST):
            if self.call is not None and not self.call.redirects.empty():
                await self._fetch(self.call.redirects.get_nowait())
            if not self._rest or (self.call is not None and self.call.ended.is_set()):
                await self._end("completed")
            if self.is_over or await self._do(self._rest.pop(0)):
                return self.heard
        raise NotListeningError(f"The call has made {FOLLOWED_AT_MOST} steps without waiting for anybody.")

    async def _do(self, verb: Verb) -> bool:
        """Whether the call now waits for somebody, or is over."""
        match verb.name:
            case "Say" | "Play" | "Pause":
                await self._sound(verb)
            case "Redirect":
                await self._fetch(urljoin(self._document, verb.text))
            case "Start" | "Stop":
                await self._transcription(verb)
            case "Hangup":
                await self._end("completed")
            case "Reject":
                await self._end("busy" if verb.get("reason", "rejected") == "busy" else "no-answer")
            case "Enqueue" if verb.get("waitUrl", ""):
                for wait in read_twiml(await self._post_to(verb.attributes["waitUrl"], self.fields.now() | IN_QUEUE)):
                    await self._sound(wait)
                self.at = verb
            case _:
                for inner in verb.nested if verb.name == "Gather" else ():
                    await self._sound(inner)
                self.at = verb
        return self.at is not None or self.is_over

    async def _sound(self, verb: Verb) -> None:
        if verb.name == "Say":
            self.heard.append(verb.text)
            self.heard_in_all.append(verb.text)
            self.seconds += len(verb.text) / SPEECH_CHARACTERS_PER_SECOND
        elif verb.name == "Play":
            self.played.append(urljoin(self._document, verb.text))
        elif verb.name == "Pause":
            self.seconds += verb.seconds("length", 1)
            await self.pause(verb.seconds("length", 1))

    async def _nothing_heard(self, gather: Verb) -> list[str]:
        self.seconds += gather.seconds("timeout", 5)
        if gather.get("actionOnEmptyResult", "false") == "true":
            is_speech = gather.get("input", "dtmf") == "speech"
            return await self._answer(gather, {"SpeechResult" if is_speech else "Digits": "", "msg": "Gather End"})
        return await self._go_on()

    async def _answer(self, verb: Verb, extra: Mapping[str, str]) -> list[str]:
        """The verb is over: its action's answer takes the place of the document; without an action it goes on."""
        if "action" not in verb.attributes and verb.name in {"Dial", "Connect", "Enqueue"}:
            return await self._go_on()
        await self._fetch(urljoin(self._document, verb.get("action", "")), extra)
        return await self._go_on()

    async def _dialled(self, dial: Verb, status: str) -> list[str]:
        extra = self._dial_fields(dial, status)
        await self._tell_recording(dial)
        return await self._answer(dial, extra)

    async def _after_dial(self, dial: Verb, status: str) -> None:
        """The caller has hung up: Twilio asks the action all the same and throws its answer away."""
        extra = self._dial_fields(dial, status)
        await self._tell_recording(dial)
        if "action" in dial.attributes:
            await self._post(dial, extra)

    def _dial_fields(self, dial: Verb, status: str) -> dict[str, str]:
        if self.talk is None:
            return {"DialCallStatus": status, "DialCallSid": new_sid("CA"), "DialBridged": "false"}
        length = {"DialCallDuration": str(round(self.seconds - self.talk.began)), "DialBridged": "true"}
        is_recorded = dial.get("record", "").startswith("record-")
        url = {"RecordingUrl": recording_fields(1)["RecordingUrl"]} if is_recorded else {}
        return {"DialCallStatus": status, "DialCallSid": self.talk.call_sid, **length, **url}

    async def _tell_recording(self, dial: Verb) -> None:
        if self.call is not None:
            self.call.recording = None
        is_recorded = self.talk is not None and dial.get("record", "").startswith("record-")
        if is_recorded and "recordingStatusCallback" in dial.attributes:
            told = {**recording_fields(5), "RecordingStatus": "completed", "RecordingSource": "DialVerb"}
            fields = {"AccountSid": self.fields.account, "CallSid": self.call_sid, **told}
            await self._post_to(dial.attributes["recordingStatusCallback"], fields)

    async def _recorded(self, record: Verb, seconds: int, *, digits: str) -> list[str]:
        self.seconds += seconds
        recorded = recording_fields(min(seconds, record.seconds("maxLength", 3600)))
        if "recordingStatusCallback" in record.attributes:
            told = {**recorded, "RecordingStatus": "completed", "RecordingSource": "RecordVerb"}
            fields = {"AccountSid": self.fields.account, "CallSid": self.call_sid, **told}
            await self._post_to(record.attributes["recordingStatusCallback"], fields)
        return await self._answer(record, recorded | {"Digits": digits[:1]})

    async def _transcription(self, verb: Verb) -> None:
        if verb.name == "Stop" or not verb.nested:
            self.transcription = None
            return
        self.transcription = Transcription(new_sid("GT"), verb.nested[0])
        await self._tell_transcription({"TranscriptionEvent": "transcription-started"})

    async def _transcribe(self, text: str, track: str, confidence: float) -> None:
        if self.transcription is not None and self.transcription.hears(track):
            await self._tell_transcription(self.transcription.content(text, track, confidence))

    async def _tell_transcription(self, event: Mapping[str, str]) -> None:
        if self.transcription is None or "statusCallbackUrl" not in self.transcription.noun.attributes:
            return
        fields = self.transcription.fields(self.fields, event)
        await self._post_to(self.transcription.noun.attributes["statusCallbackUrl"], fields)

    async def _fetch(self, url: str, extra: Mapping[str, str] | None = None) -> None:
        self._document = urljoin(self._document, url)
        self.visited.append(self._document)
        answer = await self.webhooks.call(self._document, self.fields.now() | dict(extra or {}))
        self._rest = read_twiml(answer)
        self._become("in-progress")

    async def _post(self, verb: Verb, extra: Mapping[str, str]) -> Answer:
        return await self._post_to(verb.get("action", ""), self.fields.now() | dict(extra))

    async def _post_to(self, url: str, params: Mapping[str, str]) -> Answer:
        return await self.webhooks.call(urljoin(self._document, url), params)

    async def _end(self, status: str) -> None:
        self._become(status)
        self.at, self._rest, self.talk = None, [], None
        if self.transcription is not None:
            await self._tell_transcription({"TranscriptionEvent": "transcription-stopped"})
            self.transcription = None
        url, self.status_url = self.status_url, None
        if url is not None:
            await self.webhooks.call(url, self.fields.progress(status, self.seconds))

    def _become(self, status: str) -> None:
        self.fields.status = status
        if self.call is not None:
            self.call.status = status

    def _waiting(self, name: str) -> Verb:
        if self.at is None or self.at.name != name:
            raise NotListeningError(f"The call is at {self.at and self.at.name}, not at {name}.")
        return self.at

    async def _act(self) -> None:
        """What was pushed meanwhile comes first; then a new part of the conversation begins."""
        if self.call is not None and (self.call.ended.is_set() or not self.call.redirects.empty()):
            await self._go_on()
        self._act_on_nothing()

    def _act_on_nothing(self) -> None:
        if self.is_over:
            raise NotListeningError("The call is over.")
        self.heard = []
