"""The routes of the virtual telephone, before a carrier that remembers what it was asked."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI

from gateway.carrier.phone import VirtualPhone
from gateway.carrier.phone_lines import AgentLine, AgentLines
from gateway.carrier.phone_routes import phone_pages, phone_router
from gateway.carrier.phone_wire import e164_of
from gateway.carrier.port import CarrierError
from gateway.errors import ApiError, install_error_handlers

PUBLIC = "http://service.example"
AT = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
SID = "CA" + "0" * 31 + "1"
ANSWER = "<Response><Say>はい。</Say></Response>"


@dataclass(frozen=True)
class Text:
    direction: str
    body: str
    sent_at: datetime
    reference: str


@dataclass
class RememberingTelephone:
    posted: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    sent: list[tuple[str, str]] = field(default_factory=list)
    callers: list[str | None] = field(default_factory=list)
    status: int = 200
    call_state: str = "in-progress"
    redirect: str | None = None

    async def start_call(self, number: str | None) -> str:
        self.callers.append(number)
        return SID

    async def call_parameters(self, call_sid: str) -> Mapping[str, str] | None:
        return {"CallSid": SID, "AccountSid": "AC1", "From": "+819000000001"} if call_sid == SID else None

    async def call_status(self, call_sid: str) -> str | None:
        return self.call_state if call_sid == SID else None

    async def pending_redirect(self, call_sid: str) -> str | None:
        assert call_sid == SID
        taken, self.redirect = self.redirect, None
        return taken

    async def hang_up_by_caller(self, call_sid: str) -> None:
        known = {SID: "completed"}
        try:
            self.call_state = known[call_sid]
        except KeyError as error:
            raise CarrierError("no_such_call") from error

    async def incoming_calls(self, number: str) -> Sequence[str]:
        return {"+819000000001": [SID]}.get(number, [])

    async def answer_call(self, call_sid: str) -> str:
        known = {SID: f"{PUBLIC}/twilio/voice/callback"}
        try:
            return known[call_sid]
        except KeyError as error:
            raise CarrierError("call_not_live") from error

    async def send_sms(self, number: str, body: str) -> str:
        self.sent.append((number, body))
        return "SM1"

    async def thread(self, number: str) -> Sequence[Text]:
        return [Text("inbound", f"{number}より", AT, "SM1"), Text("outbound", "承りました。", AT, "r2")]

    async def post_webhook(self, path_or_url: str, params: Mapping[str, str]) -> tuple[int, str]:
        path = path_or_url.removeprefix(PUBLIC)
        reach = {True: self.posted}
        try:
            reach[path.startswith("/twilio/")].append((path, params))
        except KeyError as error:
            raise ValueError(path) from error
        return self.status, ANSWER


async def _lines(call_sid: str, after_seq: int) -> AgentLines:
    assert call_sid == SID
    return AgentLines(after_seq + 2, [AgentLine(after_seq + 1, "お待たせしました。", "佐藤")])


@pytest.fixture
def telephone() -> RememberingTelephone:
    return RememberingTelephone()


@pytest.fixture
async def page(telephone: RememberingTelephone, tmp_path: Path) -> AsyncIterator[httpx2.AsyncClient]:
    (tmp_path / "phone").mkdir()
    (tmp_path / "phone" / "index.html").write_text("<title>電話</title>")
    app = FastAPI()
    install_error_handlers(app)
    app.include_router(phone_router(VirtualPhone(telephone, _lines, lambda: AT, PUBLIC)))
    app.include_router(phone_pages(tmp_path))
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url=f"{PUBLIC}") as client:
        yield client


def _call(path: str = "") -> str:
    return f"/demo/api/phone/calls/{SID}{path}"


async def test_a_call_begins_with_what_the_service_answers(
    page: httpx2.AsyncClient, telephone: RememberingTelephone
) -> None:
    answer = await page.post("/demo/api/phone/calls", json={"number": "０９０ー0000-0001"})
    assert answer.status_code == 201
    assert answer.json() == {"call_sid": SID, "status": 200, "twiml": ANSWER, "url": f"{PUBLIC}/twilio/voice"}
    assert telephone.callers == ["+819000000001"]
    assert telephone.posted[0][1]["CallSid"] == SID


async def test_a_withheld_number_is_nobodys(page: httpx2.AsyncClient, telephone: RememberingTelephone) -> None:
    await page.post("/demo/api/phone/calls", json={"withheld": True})
    assert telephone.callers == [None]


async def test_a_step_posts_what_was_heard(page: httpx2.AsyncClient, telephone: RememberingTelephone) -> None:
    url = f"{PUBLIC}/twilio/voice/hear?step=2"
    answer = await page.post(
        _call("/steps"), json={"url": url, "params": {"SpeechResult": "はい", "Confidence": "0.9"}}
    )
    assert answer.json() == {"status": 200, "twiml": ANSWER, "url": url}
    path, params = telephone.posted[0]
    assert path == "/twilio/voice/hear?step=2"
    assert (params["SpeechResult"], params["From"]) == ("はい", "+819000000001")


async def test_what_the_service_refuses_is_told_and_not_raised(
    page: httpx2.AsyncClient, telephone: RememberingTelephone
) -> None:
    telephone.status = 403
    answer = await page.post(_call("/steps"), json={"url": "/twilio/voice/hear"})
    assert (answer.status_code, answer.json()["status"]) == (200, 403)


async def test_the_leg_to_an_agent_names_its_parent(page: httpx2.AsyncClient, telephone: RememberingTelephone) -> None:
    child = "CA" + "0" * 31 + "2"
    await page.post(_call("/steps"), json={"url": "/twilio/voice/status", "params": {"CallSid": child}})
    assert telephone.posted[0][1]["CallSid"] == child
    assert telephone.posted[0][1]["ParentCallSid"] == SID


async def test_a_recording_gets_its_address(page: httpx2.AsyncClient, telephone: RememberingTelephone) -> None:
    await page.post(_call("/steps"), json={"url": "/twilio/voice/message", "params": {"RecordingSid": "RE1"}})
    assert telephone.posted[0][1]["RecordingUrl"].endswith("/Accounts/AC1/Recordings/RE1")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"url": "http://elsewhere.example/twilio/voice"}, "url_not_ours"),
        ({"url": "/api/staff"}, "url_not_ours"),
        ({"url": "/twilio/voice", "params": {"From": "+819000000009"}}, "invalid_request"),
        ({"url": "/twilio/voice", "params": {"SpeechResult": "あ" * 5_000}}, "invalid_request"),
        ({"params": {}}, "invalid_request"),
    ],
)
async def test_a_step_that_is_refused(
    page: httpx2.AsyncClient, telephone: RememberingTelephone, body: object, code: str
) -> None:
    answer = await page.post(_call("/steps"), json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, code)
    assert telephone.posted == []


async def test_the_page_learns_where_the_call_stands(page: httpx2.AsyncClient, telephone: RememberingTelephone) -> None:
    telephone.redirect = f"{PUBLIC}/twilio/voice/queue"
    answer = (await page.get(_call(), params={"after": 4})).json()
    assert answer == {
        "status": "in-progress",
        "redirect_url": f"{PUBLIC}/twilio/voice/queue",
        "seq": 6,
        "agent_lines": [{"seq": 5, "text": "お待たせしました。", "name": "佐藤"}],
    }
    assert (await page.get(_call())).json()["redirect_url"] is None


async def test_speech_to_an_agent_becomes_a_transcription(
    page: httpx2.AsyncClient, telephone: RememberingTelephone
) -> None:
    answer = await page.post(_call("/speech"), json={"text": "もしもし"})
    assert answer.status_code == 204
    path, params = telephone.posted[0]
    assert path == "/twilio/voice/transcription"
    assert (params["Track"], params["TranscriptionEvent"]) == ("inbound_track", "transcription-content")
    assert json.loads(params["TranscriptionData"])["transcript"] == "もしもし"
    assert params["SequenceId"] == "400000"


async def test_speech_that_was_refused_is_told(page: httpx2.AsyncClient, telephone: RememberingTelephone) -> None:
    telephone.status = 403
    answer = await page.post(_call("/speech"), json={"text": "もしもし"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (502, "speech_not_taken")


async def test_hanging_up(page: httpx2.AsyncClient, telephone: RememberingTelephone) -> None:
    assert (await page.post(_call("/hang-up"))).status_code == 204
    assert telephone.call_state == "completed"


@pytest.mark.parametrize("path", ["/hang-up", "/steps", "/speech"])
async def test_an_unknown_call(page: httpx2.AsyncClient, path: str) -> None:
    bodies = {"/steps": {"url": "/twilio/voice"}, "/speech": {"text": "あ"}, "/hang-up": {}}
    answer = await page.post(f"/demo/api/phone/calls/CA{'9' * 32}{path}", json=bodies[path])
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "no_such_call")


async def test_a_sid_that_cannot_be(page: httpx2.AsyncClient) -> None:
    assert (await page.get("/demo/api/phone/calls/nonsense")).status_code == 422


async def test_a_call_from_the_service_rings_and_is_answered(page: httpx2.AsyncClient) -> None:
    ringing = await page.get("/demo/api/phone/incoming", params={"number": "090-0000-0001"})
    assert ringing.json() == {"items": [{"call_sid": SID}]}
    answer = (await page.post(_call("/answer"))).json()
    assert (answer["url"], answer["twiml"]) == (f"{PUBLIC}/twilio/voice/callback", ANSWER)


async def test_answering_too_late(page: httpx2.AsyncClient) -> None:
    answer = await page.post(f"/demo/api/phone/calls/CA{'9' * 32}/answer")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "call_not_live")


async def test_texts_go_both_ways(page: httpx2.AsyncClient, telephone: RememberingTelephone) -> None:
    sent = await page.post("/demo/api/phone/messages", json={"number": "+819000000001", "body": "住所変更"})
    assert sent.status_code == 204
    assert telephone.sent == [("+819000000001", "住所変更")]
    thread = (await page.get("/demo/api/phone/messages", params={"number": "09000000001"})).json()["items"]
    assert [item["direction"] for item in thread] == ["inbound", "outbound"]
    assert thread[0]["body"] == "+819000000001より"


async def test_a_text_of_too_many_characters(page: httpx2.AsyncClient, telephone: RememberingTelephone) -> None:
    body = {"number": "090-0000-0001", "body": "あ" * 1_601}
    assert (await page.post("/demo/api/phone/messages", json=body)).status_code == 422
    assert telephone.sent == []


@pytest.mark.parametrize("number", ["", "0", "佐藤", "090-0000-00012345", "+0120", "090\n0000"])
def test_no_number(number: str) -> None:
    with pytest.raises(ApiError, match="invalid_request"):
        e164_of(number)


async def test_the_old_address_leads_to_the_page(page: httpx2.AsyncClient) -> None:
    assert (await page.get("/phone")).text == "<title>電話</title>"
    moved = await page.get("/demo/phone")
    assert (moved.status_code, moved.headers["location"]) == (307, "/phone")
