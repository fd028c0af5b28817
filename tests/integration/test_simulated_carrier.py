"""The trial's carrier asks the gateway as Twilio does, and asks nobody else."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from uuid import uuid4

import httpx2
import pytest
from twilio.request_validator import RequestValidator

from conversation.messages import OutboundMessage
from conversation.model import Channel
from database.engine import Database
from database.vault import Vault
from gateway.background import Background
from gateway.carrier.port import CarrierError
from gateway.carrier.simulated import Line, SimulatedCarrier
from gateway.carrier.webhook_post import WebhookPost, loopback_base
from tests.sim.scripted_service import ScriptedService, scripted_service

pytestmark = pytest.mark.integration

PUBLIC = "https://toritsugi.example"
DIAL = '<Dial record="record-from-answer-dual"><Client>agent-1</Client></Dial>'
NOW = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)


@pytest.fixture
async def service() -> AsyncIterator[ScriptedService]:
    async with scripted_service() as service:
        service.answers |= {"/twilio/sms": "", "/twilio/voice/status": "", "/twilio/voice": "<Gather/>"}
        yield service


@pytest.fixture
async def background() -> AsyncIterator[Background]:
    background = Background()
    yield background
    await background.stop(grace_seconds=5)


@pytest.fixture
async def carrier(
    service: ScriptedService, database: Database, vault: Vault, background: Background
) -> AsyncIterator[SimulatedCarrier]:
    async with httpx2.AsyncClient(trust_env=False) as http:
        post = WebhookPost(http, "trial", public_base_url=PUBLIC, post_to=service.url)
        line = Line(post, background, status_url_of=lambda reference: f"{PUBLIC}/twilio/sms/status/{reference}")
        yield SimulatedCarrier(database.sessions, vault, lambda: NOW, line=line)


def a_number() -> str:
    return f"+8190000{uuid4().int % 100_000:05d}"


async def test_a_text_is_posted_signed_for_the_public_url(carrier: SimulatedCarrier, service: ScriptedService) -> None:
    number = a_number()
    message_sid = await carrier.send_sms(number, "住所を変えたいです")
    (asked,) = service.asked
    assert RequestValidator("trial").validate(f"{PUBLIC}/twilio/sms", asked.form, asked.signature)
    assert asked.form["MessageSid"] == asked.form["SmsSid"] == asked.form["SmsMessageSid"] == message_sid
    assert (asked.form["From"], asked.form["To"]) == (number, "+815000000000")
    assert (asked.form["Body"], asked.form["NumSegments"], asked.form["NumMedia"]) == ("住所を変えたいです", "1", "0")


async def test_a_text_the_gateway_refused_stays_in_the_list(
    carrier: SimulatedCarrier, service: ScriptedService
) -> None:
    service.answers["/twilio/sms"] = 503
    message_sid = await carrier.send_sms(a_number(), "もしもし")
    assert message_sid in [m.message_sid async for page in carrier.list_inbound(NOW, NOW) for m in page]


async def test_a_thread_holds_both_directions(carrier: SimulatedCarrier) -> None:
    number = a_number()
    await carrier.send_sms(number, "こんにちは")
    await carrier.deliver(OutboundMessage(Channel.sms, number, str(uuid4()), "ご用件をどうぞ。"))
    thread = await carrier.thread(number)
    assert {(m.direction, m.body) for m in thread} == {("inbound", "こんにちは"), ("outbound", "ご用件をどうぞ。")}
    assert len(await carrier.thread(number, 1)) == 1


async def test_delivery_is_reported_once_for_a_reference(
    carrier: SimulatedCarrier, service: ScriptedService, background: Background
) -> None:
    message = OutboundMessage(Channel.sms, a_number(), str(uuid4()), "ご用件をどうぞ。")
    receipt = await carrier.deliver(message)
    await carrier.deliver(message)
    await background.stop(grace_seconds=5)
    told = service.asked_at(f"/twilio/sms/status/{message.reference}")
    assert [t["MessageStatus"] for t in told] == ["sent", "delivered"]
    assert {t["MessageSid"] for t in told} == {receipt.provider_message_id}


async def test_a_call_is_up_when_it_was_told_what_to_do(carrier: SimulatedCarrier) -> None:
    call_sid = await carrier.start_call(a_number())
    parameters = await carrier.call_parameters(call_sid)
    assert parameters is not None
    assert (parameters["CallStatus"], parameters["Direction"]) == ("ringing", "inbound")
    answer = await carrier.post_webhook("/twilio/voice", parameters)
    assert answer == (200, "<Response><Gather/></Response>")
    assert await carrier.call_status(call_sid) == "in-progress"


async def test_a_dial_that_records_can_be_paused(carrier: SimulatedCarrier, service: ScriptedService) -> None:
    service.answers["/twilio/voice"] = DIAL
    call_sid = await carrier.start_call(a_number())
    await carrier.post_webhook("/twilio/voice", await carrier.call_parameters(call_sid) or {})
    await carrier.pause_recording(call_sid)
    call = await carrier.call(call_sid)
    assert call is not None
    assert call.recording == "paused"


@pytest.mark.parametrize("end", [SimulatedCarrier.hang_up_by_caller, SimulatedCarrier.end_call])
async def test_the_end_of_a_call_is_told_once(
    carrier: SimulatedCarrier,
    service: ScriptedService,
    background: Background,
    end: Callable[[SimulatedCarrier, str], Awaitable[None]],
) -> None:
    call_sid = await carrier.start_call(None)
    await end(carrier, call_sid)
    await end(carrier, call_sid)
    await background.stop(grace_seconds=5)
    (told,) = service.asked_at("/twilio/voice/status")
    assert (told["CallSid"], told["CallStatus"], told["From"]) == (call_sid, "completed", "+266696687")
    assert told["CallDuration"] == "0"
    assert await carrier.pending_redirect(call_sid) is None


async def test_a_placed_call_rings_until_it_is_answered(carrier: SimulatedCarrier, service: ScriptedService) -> None:
    number = a_number()
    placed = await carrier.place_call(number, f"{PUBLIC}/twilio/voice/callback?id=1", f"{PUBLIC}/twilio/voice/status")
    assert await carrier.incoming_calls(number) == [placed]
    assert await carrier.incoming_calls(a_number()) == []
    assert await carrier.answer_call(placed) == f"{PUBLIC}/twilio/voice/callback?id=1"
    assert await carrier.incoming_calls(number) == []
    assert service.asked_at("/twilio/voice/status")[0]["CallStatus"] == "in-progress"


async def test_a_placed_call_that_is_declined_is_canceled(carrier: SimulatedCarrier, service: ScriptedService) -> None:
    placed = await carrier.place_call(a_number(), f"{PUBLIC}/twilio/voice/callback", f"{PUBLIC}/twilio/voice/status")
    await carrier.hang_up_by_caller(placed)
    assert service.asked_at("/twilio/voice/status")[0]["CallStatus"] == "canceled"
    with pytest.raises(CarrierError, match="call_not_live"):
        await carrier.answer_call(placed)


@pytest.mark.parametrize(
    "url",
    [
        "/staff",
        "/twilio/../staff",
        "/twilio/%2e%2e/staff",
        "/twilio/..\\staff",
        "/twilio",
        "https://elsewhere.example/twilio/voice",
        "https://toritsugi.example.elsewhere.example/twilio/voice",
        "https://toritsugi.example@elsewhere.example/twilio/voice",
        "http://toritsugi.example/twilio/voice",
        "//elsewhere.example/twilio/voice",
        "/twilio/voice\r\nX-Evil: 1",
        "",
    ],
)
async def test_a_page_cannot_make_it_ask_for_anything_else(
    carrier: SimulatedCarrier, service: ScriptedService, url: str
) -> None:
    with pytest.raises(ValueError, match="this service only"):
        await carrier.post_webhook(url, {})
    assert service.asked == []


async def test_characters_the_client_escapes_are_signed_as_they_are_sent(
    carrier: SimulatedCarrier, service: ScriptedService
) -> None:
    service.answers["/twilio/声"] = ""
    await carrier.post_webhook("/twilio/声?step=1&q=あ", {"Digits": "", "SpeechResult": "はい"})
    (asked,) = service.asked
    signed = f"{PUBLIC}/twilio/%E5%A3%B0?step=1&q=%E3%81%82"
    assert RequestValidator("trial").validate(signed, asked.form, asked.signature)


async def test_a_gateway_that_is_away_is_an_answer(database: Database, vault: Vault, background: Background) -> None:
    async with httpx2.AsyncClient(trust_env=False) as http:
        post = WebhookPost(http, "trial", public_base_url=PUBLIC, post_to="http://127.0.0.1:9")
        carrier = SimulatedCarrier(database.sessions, vault, lambda: NOW, line=Line(post, background))
        assert await carrier.post_webhook("/twilio/voice", {}) == (502, "")


async def test_more_than_twilio_reads_is_an_error(carrier: SimulatedCarrier, service: ScriptedService) -> None:
    service.answers["/twilio/voice"] = f"<Say>{'あ' * 30_000}</Say>"
    assert (await carrier.post_webhook("/twilio/voice", {})).status == 500


@pytest.mark.parametrize(
    ("host", "base"),
    [
        ("0.0.0.0", "http://127.0.0.1:8000"),  # noqa: S104  # What is configured, not bound here.
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("::", "http://[::1]:8000"),
        ("::1", "http://[::1]:8000"),
    ],
)
def test_the_own_address(host: str, base: str) -> None:
    assert loopback_base(host, 8000) == base
