"""The trial's carrier: it delivers at once to telephones that anybody on this machine may look at.

It asks the gateway as Twilio does, by signed webhooks, so that nothing behind them knows which carrier is in use.
"""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from conversation.messages import OutboundMessage, Receipt
from database.engine import Sessions
from database.vault import Vault
from gateway.background import Background
from gateway.carrier.port import InboundSms
from gateway.carrier.simulated_calls import SimulatedCall, SimulatedCalls
from gateway.carrier.simulated_texts import CarriedMessage, SimulatedTexts, sid_of
from gateway.carrier.webhook_parameters import WITHHELD, call_fields, text_fields, text_status_fields
from gateway.carrier.webhook_post import WebhookAnswer, WebhookPost

TRIAL_ACCOUNT = "AC" + "0" * 32
TRIAL_NUMBER = "+815000000000"
THREAD_LENGTH = 100
INBOUND_PAGE = 1_000
OK = range(200, 300)


@dataclass(frozen=True)
class Line:
    """How the carrier reaches the gateway. `status_url_of` takes the reference of a delivery."""

    post: WebhookPost
    background: Background
    status_url_of: Callable[[str], str] | None = None
    text_path: str = "/twilio/sms"
    call_status_path: str = "/twilio/voice/status"
    account_sid: str = TRIAL_ACCOUNT


class SimulatedCarrier:
    """Honours the reference: the same one is delivered once. Without a line it posts no webhook."""

    def __init__(
        self,
        sessions: Sessions,
        vault: Vault,
        clock: Callable[[], datetime],
        *,
        line: Line | None = None,
        number: str = TRIAL_NUMBER,
    ) -> None:
        self._clock, self._line, self._number = clock, line, number
        self._texts = SimulatedTexts(sessions, vault, clock, number)
        self._calls = SimulatedCalls(sessions, vault, clock)

    # The port.

    async def deliver(self, message: OutboundMessage) -> Receipt:
        is_new = await self._texts.add_outbound(message)
        if is_new and self._line is not None and self._line.status_url_of is not None:
            url = self._line.status_url_of(message.reference)
            self._line.background.start(self._report(self._line, message, url), name="carrier_reports_delivery")
        return Receipt("sent", provider_message_id=sid_of(message.reference))

    async def reconcile(self, message: OutboundMessage) -> Receipt:
        if not await self._texts.has(message.reference):
            return Receipt("absent")
        return Receipt("sent", provider_message_id=sid_of(message.reference))

    async def list_inbound(self, since: datetime, until: datetime) -> AsyncGenerator[Sequence[InboundSms], None]:
        last: CarriedMessage | None = None
        while page := await self._texts.list_inbound(INBOUND_PAGE, since=since, until=until, before=last):
            yield [InboundSms(m.reference, m.sender, m.to, m.body, 0, m.sent_at) for m in page]
            last = page[-1]

    async def redirect_call(self, call_sid: str, url: str) -> None:
        await self._calls.redirect(call_sid, url)

    async def end_call(self, call_sid: str) -> None:
        ended = await self._calls.end(call_sid)
        if ended is not None and self._line is not None:
            self._line.background.start(self._tell_end(self._line, ended), name="carrier_reports_end")

    async def place_call(self, to: str, url: str, status_url: str) -> str:
        return await self._calls.add("outbound", sender=self._number, to=to, url=url, status_url=status_url)

    async def pause_recording(self, call_sid: str) -> None:
        await self._calls.set_recording(call_sid, "paused")

    async def resume_recording(self, call_sid: str) -> None:
        await self._calls.set_recording(call_sid, "on")

    # The virtual telephone.

    async def start_call(self, number: str | None) -> str:
        """A call to our number, by somebody who withholds theirs when None. Nothing is posted yet."""
        return await self._calls.add("inbound", sender=number or WITHHELD, to=self._number)

    async def call(self, call_sid: str) -> SimulatedCall | None:
        return await self._calls.find(call_sid)

    async def call_status(self, call_sid: str) -> str | None:
        call = await self._calls.find(call_sid)
        return None if call is None else call.status

    async def call_parameters(self, call_sid: str) -> Mapping[str, str] | None:
        """What every webhook about the call carries; None for an unknown call."""
        call = await self._calls.find(call_sid)
        return None if call is None else self._fields(call, call.status)

    async def incoming_calls(self, number: str) -> Sequence[str]:
        """Calls that ring at this number, newest first."""
        return [call.call_sid for call in await self._calls.ringing() if call.to == number]

    async def answer_call(self, call_sid: str) -> str:
        """The URL to fetch now. Raise CarrierError when it rings no more."""
        call = await self._calls.pick_up(call_sid)
        if call.status_url is not None:
            await self.post_webhook(call.status_url, self._progress(call, "in-progress"))
        return call.url or ""

    async def pending_redirect(self, call_sid: str) -> str | None:
        """Taken: a second reading returns None."""
        return await self._calls.take_redirect(call_sid)

    async def hang_up_by_caller(self, call_sid: str) -> None:
        """Raise CarrierError for an unknown call; hanging up twice is no error."""
        ended = await self._calls.end(call_sid)
        if ended is not None and self._line is not None:
            await self._tell_end(self._line, ended)

    async def send_sms(self, number: str, body: str) -> str:
        """A text to our number: its sid. It stays in the carrier's list when the webhook fails, as with Twilio."""
        message_sid = await self._texts.add_inbound(number, body)
        if self._line is not None:
            fields = text_fields(self._account, message_sid, sender=number, to=self._number, body=body)
            await self.post_webhook(self._line.text_path, fields)
        return message_sid

    async def thread(self, number: str, limit: int = THREAD_LENGTH) -> Sequence[CarriedMessage]:
        """Both directions, oldest first."""
        return await self._texts.thread(number, limit)

    async def list_recent(self, limit: int) -> Sequence[CarriedMessage]:
        """What we sent, newest first."""
        return await self._texts.list_recent(limit, "outbound")

    async def post_webhook(self, path_or_url: str, params: Mapping[str, str]) -> WebhookAnswer:
        """Sign and post to this gateway. Raise ValueError for a URL that is not below `{public}/twilio/`."""
        if self._line is None:
            raise ValueError("This carrier has no line to the gateway.")
        answer = await self._line.post.post(path_or_url, params)
        if answer.status in OK and "CallSid" in params and "<Response" in answer.body:
            await self._calls.note_instructions(params["CallSid"], answer.body)
        return answer

    # What the carrier tells by itself.

    @property
    def _account(self) -> str:
        return self._line.account_sid if self._line is not None else TRIAL_ACCOUNT

    def _fields(self, call: SimulatedCall, status: str) -> dict[str, str]:
        return call_fields(
            self._account,
            call.call_sid,
            sender=call.sender,
            to=call.to,
            status=status,
            is_inbound=call.is_inbound,
        )

    def _progress(self, call: SimulatedCall, status: str) -> dict[str, str]:
        at = format_datetime(self._clock().astimezone(UTC))
        return {**self._fields(call, status), "Timestamp": at, "CallbackSource": "call-progress-events"}

    async def _tell_end(self, line: Line, call: SimulatedCall) -> None:
        """`call` is as it was before it ended."""
        was_answered = call.is_inbound or call.status == "in-progress"
        seconds = max(0, round((self._clock() - call.started_at).total_seconds())) if was_answered else 0
        length = {"CallDuration": str(seconds), "Duration": str(-(-seconds // 60))}
        fields = self._progress(call, "completed" if was_answered else "canceled")
        await self.post_webhook(call.status_url or line.call_status_path, {**fields, **length})

    async def _report(self, line: Line, message: OutboundMessage, url: str) -> None:
        for status in ("sent", "delivered"):
            await line.background.foreground.calm()
            fields = text_status_fields(
                line.account_sid,
                sid_of(message.reference),
                sender=self._number,
                to=message.address,
                status=status,
            )
            await line.post.post(url, fields)
