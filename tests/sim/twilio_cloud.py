"""A stateful fake of Twilio's REST API: a real HTTP server that also misbehaves in the ways Twilio does.

Every request and answer is held against Twilio's OpenAPI document; what differs is kept in `violations`.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qs

from aiohttp import encode_basic_auth, web

from tests.sim.twilio_records import (
    ACCOUNT,
    Call,
    Failure,
    Message,
    call_record,
    message_record,
    page_record,
    recording_record,
)
from tests.sim.twilio_spec import TwilioSpec, load_spec
from tests.sim.twilio_webhooks import Answer, TwilioWebhooks

ROOT = f"/2010-04-01/Accounts/{ACCOUNT}"
LONGEST_BODY = 1_600
FINAL = {"completed", "canceled", "busy", "failed", "no-answer"}
TOO_MANY = Failure(429, 20429, "Too Many Requests")
NOT_FOUND = Failure(404, 20404, "The requested resource was not found")
NOT_IN_PROGRESS = Failure(400, 21220, "Call is not in-progress. Cannot redirect.")
BROKEN = Failure(500, 20500, "Internal Server Error")


class Mode(StrEnum):
    """What becomes of the next messages."""

    ok = "ok"
    too_many = "too_many"
    stopped = "stopped"
    landline = "landline"
    unreachable_handset = "unreachable_handset"
    broken = "broken"
    accept_then_500 = "accept_then_500"
    accept_then_drop = "accept_then_drop"
    accept_then_hang = "accept_then_hang"
    hang = "hang"


REFUSALS = {
    Mode.too_many: TOO_MANY,
    Mode.stopped: Failure(400, 21610, "Attempt to send to unsubscribed recipient"),
    Mode.landline: Failure(400, 21614, "'To' number is not a valid mobile number"),
    Mode.broken: BROKEN,
}
UNDELIVERED = {"failed", "undelivered"}
UNREADABLE = {Mode.too_many, Mode.broken}


@dataclass
class TwilioCloud:
    """`messages` and `calls` are what it accepted, in order; `asked` counts every request, `list_shows` hides some.

    `text_url` is the webhook of the number for messages, `fallback_url` its fallback.
    """

    webhooks: TwilioWebhooks
    number: str = "+815000000000"
    text_url: str = "/twilio/sms"
    fallback_url: str | None = None
    mode: Mode = Mode.ok
    url: str = ""
    messages: dict[str, Message] = field(default_factory=dict)
    calls: dict[str, Call] = field(default_factory=dict)
    asked: list[tuple[str, str, dict[str, list[str]]]] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    list_is_late: bool = False
    list_seconds: float = 0.0
    largest_page: int = 1_000
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    spec: TwilioSpec = field(default_factory=load_spec)
    is_closing: asyncio.Event = field(default_factory=asyncio.Event)

    # What a test does to it.

    def add_message(self, *, sender: str, to: str, body: str, direction: str, media: int = 0) -> Message:
        self.now += timedelta(seconds=1)
        status = "received" if direction == "inbound" else "queued"
        sid = ("MM" if media else "SM") + secrets.token_hex(16)
        message = Message(sid, sender, to, body, direction, status, self.now, media=media)
        self.messages[sid] = message
        return message

    async def text(
        self, sender: str, body: str, *, is_told: bool = True, media: int = 0
    ) -> tuple[Message, Answer | None]:
        """Somebody writes to our number. Untold, it can be found only in the list, as after an outage."""
        message = self.add_message(sender=sender, to=self.number, body=body, direction="inbound", media=media)
        if not is_told:
            return message, None
        answer = await self.webhooks.call(self.text_url, message.as_webhook(), fallback_url=self.fallback_url)
        return message, answer

    async def report(self, sid: str, *statuses: str, error_code: str | None = None) -> list[Answer]:
        """Status callbacks in the order given, which may repeat and go backwards, as Twilio's do."""
        message = self.messages[sid]
        if message.status_callback is None:
            return []
        answers = []
        for status in statuses:
            message.status, message.error_code = status, error_code if status in UNDELIVERED else None
            fields = message.as_status(status, message.error_code)
            answers.append(await self.webhooks.call(message.status_callback, fields))
        return answers

    async def report_outcome(self, sid: str) -> list[Answer]:
        """The callbacks a message gets in the end: delivered, or undelivered where the handset was out of reach."""
        if self.messages[sid].is_unreachable:
            return await self.report(sid, "sent", "undelivered", error_code="30003")
        return await self.report(sid, "sent", "delivered")

    def begin_call(self, sender: str, *, call_sid: str | None = None, status: str = "in-progress") -> Call:
        sid = call_sid or f"CA{secrets.token_hex(16)}"
        call = Call(sid, sender, self.number, "inbound", status, self.now)
        self.calls[sid] = call
        return call

    def sent(self, to: str | None = None) -> Sequence[Message]:
        """What it accepted from us."""
        return [m for m in self.messages.values() if m.direction != "inbound" and to in {None, m.to}]

    # Messages.

    async def create_message(self, form: dict[str, str]) -> tuple[int, Any]:
        if self.mode == Mode.hang:
            await self.is_closing.wait()
        if (refusal := REFUSALS.get(self.mode)) is not None:
            return refusal.answer()
        if len(form.get("Body", "")) > LONGEST_BODY:
            return Failure(400, 21617, "The concatenated message body exceeds the 1600 character limit").answer()
        if not form.get("To", "").startswith("+"):
            return Failure(400, 21211, "The 'To' number is not a valid phone number.").answer()
        message = self.add_message(sender=form["From"], to=form["To"], body=form["Body"], direction="outbound-api")
        message.status_callback = form.get("StatusCallback")
        message.is_unreachable = self.mode == Mode.unreachable_handset
        if self.mode == Mode.accept_then_500:
            return BROKEN.answer()
        if self.mode == Mode.accept_then_hang:
            await self.is_closing.wait()
        if self.mode == Mode.accept_then_drop:
            raise ConnectionAbortedError
        return 201, message_record(message)

    def list_messages(self, query: dict[str, str]) -> tuple[int, Any]:
        hidden = self.list_is_late
        found = [m for m in reversed(self.messages.values()) if not hidden and _is_asked(m, query)]
        size, page = min(int(query.get("PageSize", "50")), self.largest_page), int(query.get("Page", "0"))
        shown = [message_record(m) for m in found[page * size : (page + 1) * size]]
        return 200, page_record(
            f"{ROOT}/Messages.json", query, shown, page, size, is_last=len(found) <= (page + 1) * size
        )

    # Calls.

    def create_call(self, form: dict[str, list[str]]) -> tuple[int, Any]:
        if (refusal := REFUSALS.get(self.mode)) is not None:
            return refusal.answer()
        sid = f"CA{secrets.token_hex(16)}"
        call = Call(sid, form["From"][0], form["To"][0], "outbound-api", "queued", self.now, url=form["Url"][0])
        call.status_callback = form.get("StatusCallback", [None])[0]
        call.status_events = form.get("StatusCallbackEvent", ["completed"])
        self.calls[sid] = call
        return 201, call_record(call)

    def update_call(self, sid: str, form: dict[str, str]) -> tuple[int, Any]:
        call = self.calls.get(sid)
        if call is None:
            return NOT_FOUND.answer()
        if self.mode in REFUSALS:
            return REFUSALS[self.mode].answer()
        if call.status in FINAL:
            return NOT_IN_PROGRESS.answer()
        if "Status" in form:
            call.status = form["Status"]
            call.ended.set()
        if "Url" in form:
            call.redirects.put_nowait(form["Url"])
        return 200, call_record(call)

    def update_recording(self, call_sid: str, form: dict[str, str]) -> tuple[int, Any]:
        call = self.calls.get(call_sid)
        if call is None or call.recording is None:
            return NOT_FOUND.answer()
        if call.status in FINAL:
            return NOT_IN_PROGRESS.answer()
        call.recording = form["Status"]
        return 200, recording_record(call)

    # HTTP.

    async def serve(self, request: web.Request) -> web.StreamResponse:
        query = parse_qs(request.query_string, keep_blank_values=True)
        form = parse_qs((await request.read()).decode(), keep_blank_values=True)
        self.asked.append((request.method, request.path, query | form))
        if request.headers.get("Authorization") != encode_basic_auth(ACCOUNT, self.webhooks.auth_token):
            return self._answer(request, Failure(401, 20003, "Authenticate").answer())
        wrong = self.spec.wrong_in_request(request.method, request.path, query, form)
        self.violations += [f"{request.method} {what}" for what in wrong]
        try:
            answer = await self._route(request.method, request.path.removeprefix(ROOT), query, form)
        except ConnectionAbortedError:
            if request.transport is not None:
                request.transport.close()
            return web.Response()
        return self._answer(request, answer)

    async def _route(
        self, method: str, path: str, query: dict[str, list[str]], form: dict[str, list[str]]
    ) -> tuple[int, Any]:
        asked, given = {k: v[0] for k, v in query.items()}, {k: v[0] for k, v in form.items()}
        match method, path.removesuffix(".json").strip("/").split("/"):
            case "POST", ["Messages"]:
                return await self.create_message(given)
            case "GET", ["Messages"]:
                await asyncio.sleep(self.list_seconds)
                return REFUSALS[self.mode].answer() if self.mode in UNREADABLE else self.list_messages(asked)
            case "GET", ["Messages", sid] if sid in self.messages:
                return 200, message_record(self.messages[sid])
            case "POST", ["Calls"]:
                return self.create_call(form)
            case "POST", ["Calls", sid]:
                return self.update_call(sid, given)
            case "GET", ["Calls", sid] if sid in self.calls:
                return 200, call_record(self.calls[sid])
            case "POST", ["Calls", sid, "Recordings", "Twilio.CURRENT"]:
                return self.update_recording(sid, given)
            case _:
                return NOT_FOUND.answer()

    def _answer(self, request: web.Request, answer: tuple[int, Any]) -> web.Response:
        status, body = answer
        wrong = self.spec.wrong_in_answer(request.method, request.path, status, body)
        self.violations += [f"{request.method} {what}" for what in wrong]
        return web.json_response(body, status=status)


@asynccontextmanager
async def twilio_cloud(
    webhooks: TwilioWebhooks, *, port: int = 0, number: str = "+815000000000"
) -> AsyncIterator[TwilioCloud]:
    """Listens on loopback until the end of the block; requests that hang are let go then."""
    cloud = TwilioCloud(webhooks, number)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", cloud.serve)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    cloud.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield cloud
    finally:
        cloud.is_closing.set()
        await runner.cleanup()


def _is_asked(message: Message, query: dict[str, str]) -> bool:
    """What is queued has no DateSent, so a question about it leaves it out."""
    if query.get("To", message.to) != message.to or query.get("From", message.sender) != message.sender:
        return False
    bounds = [query.get(name) for name in ("DateSent", "DateSent>", "DateSent<")]
    if not any(bounds):
        return True
    sent = message_record(message)["date_sent"]
    if sent is None:
        return False
    at = parsedate_to_datetime(sent)
    on, after, before = (datetime.fromisoformat(bound) if bound else None for bound in bounds)
    is_on = on is None or at.date() == on.date()
    return is_on and (after is None or at >= after) and (before is None or at <= before)
