"""Odd but signed: texts, senders, keys and sounds that nobody expects are answered or kept, never an error of ours."""

from collections.abc import AsyncIterator, Iterator, Mapping
from secrets import token_hex

import httpx2
import pytest

from tests.journeys.line_requests import (
    ACCOUNT,
    SECRET,
    SMS,
    call_form,
    carrier_of,
    check,
    nothing_personal_logged,
    post,
    sms_form,
)
from tests.sim.stack import Stack
from tests.sim.telephone import Caller
from tests.sim.texter import Texter, unassigned_mobile

pytestmark = pytest.mark.journeys


@pytest.fixture(autouse=True)
def _nothing_personal_is_logged(stack: Stack) -> Iterator[None]:
    with nothing_personal_logged(stack):
        yield


@pytest.fixture
async def http(stack: Stack) -> AsyncIterator[httpx2.AsyncClient]:
    async with carrier_of(stack) as client:
        yield client


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"Body": "あ" * 1_601}, 400, "message_too_long"),
        ({"MessageSid": ""}, 400, "malformed"),
        ({"MessageSid": "SM'; drop table"}, 400, "malformed"),
        ({"NumMedia": "many"}, 400, "malformed"),
        ({"NumMedia": "-1"}, 400, "malformed"),
        ({"AccountSid": ""}, 200, ""),
    ],
)
async def test_bent_messages(http: httpx2.AsyncClient, fields: Mapping[str, str], status: int, code: str) -> None:
    answer = await post(http, SMS, sms_form(**fields))
    assert answer.status_code == status, answer.text
    assert (answer.json()["error"]["code"] if code else "") == code


@pytest.mark.parametrize("missing", ["MessageSid", "From", "Body"])
async def test_a_message_without_a_field_is_refused(http: httpx2.AsyncClient, missing: str) -> None:
    form = {name: value for name, value in sms_form().items() if name != missing}
    check(await post(http, SMS, form), 400, "malformed")


@pytest.mark.parametrize(
    "body", ["あ" * 1_600, "", "   ", "\u200b", "\x00", "😀", "<Say>&amp;</Say>", "/restart"], ids=ascii
)
async def test_odd_messages_are_answered(stack: Stack, body: str) -> None:
    async with Texter(stack.url) as customer:
        assert (await customer.says(body))["text"]


@pytest.mark.parametrize("sender", ["Amazon", "12345", "", "+0000", "client:somebody", "sip:a@b.example"])
async def test_who_cannot_be_answered_is_acknowledged(http: httpx2.AsyncClient, sender: str) -> None:
    answer = await post(http, SMS, sms_form(From=sender))
    assert answer.status_code == 200


@pytest.mark.parametrize("sender", ["+81300000003", "+815000000001", "+15555550100"])
async def test_nothing_is_sent_to_what_is_no_japanese_mobile(
    stack: Stack, http: httpx2.AsyncClient, sender: str
) -> None:
    """Read and kept, for whoever looks into the log; the answer would cost money and reach nobody."""
    answer = await post(http, SMS, sms_form(From=sender))
    assert answer.status_code == 200
    async with Texter(stack.url, sender) as landline, Texter(stack.url) as mobile:
        await mobile.says("こんにちは")
        assert await landline.received() == []


@pytest.mark.parametrize("token", ["x", "a" * 400, "..%2f..", SECRET])
async def test_status_callbacks_for_unknown_messages(http: httpx2.AsyncClient, token: str) -> None:
    form = {"MessageSid": f"SM{token_hex(16)}", "AccountSid": ACCOUNT, "MessageStatus": "delivered"}
    path = httpx2.URL(f"http://x/twilio/sms/status/{token}").raw_path.decode()
    answer = await post(http, path, form)
    assert answer.status_code == 404
    assert set(answer.json()) == {"error"}


@pytest.mark.parametrize("sender", ["", "anonymous", "+266696687", "Restricted", "sip:a@b.example", "+81300000003"])
async def test_whoever_calls_is_greeted(http: httpx2.AsyncClient, sender: str) -> None:
    answer = await post(http, "/twilio/voice", call_form(From=sender, SpeechResult=""))
    assert answer.status_code == 200
    assert "お電話ありがとうございます" in answer.text


@pytest.mark.parametrize(
    "fields",
    [
        {"SpeechResult": ""},
        {"SpeechResult": "あ" * 5_000, "Confidence": "0.9"},
        {"SpeechResult": "\x00\x07<Say>&]]>\ufffe", "Confidence": "nan"},
        {"SpeechResult": "/restart", "Confidence": "2"},
        {"SpeechResult": "はい", "Confidence": "-1"},
        {"SpeechResult": "", "Digits": "1234567890123456789012345678901234567890"},
        {"SpeechResult": "", "Digits": "abc"},
        {"SpeechResult": "はい", "Digits": "1", "Confidence": "0.9"},
        {"SpeechResult": "", "Digits": "hangup"},
    ],
)
async def test_whatever_is_heard_is_answered(http: httpx2.AsyncClient, fields: Mapping[str, str]) -> None:
    form = call_form(SpeechResult="")
    await post(http, "/twilio/voice", form)
    answer = await post(http, "/twilio/voice/hear?step=1", form | dict(fields))
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/xml")
    assert "<Say" in answer.text


async def test_keys_for_words_and_words_for_keys(stack: Stack) -> None:
    async with Caller(stack.url) as caller:
        await caller.says("住所を変更したいです")
        assert (await caller.presses("123456"))["text"], "a name cannot be typed"
        await caller.says("佐藤花子です")
        await caller.says("A123456789")
        assert (await caller.presses("5#"))["text"]
        assert "住所を変更するご契約を" in (await caller.says("昭和55年5月5日"))["text"]


async def test_two_calls_of_one_number_never_hear_each_other(stack: Stack) -> None:
    number = unassigned_mobile()
    async with Caller(stack.url, number) as first, Caller(stack.url, number) as second:
        assert "お電話ありがとうございます" in second.greeting
        await first.says("住所を変更したいです")
        assert "お電話番号" in (await second.says("折り返し電話をください"))["text"]
        assert "証券番号" in (await first.says("佐藤花子です"))["text"]
        assert "時間帯" in (await second.says("090-0000-0001"))["text"]


async def test_a_call_that_has_ended_is_told_to_hang_up(stack: Stack, http: httpx2.AsyncClient) -> None:
    async with Caller(stack.url) as caller:
        await caller.says("住所を変更したいです")
    ended = call_form(CallSid=caller.call_sid, CallStatus="completed")
    for path in ("/twilio/voice/hear?step=2", "/twilio/voice/poll?step=2&n=1", "/twilio/voice/queue?step=2"):
        answer = await post(http, path, ended)
        assert answer.status_code == 200
        assert "<Hangup" in answer.text, path
    for _ in range(2):
        assert (await post(http, "/twilio/voice/status", ended)).status_code == 200
