"""The draft of a procedure (受付内容) for the agent who serves the customer."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from casework.intakes.form import form_of
from conversation.model import Channel, ConversationId
from gateway.api import draft_work
from gateway.api.desk import StaffDesk
from gateway.api.draft_wire import (
    WireDraft,
    WireProcedure,
    WireSubmitted,
    packet_intake,
    wire_draft,
    wire_submitted,
)
from gateway.api.guard import permission
from gateway.api.paging import Code
from gateway.staff.permissions import Action
from gateway.staff.sessions import SignedIn

__all__ = ["draft_routes", "packet_intake"]

LONGEST_ENTRY = 2_000
DRAFT = "/conversations/{conversation_id}/draft"


class _Body(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class BeginBody(_Body):
    procedure: Code


class EntryBody(_Body):
    text: Annotated[str, Field(max_length=LONGEST_ENTRY, pattern=r"^[^\x00]*$", repr=False)]


class SubmitBody(_Body):
    """`intake_id` says which draft the screen showed, so that a repetition can never mean another."""

    intake_id: UUID | None = None


def draft_routes(desk: StaffDesk) -> APIRouter:
    router = APIRouter()
    serving = permission(desk, Action.serve)

    @router.get("/procedures", dependencies=[serving])
    async def list_procedures() -> dict[str, list[WireProcedure]]:
        return {"items": [WireProcedure.model_validate(procedure) for procedure in desk.procedures.values()]}

    @router.get(DRAFT)
    async def read_draft(conversation_id: UUID, staff: Annotated[SignedIn, serving]) -> WireDraft:
        return _wire(await draft_work.read_draft(desk, staff, ConversationId(conversation_id)))

    @router.post(DRAFT)
    async def begin_procedure(conversation_id: UUID, body: BeginBody, staff: Annotated[SignedIn, serving]) -> WireDraft:
        begun = await draft_work.begin_procedure(desk, staff, ConversationId(conversation_id), body.procedure)
        return _wire(begun)

    @router.put(f"{DRAFT}/fields/{{name}}")
    async def enter_field(
        conversation_id: UUID, name: str, body: EntryBody, staff: Annotated[SignedIn, serving]
    ) -> WireDraft:
        return _wire(await draft_work.enter(desk, staff, ConversationId(conversation_id), name, body.text))

    @router.post(f"{DRAFT}/submit")
    async def submit_draft(
        conversation_id: UUID, body: SubmitBody, staff: Annotated[SignedIn, serving]
    ) -> WireSubmitted:
        return wire_submitted(*await draft_work.submit(desk, staff, ConversationId(conversation_id), body.intake_id))

    @router.post(f"{DRAFT}/stop", status_code=204)
    async def stop_draft(conversation_id: UUID, staff: Annotated[SignedIn, serving]) -> None:
        await draft_work.stop(desk, staff, ConversationId(conversation_id))

    return router


def _wire(shown: draft_work.Shown) -> WireDraft:
    return wire_draft(form_of(shown.draft, shown.procedure, shown.state.contact_channel or Channel.webchat))
