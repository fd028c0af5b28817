"""Requests at the doors of SMS and voice as the carrier signs them, and what no answer and no log may hold."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from secrets import token_hex

import httpx2

from tests.sim.refusals import check_error, trouble_in
from tests.sim.stack import Stack
from tests.sim.texter import OUR_NUMBER, TOKEN, unassigned_mobile
from tests.sim.twilio_webhooks import signature

SECRET = "ひみつのことば"
"""Said by nobody else, so that it would be found in a log."""

ACCOUNT = "AC" + "0" * 32
VOICE_STEPS = ("hear", "poll", "queue", "dialled", "message")
VOICE_REPORTS = ("status", "recording", "transcription")
SMS = "/twilio/sms"
VOICE = ("", *(f"/{name}" for name in (*VOICE_STEPS, *VOICE_REPORTS, "callback")))
DOORS = (SMS, "/twilio/sms/status/some-token", *(f"/twilio/voice{path}" for path in VOICE))


@contextmanager
def nothing_personal_logged(stack: Stack) -> Iterator[None]:
    before = len(stack.log_of("gateway"))
    yield
    log = stack.log_of("gateway")[before:]
    assert trouble_in(log) == []
    assert "Traceback" not in log
    assert [word for word in (SECRET, "+81", "+1555", "0000-") if word in log] == []


@asynccontextmanager
async def carrier_of(stack: Stack) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=stack.url, timeout=20) as client:
        yield client


def sms_form(**fields: str) -> dict[str, str]:
    form = {"MessageSid": f"SM{token_hex(16)}", "AccountSid": ACCOUNT, "From": unassigned_mobile(), "To": OUR_NUMBER}
    return form | {"Body": SECRET, "NumMedia": "0"} | fields


def call_form(**fields: str) -> dict[str, str]:
    form = {"CallSid": f"CA{token_hex(16)}", "AccountSid": ACCOUNT, "From": unassigned_mobile(), "To": OUR_NUMBER}
    return form | {"CallStatus": "in-progress", "SpeechResult": SECRET, "Direction": "inbound"} | fields


def form_for(door: str) -> dict[str, str]:
    return sms_form() if door.startswith(SMS) else call_form()


async def post(
    http: httpx2.AsyncClient, path: str, form: Mapping[str, str], *, token: str = TOKEN, signed: str | None = None
) -> httpx2.Response:
    url = str(http.base_url).rstrip("/") + path
    good = signature(token, url, form.items())
    return await http.post(path, data=dict(form), headers={"X-Twilio-Signature": good if signed is None else signed})


def check(response: httpx2.Response, status: int, code: str) -> None:
    assert response.status_code == status, response.text
    check_error(response.json()["error"], code)
    assert SECRET not in response.text
