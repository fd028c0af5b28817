"""Bad requests at the doors of SMS and voice: refused with a code, never an error of ours, nothing personal logged."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import suppress
from urllib.parse import urlencode

import httpx2
import pytest

from tests.journeys.line_requests import (
    DOORS,
    SECRET,
    SMS,
    VOICE_REPORTS,
    VOICE_STEPS,
    call_form,
    carrier_of,
    check,
    form_for,
    nothing_personal_logged,
    post,
    sms_form,
)
from tests.sim.stack import Stack
from tests.sim.texter import TOKEN, Texter
from tests.sim.twilio_webhooks import signature

pytestmark = pytest.mark.journeys


@pytest.fixture(autouse=True)
def _nothing_personal_is_logged(stack: Stack) -> Iterator[None]:
    with nothing_personal_logged(stack):
        yield


@pytest.fixture
async def http(stack: Stack) -> AsyncIterator[httpx2.AsyncClient]:
    async with carrier_of(stack) as client:
        yield client


@pytest.mark.parametrize("door", DOORS)
async def test_only_the_carrier_is_let_in(http: httpx2.AsyncClient, door: str) -> None:
    form = form_for(door)
    unsigned = await http.post(door, data=form)
    check(unsigned, 403, "signature_invalid")
    for wrong in ("", "bm90IGEgc2lnbmF0dXJl", "c3a4"):
        check(await post(http, door, form, signed=wrong), 403, "signature_invalid")
    check(await post(http, door, form, token="another"), 403, "signature_invalid")
    signed = signature(TOKEN, str(http.base_url).rstrip("/") + door, form.items())
    changed = form | {"From": "+819000009999"}
    check(await post(http, door, changed, signed=signed), 403, "signature_invalid")
    check(await post(http, f"{door}?step=7", form, signed=signed), 403, "signature_invalid")
    check(await post(http, door, form | {"Extra": "1"}, signed=signed), 403, "signature_invalid")


@pytest.mark.parametrize("door", DOORS)
async def test_other_ways_to_ask_are_refused(http: httpx2.AsyncClient, door: str) -> None:
    for method in ("GET", "PUT", "DELETE", "PATCH"):
        refused = await http.request(method, door)
        assert refused.status_code in {404, 405}, method
    headers = {"Content-Type": "application/json", "X-Twilio-Signature": "x"}
    check(await http.post(door, content=json.dumps(form_for(door)), headers=headers), 400, "malformed")
    assert (await http.post(door, content=b"", headers=headers)).status_code == 400
    form = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": "x"}
    check(await http.post(door, content=b"Body=\xff\xfe%ff", headers=form), 400, "malformed")


@pytest.mark.parametrize("door", DOORS)
async def test_a_large_body_is_refused_before_it_has_come(http: httpx2.AsyncClient, door: str) -> None:
    reader, writer = await asyncio.open_connection(http.base_url.host, http.base_url.port)
    head = f"POST {door} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\nContent-Type: text/plain\r\n\r\nBody="
    writer.write(head.encode())
    status = await asyncio.wait_for(reader.readline(), 10)
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()
    assert status.startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize("door", DOORS)
async def test_a_field_with_a_piece_of_another_is_refused(http: httpx2.AsyncClient, door: str) -> None:
    """The signature joins names and values, so these are signed as well as the true ones are."""
    form = form_for(door)
    shifted = {name: value for name, value in form.items() if name != "From"} | {"From+": form["From"][1:]}
    check(await post(http, door, shifted), 400, "malformed")
    twice = [*form.items(), ("From", form["From"])]
    url = str(http.base_url).rstrip("/") + door
    headers = {
        "X-Twilio-Signature": signature(TOKEN, url, twice),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    check(await http.post(door, content=urlencode(twice), headers=headers), 400, "malformed")


async def test_the_very_same_message_again_is_no_second_one(stack: Stack, http: httpx2.AsyncClient) -> None:
    form = sms_form(Body="こんにちは")
    answers = await asyncio.gather(*(post(http, SMS, form) for _ in range(5)))
    assert [answer.status_code for answer in answers] == [200] * 5
    async with Texter(stack.url, form["From"]) as customer:
        await customer.until_said("こんにちは")
        await customer.says("ありがとう")
        assert len(await customer.received()) == 2


async def test_the_very_same_step_of_a_call_again_is_answered_alike(http: httpx2.AsyncClient) -> None:
    form = call_form(SpeechResult="")
    greetings = await asyncio.gather(*(post(http, "/twilio/voice", form) for _ in range(3)))
    assert len({greeting.text for greeting in greetings}) == 1
    spoken = form | {"SpeechResult": "住所を変更したいです", "Confidence": "0.9"}
    answers = [await post(http, "/twilio/voice/hear?step=1", spoken) for _ in range(3)]
    assert "お名前" in answers[0].text
    assert len({answer.text for answer in answers}) == 1
    otherwise = await post(http, "/twilio/voice/hear?step=1", spoken | {"SpeechResult": SECRET})
    assert otherwise.text == answers[0].text


@pytest.mark.parametrize("path", [f"/twilio/voice/{name}?step=3" for name in VOICE_STEPS])
async def test_an_unknown_call_is_answered_as_a_new_one(http: httpx2.AsyncClient, path: str) -> None:
    answer = await post(http, path, call_form())
    assert answer.status_code == 200
    assert "お電話ありがとうございます" in answer.text or "<Hangup" in answer.text


@pytest.mark.parametrize("name", VOICE_REPORTS)
@pytest.mark.parametrize(
    "fields",
    [
        {"CallStatus": "completed", "CallDuration": "9"},
        {"CallStatus": "no-such-status", "CallDuration": "-1"},
        {"RecordingSid": "RE" + "0" * 32, "RecordingStatus": "completed", "RecordingDuration": "x"},
        {"TranscriptionEvent": "transcription-content", "TranscriptionData": "{", "Track": "inbound_track"},
        {"TranscriptionEvent": "transcription-content", "TranscriptionData": '{"transcript":"' + SECRET + '"}'}
        | {"Track": "inbound_track", "SequenceId": "1", "Final": "true"},
        {"ParentCallSid": "CA" + "1" * 32, "CallStatus": "in-progress"},
    ],
)
async def test_reports_on_unknown_calls_are_acknowledged(
    http: httpx2.AsyncClient, name: str, fields: Mapping[str, str]
) -> None:
    answer = await post(http, f"/twilio/voice/{name}", call_form(**fields))
    assert answer.status_code == 200
    assert "<Response" in answer.text


@pytest.mark.parametrize(
    "fields",
    [
        {"CallSid": ""},
        {"CallSid": "CA"},
        {"CallSid": "x" * 500},
        {"CallSid": "CA../../etc/passwd"},
        {"CallSid": SECRET},
    ],
)
@pytest.mark.parametrize("path", ["", "/hear?step=1", "/status", "/poll?step=1&n=1"])
async def test_what_is_no_call_id_is_refused(http: httpx2.AsyncClient, path: str, fields: Mapping[str, str]) -> None:
    check(await post(http, f"/twilio/voice{path}", call_form(**fields)), 400, "malformed")


@pytest.mark.parametrize(
    "query",
    [
        "step=x",
        "step=-1",
        "step=99999999999",
        "step=%EF%BC%91",
        "step=1&n=zwei",
        "step=1&of=../x",
        "step=1&of=" + "a" * 99,
    ],
)
async def test_a_bent_step_is_refused(http: httpx2.AsyncClient, query: str) -> None:
    check(await post(http, f"/twilio/voice/poll?{query}", call_form()), 400, "malformed")


@pytest.mark.parametrize("conversation", ["", "x", "00000000-0000-4000-8000-00000000000g"])
async def test_a_callback_for_no_conversation_is_refused(http: httpx2.AsyncClient, conversation: str) -> None:
    path = f"/twilio/voice/callback?conversation={conversation}"
    check(await post(http, path, call_form(Direction="outbound-api")), 400, "malformed")


async def test_a_callback_for_an_unknown_conversation_harms_nobody(http: httpx2.AsyncClient) -> None:
    path = "/twilio/voice/callback?conversation=00000000-0000-4000-8000-000000000009"
    answer = await post(http, path, call_form(Direction="outbound-api"))
    assert answer.status_code == 200
    assert "<Response" in answer.text
