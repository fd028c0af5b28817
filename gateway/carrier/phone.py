"""The virtual telephone of the trial: it performs for a page what a carrier performs for a telephone."""

import json
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from gateway.carrier.phone_lines import AgentLines
from gateway.carrier.port import CarrierError
from gateway.errors import ApiError

TRANSCRIPTION = "/twilio/voice/transcription"
SUCCESSES = range(200, 300)
_GONE = {
    "no_such_call": (404, "この通話は見つかりませんでした。"),
    "call_not_live": (409, "この通話は終わっています。"),
}
_CHILD = re.compile(r"CA[0-9A-Za-z]{32}")


class CarriedText(Protocol):
    """A text message the carrier has carried; `direction` is seen from the service."""

    @property
    def direction(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def sent_at(self) -> datetime: ...
    @property
    def reference(self) -> str: ...


class Telephone(Protocol):
    """What the virtual telephone needs of the carrier. Numbers are E.164; None is withheld."""

    async def start_call(self, number: str | None) -> str: ...
    async def call_parameters(self, call_sid: str) -> Mapping[str, str] | None: ...
    async def call_status(self, call_sid: str) -> str | None: ...
    async def pending_redirect(self, call_sid: str) -> str | None: ...
    async def hang_up_by_caller(self, call_sid: str) -> None: ...
    async def incoming_calls(self, number: str) -> Sequence[str]: ...
    async def answer_call(self, call_sid: str) -> str: ...
    async def send_sms(self, number: str, body: str) -> str: ...
    async def thread(self, number: str) -> Sequence[CarriedText]: ...
    async def post_webhook(self, path_or_url: str, params: Mapping[str, str]) -> tuple[int, str]: ...


@dataclass(frozen=True)
class VirtualPhone:
    """`agent_lines` takes the call's sid and the last message seen."""

    telephone: Telephone
    agent_lines: Callable[[str, int], Awaitable[AgentLines]]
    clock: Callable[[], datetime]
    public_base_url: str

    async def step(self, call_sid: str, url: str, params: Mapping[str, str]) -> dict[str, Any]:
        """What the service answers at `url`, below its own `/twilio/`. Raise ApiError."""
        known = await self.telephone.call_parameters(call_sid)
        if known is None:
            raise refusal_of(CarrierError("no_such_call"))
        try:
            status, twiml = await self.telephone.post_webhook(url, {**known, **_further(call_sid, known, params)})
        except ValueError as error:
            raise ApiError("url_not_ours", 422, "このサービスのURLではありません。") from error
        absolute = self.public_base_url + url if url.startswith("/") else url
        return {"status": status, "twiml": twiml, "url": absolute}

    async def look(self, call_sid: str, after: int) -> dict[str, Any]:
        """Where the call stands, and what the agent wrote after the message `after`. Raise ApiError."""
        status = await self.telephone.call_status(call_sid)
        if status is None:
            raise refusal_of(CarrierError("no_such_call"))
        spoken = await self.agent_lines(call_sid, after)
        lines = [{"seq": line.seq, "text": line.text, "name": line.name} for line in spoken.lines]
        redirect_url = await self.telephone.pending_redirect(call_sid)
        return {"status": status, "redirect_url": redirect_url, "seq": spoken.seq, "agent_lines": lines}

    async def speak(self, call_sid: str, text: str, url: str | None) -> None:
        """What the caller says to an agent arrives as a transcript. Raise ApiError."""
        at = self.clock().astimezone(UTC)
        params = {
            "TranscriptionEvent": "transcription-content",
            "TranscriptionSid": f"GT{call_sid[2:]}",
            "TranscriptionData": json.dumps({"transcript": text, "confidence": 0.95}, ensure_ascii=False),
            "Track": "inbound_track",
            "Final": "true",
            "LanguageCode": "ja-JP",
            "SequenceId": _sequence_of(at),
            "Timestamp": at.isoformat(),
        }
        answer = await self.step(call_sid, url or TRANSCRIPTION, params)
        if answer["status"] not in SUCCESSES:
            raise ApiError("speech_not_taken", 502, "お話しの内容を届けられませんでした。")


def _sequence_of(at: datetime) -> str:
    """Twilio counts the sentences of a call; hundredths of a second do as well here, and need no memory."""
    return str(round(at.timestamp() * 100) % 1_000_000)


def refusal_of(error: CarrierError) -> ApiError:
    status, message = _GONE.get(error.code, (409, "この操作はできません。"))
    return ApiError(error.code, status, message)


def _further(call_sid: str, known: Mapping[str, str], params: Mapping[str, str]) -> dict[str, str]:
    """The step's own parameters. Another CallSid is that of the leg to an agent, which names the caller's as parent."""
    further = dict(params)
    child = further.pop("CallSid", None)
    if child is not None and child != call_sid and _CHILD.fullmatch(child):
        further |= {"CallSid": child, "ParentCallSid": call_sid}
    if "RecordingSid" in further:
        account = known.get("AccountSid", "")
        further["RecordingUrl"] = (
            f"https://api.twilio.com/2010-04-01/Accounts/{account}/Recordings/{further['RecordingSid']}"
        )
    return further
