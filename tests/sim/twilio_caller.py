"""Somebody on the telephone: speaks, presses keys and hangs up, over real signed requests to the service.

Time passes only on `seconds`; nothing here waits, except for the service's answers.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Self

from tests.sim.twilio_call import CallFields, Talk, new_sid, recording_fields
from tests.sim.twilio_cloud import TwilioCloud
from tests.sim.twilio_line import SPEECH_CHARACTERS_PER_SECOND, CallLine, NotListeningError, at_once
from tests.sim.twilio_records import Call
from tests.sim.twilio_webhooks import TwilioWebhooks
from tests.sim.twiml_reading import Verb

WITHHELD = "+266696687"


@dataclass
class TwilioCaller(CallLine):
    """The person. Every act returns what is heard after it."""

    @classmethod
    async def calls(
        cls,
        base_url: str,
        token: str,
        *,
        from_number: str | None,
        to: str = "+815000000000",
        public_url: str | None = None,
        voice_path: str = "/twilio/voice",
        status_path: str | None = "/twilio/voice/status",
        cloud: TwilioCloud | None = None,
        pause: Callable[[float], Awaitable[None]] = at_once,
    ) -> Self:
        """Ring and listen until the service waits for something. With a cloud the service can redirect the call."""
        public = (public_url or base_url).rstrip("/")
        webhooks = TwilioWebhooks(token, public, reach=base_url.rstrip("/"))
        fields = CallFields(new_sid("CA"), from_number or WITHHELD, to)
        caller = cls(webhooks, fields, None if status_path is None else public + status_path, pause)
        if cloud is not None:
            caller.call = cloud.begin_call(fields.sender, call_sid=fields.call_sid, status="ringing")
        await caller._fetch(public + voice_path)
        await caller._go_on()
        return caller

    @classmethod
    async def is_called(cls, cloud: TwilioCloud, base_url: str, call: Call) -> Self:
        """Pick up a call the service placed through the cloud."""
        public = cloud.webhooks.public_base_url
        webhooks = TwilioWebhooks(cloud.webhooks.auth_token, public, reach=base_url.rstrip("/"))
        fields = CallFields(call.sid, call.sender, call.to, direction="outbound-api", status="in-progress")
        caller = cls(webhooks, fields, call.status_callback, call=call)
        call.status = "in-progress"
        if call.status_callback is not None and "answered" in call.status_events:
            await webhooks.call(call.status_callback, fields.progress("in-progress", 0))
        await caller._fetch(call.url or "")
        await caller._go_on()
        return caller

    # The caller.

    async def says(self, text: str, *, confidence: float = 0.9, interrupting: bool = False) -> list[str]:
        """Speech. Where only keys are expected it goes unheard, as silence does."""
        await self._act()
        if self.transcription is not None:
            await self._transcribe(text, "inbound_track", confidence)
        if self.talk is not None:
            return self.heard
        gather = self._waiting("Gather")
        self.seconds += len(text) / SPEECH_CHARACTERS_PER_SECOND
        is_too_early = interrupting and gather.get("bargeIn", "true") == "false"
        if "speech" not in gather.get("input", "dtmf") or is_too_early:
            return await self._nothing_heard(gather)
        return await self._answer(gather, {"SpeechResult": text, "Confidence": f"{confidence:.8f}"})

    async def presses(self, keys: str) -> list[str]:
        """Keys, then silence. What is pressed after the last expected digit is lost, as on the telephone."""
        await self._act()
        if self.at is not None and self.at.name == "Record":
            return await self.leaves_message(keys=keys)
        gather = self._waiting("Gather")
        if "dtmf" not in gather.get("input", "dtmf"):
            return await self._nothing_heard(gather)
        digits, finished_on = _gathered(keys, gather)
        if not digits:
            return await self._nothing_heard(gather)
        return await self._answer(gather, {"Digits": digits, "FinishedOnKey": finished_on})

    async def keeps_silent(self) -> list[str]:
        """Until the time-out of whatever is listened for."""
        await self._act()
        if self.at is not None and self.at.name == "Record":
            return await self._go_on()
        return await self._nothing_heard(self._waiting("Gather"))

    async def leaves_message(self, *, seconds: int = 5, keys: str = "") -> list[str]:
        await self._act()
        record = self._waiting("Record")
        return await self._recorded(record, seconds, digits=keys)

    async def hangs_up(self) -> None:
        await self._act()
        verb, self.at = self.at, None
        self._become("completed")
        if verb is not None and verb.name == "Record":
            await self._post(verb, recording_fields(1) | {"Digits": "hangup"})
        if verb is not None and verb.name == "Dial":
            await self._after_dial(verb, "completed" if self.talk is not None else "canceled")
        await self._end("completed")

    # The agent, while the call is dialled to one.

    async def agent_answers(self) -> None:
        dial = self._waiting("Dial")
        self.talk = Talk(new_sid("CA"), began=self.seconds)
        if self.call is not None and dial.get("record", "").startswith("record-"):
            self.call.recording = "in-progress"
        for noun in dial.nested:
            if "answered" in noun.get("statusCallbackEvent", "completed").split():
                await self._post_to(noun.attributes["statusCallback"], self.talk.fields(self.fields, "in-progress"))

    async def agent_says(self, text: str) -> None:
        if self.transcription is not None:
            await self._transcribe(text, "outbound_track", 0.9)

    async def agent_hangs_up(self) -> list[str]:
        await self._act()
        return await self._dialled(self._waiting("Dial"), "completed")

    async def agent_does_not_answer(self, status: str = "no-answer") -> list[str]:
        """`no-answer`, `busy` or `failed`."""
        await self._act()
        dial = self._waiting("Dial")
        self.seconds += dial.seconds("timeout", 30)
        return await self._dialled(dial, status)

    # The carrier.

    async def fetch(self, url: str) -> list[str]:
        """The call is redirected: whatever goes on is left, without a word to its action."""
        self._act_on_nothing()
        await self._fetch(url)
        return await self._go_on()

    async def is_redirected(self, *, within: float = 10.0) -> list[str]:
        """Wait until the service redirects the call, and follow."""
        if self.call is None:
            raise NotListeningError("A call without a cloud is never redirected.")
        return await self.fetch(await asyncio.wait_for(self.call.redirects.get(), within))

    async def leaves_queue(self, result: str = "redirected") -> list[str]:
        enqueue = self._waiting("Enqueue")
        return await self._answer(enqueue, {"QueueResult": result, "QueueSid": "QU" + "0" * 32, "QueueTime": "1"})

    async def relay_ends(self, handoff_data: str = "") -> list[str]:
        connect = self._waiting("Connect")
        ended = {"SessionId": new_sid("VX"), "SessionStatus": "ended", "SessionDuration": "1"}
        return await self._answer(connect, {**ended, "HandoffData": handoff_data})


def _gathered(keys: str, gather: Verb) -> tuple[str, str]:
    """The digits, and the key that finished them."""
    finish = gather.get("finishOnKey", "#")
    wanted = gather.seconds("numDigits", len(keys) + 1)
    digits = ""
    for key in keys:
        if key == finish:
            return digits, key
        digits += key
        if len(digits) == wanted:
            break
    return digits, ""
