"""Twilio's REST API as a carrier.

Twilio has no key that makes a send idempotent. So whatever may have been accepted is `unknown`, and is looked for in
Twilio's own list before it is sent again.
"""

import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, TypeVar

import anyio
import structlog
from requests import ConnectionError as HttpConnectionError
from requests import ConnectTimeout, RequestException
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client
from urllib3.exceptions import NewConnectionError

from config.settings import TwilioSettings
from conversation.deliveries import TimedMessage
from conversation.messages import OutboundMessage, Receipt
from gateway.carrier.port import CarrierError, CarrierUnavailableError, InboundSms
from gateway.carrier.twilio_http import BoundedHttp
from gateway.circuit_breaker import Breaker

Answer = TypeVar("Answer")
logger = structlog.get_logger()

# More than the deliveries that may hang at once, so that calls are controlled all the same.
CALLS_AT_ONCE = 16
# For a base URL of one's own without an account: the library insists on one.
NO_ACCOUNT = "AC" + "0" * 32
BREAKER = Breaker(limit=5, rest_seconds=15)
# What is older than this when a handset comes back is not worth reading; Twilio takes no more than ten hours.
VALID = timedelta(hours=4)
MOST_VALID, LEAST_VALID = timedelta(hours=10), timedelta(seconds=5)
# Twilio's clock and ours, and the time between the note of an attempt and the attempt.
WINDOW_BEFORE = timedelta(minutes=15)
LISTED_AT_MOST = 200
INBOUND_PAGE = 1_000
# Twilio compares whole seconds.
EDGE = timedelta(seconds=1)
TRIAL_PREFIX = re.compile(r"^Sent from your Twilio trial account - ")
PROGRESS = ["initiated", "ringing", "answered", "completed"]
CURRENT_RECORDING = "Twilio.CURRENT"
NOT_IN_PROGRESS = {21220}
HTTP_UNAUTHORISED, HTTP_NOT_FOUND, HTTP_TIMEOUT, HTTP_TOO_MANY, HTTP_SERVER_ERROR = 401, 404, 408, 429, 500


class TwilioCarrier:
    """`is_claimed` tells whether a message sid belongs to another delivery already.

    After several messages in a row without an answer the next ones are not handed over for a while: they are `busy`
    at once, instead of waiting for the same.
    """

    def __init__(
        self,
        client: Client,
        *,
        from_number: str,
        status_url_of: Callable[[str], str],
        is_claimed: Callable[[str], Awaitable[bool]],
        clock: Callable[[], datetime],
        list_lag: timedelta,
        seconds: float,
    ) -> None:
        self._client, self._from, self._clock = client, from_number, clock
        self._status_url_of, self._is_claimed = status_url_of, is_claimed
        self._list_lag, self._seconds = list_lag, seconds
        self._limiter = anyio.CapacityLimiter(CALLS_AT_ONCE)
        self._breaker = BREAKER

    async def deliver(self, message: OutboundMessage) -> Receipt:
        if not self._is_worth_asking():
            return Receipt("busy")
        seconds = _valid_seconds(message, self._clock())

        def create() -> Any:  # noqa: ANN401  # The library ships no types.
            return self._client.messages.create(
                to=message.address,
                from_=self._from,
                body=message.text,
                status_callback=self._status_url_of(message.reference),
                validity_period=seconds,
            )

        try:
            created = await self._ask(create)
        except TwilioRestException as error:
            self._breaker = self._breaker.after_success()
            return _refusal(error)
        except (TwilioException, RequestException, ValueError, TimeoutError) as error:
            self._breaker = self._breaker.after_failure(self._clock().timestamp())
            outcome = "busy" if _surely_not_sent(error) else "unknown"
            logger.warning("carrier_did_not_answer", outcome=outcome, error=type(error).__name__)
            return Receipt(outcome)
        self._breaker = self._breaker.after_success()
        return Receipt("sent", provider_message_id=created.sid)

    async def reconcile(self, message: OutboundMessage) -> Receipt:
        """`unknown` also while nobody knows when the message was handed over."""
        if message.attempted_at is None or not self._is_worth_asking():
            return Receipt("unknown")
        # Without a date in the question: what is queued still has no DateSent and would be left out.
        try:
            listed = await self._ask(
                lambda: self._client.messages.list(to=message.address, from_=self._from, limit=LISTED_AT_MOST)
            )
        except (TwilioException, RequestException, ValueError, TimeoutError):
            self._breaker = self._breaker.after_failure(self._clock().timestamp())
            return Receipt("unknown")
        self._breaker = self._breaker.after_success()
        earliest = message.attempted_at - WINDOW_BEFORE
        alike = [m for m in listed if _written_at(m) >= earliest and _is_same(m.body, message.text)]
        for found in sorted(alike, key=_written_at):
            if not await self._is_claimed(found.sid):
                return Receipt("sent", provider_message_id=found.sid)
        is_early = self._clock() - message.attempted_at < self._list_lag
        return Receipt("unknown" if is_early else "absent")

    async def list_inbound(self, since: datetime, until: datetime) -> AsyncGenerator[Sequence[InboundSms], None]:
        after, before = since.astimezone(UTC) - EDGE, until.astimezone(UTC) + EDGE

        def first() -> Any:  # noqa: ANN401  # The library ships no types.
            return self._client.messages.page(
                to=self._from, date_sent_after=after, date_sent_before=before, page_size=INBOUND_PAGE
            )

        turn: Callable[[], Any] = first
        while True:
            page, received = await self._command(partial(_read_page, turn))
            yield received
            if page.next_page_url is None or (received and received[-1].sent_at < after):
                return
            turn = page.next_page

    async def redirect_call(self, call_sid: str, url: str) -> None:
        await self._command(lambda: self._client.calls(call_sid).update(url=url, method="POST"))

    async def end_call(self, call_sid: str) -> None:
        try:
            await self._command(lambda: self._client.calls(call_sid).update(status="completed"))
        except CarrierError as error:
            if error.code != "call_not_live":
                raise

    async def place_call(self, to: str, url: str, status_url: str) -> str:
        placed = await self._command(
            lambda: self._client.calls.create(
                to=to,
                from_=self._from,
                url=url,
                method="POST",
                status_callback=status_url,
                status_callback_method="POST",
                status_callback_event=PROGRESS,
            )
        )
        return str(placed.sid)

    async def pause_recording(self, call_sid: str) -> None:
        await self._record(call_sid, status="paused", pause_behavior="silence")

    async def resume_recording(self, call_sid: str) -> None:
        await self._record(call_sid, status="in-progress")

    async def _record(self, call_sid: str, **change: str) -> None:
        recording = self._client.calls(call_sid).recordings(CURRENT_RECORDING)
        try:
            await self._command(lambda: recording.update(**change))
        except CarrierError as error:
            # Twilio says "not found" for the recording, which tells nothing of the call.
            if error.code == "no_such_call":
                raise CarrierError("refused", error.provider_code) from None
            raise

    def _is_worth_asking(self) -> bool:
        now = self._clock().timestamp()
        if not self._breaker.allows(now):
            return False
        if self._breaker.opened_at is not None:
            # This message tries for all; the others rest on until it has an answer.
            self._breaker = replace(self._breaker, opened_at=now)
        return True

    async def _command(self, call: Callable[[], Answer]) -> Answer:
        """Raise CarrierError or CarrierUnavailableError, and never with Twilio's text: it quotes numbers."""
        try:
            return await self._ask(call)
        except TwilioRestException as error:
            raise _error_of(error) from None
        except (TwilioException, RequestException, ValueError, TimeoutError) as error:
            raise CarrierUnavailableError(type(error).__name__) from None

    async def _ask(self, call: Callable[[], Answer]) -> Answer:
        """The library blocks: it runs in a thread, which is left behind when the time is over."""
        with anyio.fail_after(self._seconds):
            return await anyio.to_thread.run_sync(call, limiter=self._limiter, abandon_on_cancel=True)


def open_twilio(
    settings: TwilioSettings,
    *,
    status_url_of: Callable[[str], str],
    is_claimed: Callable[[str], Awaitable[bool]],
    clock: Callable[[], datetime],
) -> TwilioCarrier:
    http = BoundedHttp(settings.api_base_url, seconds=settings.request_seconds, connections=CALLS_AT_ONCE)
    account_sid, token = settings.account_sid or NO_ACCOUNT, settings.auth_token.get_secret_value()
    client = Client(account_sid, token, http_client=http, environment={})
    return TwilioCarrier(
        client,
        from_number=settings.from_number,
        status_url_of=status_url_of,
        is_claimed=is_claimed,
        clock=clock,
        list_lag=timedelta(seconds=settings.list_lag_seconds),
        seconds=settings.request_seconds + 0.5,
    )


def _refusal(error: TwilioRestException) -> Receipt:
    """401 is a wrong token: surely not accepted, and right again when the token is."""
    code = str(error.code)
    if error.status in {HTTP_TOO_MANY, HTTP_UNAUTHORISED}:
        outcome = "busy"
    elif error.status >= HTTP_SERVER_ERROR or error.status == HTTP_TIMEOUT:
        outcome = "unknown"
    else:
        outcome = "failed"
    logger.warning("carrier_refused_message", outcome=outcome, provider_code=code, status=error.status)
    return Receipt(outcome, error_code=code)


def _error_of(error: TwilioRestException) -> CarrierError | CarrierUnavailableError:
    code = str(error.code)
    if error.status >= HTTP_SERVER_ERROR or error.status in {HTTP_TIMEOUT, HTTP_TOO_MANY}:
        return CarrierUnavailableError(code)
    if error.code in NOT_IN_PROGRESS:
        return CarrierError("call_not_live", code)
    if error.status == HTTP_NOT_FOUND:
        return CarrierError("no_such_call", code)
    return CarrierError("refused", code)


def _surely_not_sent(error: Exception) -> bool:
    """The connection never came about, so nothing went over it."""
    if isinstance(error, ConnectTimeout):
        return True
    cause = error.args[0] if isinstance(error, HttpConnectionError) and error.args else None
    return isinstance(getattr(cause, "reason", None), NewConnectionError)


def _valid_seconds(message: OutboundMessage, now: datetime) -> int:
    """How long Twilio may keep the message for a handset that is away."""
    expires_at = message.expires_at if isinstance(message, TimedMessage) else now + VALID
    return int(max(LEAST_VALID, min(MOST_VALID, expires_at - now)).total_seconds())


def _read_page(ask: Callable[[], Any]) -> tuple[Any, Sequence[InboundSms]]:
    """Ask and read in the same thread: a thousand records take their time."""
    page = ask()
    return page, [
        InboundSms(m.sid, m.from_, m.to, m.body or "", int(m.num_media or 0), _written_at(m))
        for m in page
        if m.direction == "inbound"
    ]


def _is_same(carried: str | None, text: str) -> bool:
    return TRIAL_PREFIX.sub("", carried or "").strip() == text.strip()


def _written_at(message: Any) -> datetime:  # noqa: ANN401  # The library ships no types.
    at: datetime = message.date_sent or message.date_created
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at
