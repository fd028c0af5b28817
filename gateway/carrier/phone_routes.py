"""The page of the virtual telephone, and the routes it calls.

In demo mode only: whoever reaches them may telephone and write as any number. Webhooks go to this service alone.
"""

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse, RedirectResponse

from gateway.carrier.phone import CarriedText, VirtualPhone, refusal_of
from gateway.carrier.phone_wire import CallSid, NewCall, NewText, NextStep, Spoken, e164_of
from gateway.carrier.port import CarrierError

VOICE = "/twilio/voice"
PREFIX = "/demo/api/phone"


def phone_router(phone: VirtualPhone) -> APIRouter:
    router = APIRouter(prefix=PREFIX, tags=["demo"])
    router.include_router(_calls(phone))
    router.include_router(_ringing(phone))
    router.include_router(_texts(phone))
    return router


def phone_pages(static: Path) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/phone")
    async def page() -> FileResponse:
        return FileResponse(static / "phone" / "index.html", headers={"Cache-Control": "no-cache"})

    @router.get("/phone/")
    @router.get("/demo/phone")
    @router.get("/demo/phone/")
    async def moved() -> RedirectResponse:
        return RedirectResponse("/phone")

    return router


def _calls(phone: VirtualPhone) -> APIRouter:
    router = APIRouter(prefix="/calls")

    @router.post("", status_code=201)
    async def start_call(call: NewCall) -> dict[str, Any]:
        call_sid = await phone.telephone.start_call(None if call.withheld else e164_of(call.number))
        return {"call_sid": call_sid, **await phone.step(call_sid, VOICE, {})}

    @router.post("/{call_sid}/steps")
    async def take_step(call_sid: CallSid, step: NextStep) -> dict[str, Any]:
        return await phone.step(call_sid, step.url, step.params)

    @router.get("/{call_sid}")
    async def look_at_call(call_sid: CallSid, after: Annotated[int, Query(ge=0)] = 0) -> dict[str, Any]:
        return await phone.look(call_sid, after)

    @router.post("/{call_sid}/speech", status_code=204)
    async def speak(call_sid: CallSid, spoken: Spoken) -> None:
        await phone.speak(call_sid, spoken.text, spoken.url)

    @router.post("/{call_sid}/hang-up", status_code=204)
    async def hang_up(call_sid: CallSid) -> None:
        try:
            await phone.telephone.hang_up_by_caller(call_sid)
        except CarrierError as error:
            raise refusal_of(error) from error

    return router


def _ringing(phone: VirtualPhone) -> APIRouter:
    router = APIRouter()

    @router.get("/incoming")
    async def list_incoming(number: Annotated[str, Query(max_length=40)]) -> dict[str, Any]:
        ringing = await phone.telephone.incoming_calls(e164_of(number))
        return {"items": [{"call_sid": call_sid} for call_sid in ringing]}

    @router.post("/calls/{call_sid}/answer")
    async def answer_call(call_sid: CallSid) -> dict[str, Any]:
        try:
            url = await phone.telephone.answer_call(call_sid)
        except CarrierError as error:
            raise refusal_of(error) from error
        return {"call_sid": call_sid, **await phone.step(call_sid, url, {})}

    return router


def _texts(phone: VirtualPhone) -> APIRouter:
    router = APIRouter(prefix="/messages")

    @router.get("")
    async def list_texts(number: Annotated[str, Query(max_length=40)]) -> dict[str, Any]:
        return {"items": [_text(carried) for carried in await phone.telephone.thread(e164_of(number))]}

    @router.post("", status_code=204)
    async def send_text(text: NewText) -> None:
        await phone.telephone.send_sms(e164_of(text.number), text.body)

    return router


def _text(carried: CarriedText) -> dict[str, Any]:
    return {
        "id": carried.reference,
        "direction": carried.direction,
        "body": carried.body,
        "sent_at": carried.sent_at.isoformat(),
    }
