"""Ending a talk and wrapping the contact up (後処理): contact reason and disposition are required."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StrictStr

from gateway.api.conversation_view import view_conversation
from gateway.api.desk import StaffDesk
from gateway.api.desk_wire import WireConversation
from gateway.api.guard import permission
from gateway.api.notes import checked_comment, keep_note
from gateway.api.who import seen, who_is
from gateway.desk.acts import end, finish
from gateway.errors import ApiError
from gateway.staff.permissions import Action
from gateway.staff.sessions import SignedIn
from handoff.serving import WrapUp


class _Body(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class EpochBody(_Body):
    epoch: int | None = Field(default=None, ge=0, le=2**31 - 1)


class WrapUpBody(_Body):
    contact_reason: StrictStr = Field(max_length=40)
    disposition: StrictStr = Field(max_length=40)
    note: StrictStr = Field(default="", max_length=16_000, repr=False)


class WireWrappedUp(BaseModel):
    contact_id: UUID


def wrapping_routes(desk: StaffDesk) -> APIRouter:
    router = APIRouter(prefix="/conversations/{conversation_id}")

    @router.post("/end")
    async def end_talk(
        conversation_id: UUID,
        staff: Annotated[SignedIn, permission(desk, Action.serve)],
        body: EpochBody | None = None,
    ) -> WireConversation:
        await seen(desk, staff)
        await end(desk.floor, who_is(staff), conversation_id, epoch=body.epoch if body else None)
        async with desk.sessions() as session:
            return await view_conversation(session, desk, conversation_id, with_packet=False)

    @router.post("/wrap-up")
    async def wrap_up(
        conversation_id: UUID, body: WrapUpBody, staff: Annotated[SignedIn, permission(desk, Action.serve)]
    ) -> WireWrappedUp:
        done, note = checked_wrap_up(desk, body), checked_comment(body.note)
        contact_id = await finish(desk.floor, who_is(staff), conversation_id, done)
        if note:
            await keep_note(desk, staff, conversation_id, note, contact_id=contact_id)
        return WireWrappedUp(contact_id=contact_id)

    return router


def checked_wrap_up(desk: StaffDesk, body: WrapUpBody, *, by: str | None = None) -> WrapUp:
    """Both codes are required and must be known. Raise ApiError."""
    reasons = {code.code for code in desk.codes.contact_reasons}
    dispositions = {code.code for code in desk.codes.dispositions}
    wrong = {
        name: "一覧にあるコードをお選びください。"
        for name, value, known in (
            ("contact_reason", body.contact_reason, reasons),
            ("disposition", body.disposition, dispositions),
        )
        if value not in known
    }
    if wrong:
        raise ApiError("unknown_code", 422, "コールリーズンと対応結果を一覧からお選びください。", wrong)
    return WrapUp(body.contact_reason, body.disposition, by)
