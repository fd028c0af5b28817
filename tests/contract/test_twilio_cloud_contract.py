"""The fake of Twilio is held to what Twilio published: its OpenAPI document, its signatures and its retries."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

import anyio
import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from gateway.carrier.twilio_http import BoundedHttp
from tests.sim.scripted_service import ScriptedService, scripted_service
from tests.sim.twilio_cloud import ROOT, Mode, TwilioCloud, twilio_cloud
from tests.sim.twilio_records import ACCOUNT, message_record
from tests.sim.twilio_spec import load_spec
from tests.sim.twilio_webhooks import TwilioWebhooks, signature

pytestmark = pytest.mark.contract

TOKEN, NUMBER, OURS = "12345", "+819000001234", "+815000000000"
SMS, FALLBACK, STATUS = "/twilio/sms", "/fallback", "/status"
URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
CALL = "CallSid=CA1234567890ABCDE&Digits=1234&From=%2B14158675309&To=%2B18005551212&Caller=%2B14158675309"
BODY = "&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"


@pytest.fixture
async def service() -> AsyncIterator[ScriptedService]:
    async with scripted_service() as service:
        service.answers |= {SMS: "", FALLBACK: "", STATUS: ""}
        yield service


@pytest.fixture
async def cloud(service: ScriptedService) -> AsyncIterator[TwilioCloud]:
    async with twilio_cloud(TwilioWebhooks(TOKEN, service.url)) as cloud:
        yield cloud


@pytest.fixture
def client(cloud: TwilioCloud) -> Client:
    http = BoundedHttp(cloud.url, seconds=4, connections=2)
    return Client(ACCOUNT, TOKEN, http_client=http, environment={})


async def ask(call: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    return await anyio.to_thread.run_sync(partial(call, *args, **kwargs))


@pytest.mark.parametrize(
    ("url", "form", "published"),
    [
        (URL, CALL, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        (URL, "Sid=CA123&SidAccount=AC123&Digits=5678&Digits=1234&Digits=1234", "IK+Dwps556ElfBT0I3Rgjkr1wJU="),
        (URL.replace("https://mycompany.com", "http://mycompany.com:1234"), CALL, "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
        (URL.replace(".com/", ".com:443/"), CALL, "kvajT1Ptam85bY51eRf/AJRuM3w="),
        (URL.replace("https://mycompany.com", "http://mycompany.com:80"), CALL, "0ZXoZLH/DfblKGATFgpif+LLRf4="),
        (URL + BODY, "", "a9nBmqA0ju/hNViExpshrM61xv4="),
    ],
)
def test_signatures_are_those_twilio_published(url: str, form: str, published: str) -> None:
    assert signature(TOKEN, url, parse_qsl(form)) == published


async def test_messages_keep_to_the_document(cloud: TwilioCloud, client: Client) -> None:
    sent = [await ask(client.messages.create, to=NUMBER, from_=OURS, body=f"{n}通目です") for n in range(3)]
    cloud.messages[sent[0].sid].status = "delivered"
    listed = await ask(client.messages.list, to=NUMBER, from_=OURS, page_size=1)
    assert [m.sid for m in listed] == [m.sid for m in reversed(sent)]
    assert (await ask(client.messages(sent[1].sid).fetch)).body == "1通目です"
    assert cloud.violations == []


async def test_a_question_about_dates_leaves_out_what_is_queued(cloud: TwilioCloud, client: Client) -> None:
    queued, delivered = [await ask(client.messages.create, to=NUMBER, from_=OURS, body="はい") for _ in range(2)]
    cloud.messages[delivered.sid].status = "delivered"
    since = datetime.now(UTC) - timedelta(hours=1)
    assert [m.sid for m in await ask(client.messages.list, date_sent_after=since)] == [delivered.sid]
    assert {m.sid for m in await ask(client.messages.list)} == {queued.sid, delivered.sid}
    assert cloud.violations == []


async def test_calls_and_recordings_keep_to_the_document(cloud: TwilioCloud, client: Client) -> None:
    call = await ask(client.calls.create, to=NUMBER, from_=OURS, url="https://x.example/twilio/voice")
    cloud.calls[call.sid].recording = "in-progress"
    paused = await ask(client.calls(call.sid).recordings("Twilio.CURRENT").update, status="paused")
    assert paused.status == "paused"
    assert (await ask(client.calls(call.sid).update, status="completed")).status == "completed"
    assert (await ask(client.calls(call.sid).fetch)).status == "completed"
    assert cloud.violations == []


@pytest.mark.parametrize(
    ("mode", "status", "code"),
    [
        (Mode.too_many, 429, 20429),
        (Mode.stopped, 400, 21610),
        (Mode.landline, 400, 21614),
        (Mode.broken, 500, 20500),
    ],
)
async def test_errors_have_twilios_form(cloud: TwilioCloud, client: Client, mode: Mode, status: int, code: int) -> None:
    cloud.mode = mode
    with pytest.raises(TwilioRestException) as refused:
        await ask(client.messages.create, to=NUMBER, from_=OURS, body="はい")
    assert (refused.value.status, refused.value.code) == (status, code)
    assert cloud.sent() == []
    assert cloud.violations == []


async def test_who_does_not_know_the_token_is_sent_away(cloud: TwilioCloud) -> None:
    stranger = Client(ACCOUNT, "guess", http_client=BoundedHttp(cloud.url, seconds=4, connections=1), environment={})
    with pytest.raises(TwilioRestException, match="Authenticate"):
        await ask(stranger.messages.create, to=NUMBER, from_=OURS, body="はい")


@pytest.mark.parametrize(
    ("path", "form", "complaint"),
    [
        ("/Messages.json", {"Body": ["x"]}, "form lacks To"),
        ("/Messages.json", {"To": [NUMBER], "Text": ["x"]}, "form has an unknown field Text"),
        ("/Messages.json", {"To": [NUMBER], "ValidityPeriod": ["soon"]}, "form ValidityPeriod is no integer"),
        ("/Messages.json", {"To": [NUMBER], "StatusCallback": ["status"]}, "form StatusCallback is no uri"),
        ("/Messages.json", {"To": [NUMBER], "MessagingServiceSid": ["MG1"]}, "MessagingServiceSid does not match"),
        ("/Messages.json", {"To": [NUMBER, NUMBER]}, "form repeats To"),
        ("/Calls/CA1.json", {"Status": ["completed"]}, "path Sid does not match"),
        ("/Calls/CA" + "0" * 32 + ".json", {"Status": ["in-progress"]}, "form Status is none of the choices"),
        ("/Conferences.json", {}, "not an operation"),
    ],
)
def test_a_request_that_differs_from_the_document_is_noticed(
    path: str, form: dict[str, list[str]], complaint: str
) -> None:
    assert complaint in " ".join(load_spec().wrong_in_request("POST", ROOT + path, {}, form))


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"sid": "SM1"}, "answer.sid does not match"),
        ({"status": "lost"}, "answer.status is none of the choices"),
        ({"num_segments": 1}, "answer.num_segments is no string"),
        ({"date_created": "2026-04-01"}, "answer.date_created is no date-time"),
        ({"colour": "red"}, "answer has an unknown colour"),
    ],
)
async def test_an_answer_that_differs_from_the_document_is_noticed(
    cloud: TwilioCloud, change: dict[str, Any], complaint: str
) -> None:
    record = message_record(cloud.add_message(sender=OURS, to=NUMBER, body="はい", direction="outbound-api"))
    assert load_spec().wrong_in_answer("POST", f"{ROOT}/Messages.json", 201, record) == []
    wrong = load_spec().wrong_in_answer("POST", f"{ROOT}/Messages.json", 201, record | change)
    assert complaint in " ".join(wrong)


async def test_a_text_is_told_once_when_it_is_taken(cloud: TwilioCloud, service: ScriptedService) -> None:
    message, _ = await cloud.text(NUMBER, "住所を変えたいです")
    (asked,) = service.asked
    assert asked.form["MessageSid"] == asked.form["SmsSid"] == message.sid
    assert RequestValidator(TOKEN).validate(service.url + SMS, asked.form, asked.signature)


@pytest.mark.parametrize(
    ("fragment", "answers", "asked"),
    [
        ("", [503, ""], 1),  # A refused connection only is tried again unless the URL says otherwise.
        ("#rc=2&rp=5xx", [503, 503, ""], 3),
        ("#rc=1&rp=all", [403, ""], 2),
        ("#rc=5&rp=ct,rt,5xx", [403, ""], 1),
    ],
)
async def test_a_refused_webhook_is_retried_as_its_url_says(
    cloud: TwilioCloud, service: ScriptedService, fragment: str, answers: list[str | int], asked: int
) -> None:
    service.answers[SMS], cloud.text_url = answers, SMS + fragment
    await cloud.text(NUMBER, "もしもし")
    assert len(service.asked_at(SMS)) == asked


async def test_the_fallback_url_is_told_what_went_wrong(cloud: TwilioCloud, service: ScriptedService) -> None:
    service.answers[SMS], cloud.fallback_url = 500, FALLBACK
    message, _ = await cloud.text(NUMBER, "もしもし")
    (fallen,) = service.asked_at(FALLBACK)
    assert (fallen["ErrorCode"], fallen["ErrorUrl"]) == ("11200", SMS)
    assert fallen["MessageSid"] == message.sid


async def test_status_callbacks_come_twice_and_out_of_order(
    cloud: TwilioCloud, service: ScriptedService, client: Client
) -> None:
    sent = await ask(client.messages.create, to=NUMBER, from_=OURS, body="はい", status_callback=service.url + STATUS)
    await cloud.report(sent.sid, "delivered", "sent", "sent")
    await cloud.report(sent.sid, "undelivered", error_code="30003")
    told = service.asked_at(STATUS)
    assert [t["MessageStatus"] for t in told] == ["delivered", "sent", "sent", "undelivered"]
    assert told[-1]["ErrorCode"] == "30003"


async def test_an_unreachable_handset_is_told_by_callback(
    cloud: TwilioCloud, service: ScriptedService, client: Client
) -> None:
    cloud.mode = Mode.unreachable_handset
    sent = await ask(client.messages.create, to=NUMBER, from_=OURS, body="はい", status_callback=service.url + STATUS)
    await cloud.report_outcome(sent.sid)
    told = [(t["MessageStatus"], t.get("ErrorCode")) for t in service.asked_at(STATUS)]
    assert told == [("sent", None), ("undelivered", "30003")]
