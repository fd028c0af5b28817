"""Transfers, consultations, and back to the bot."""

from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, model_validator

from conversation.model import ConversationId
from gateway.api.conversation_view import name_of_agent, view_conversation
from gateway.api.desk import StaffDesk
from gateway.api.desk_wire import WireConversation
from gateway.api.guard import permission
from gateway.api.notes import checked_comment, keep_note
from gateway.api.who import who_is
from gateway.api.wrapping import EpochBody
from gateway.desk import passing
from gateway.desk.passing import Target
from gateway.staff.permissions import Action
from gateway.staff.sessions import SignedIn
from handoff.errors import NobodyJoinedError
from handoff.model import AgentId
from handoff.transfer import list_participants


class TargetBody(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    queue: Annotated[str | None, Field(max_length=40)] = None
    agent_id: UUID | None = None

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if (self.queue is None) == (self.agent_id is None):
            raise ValueError("a queue or an agent, exactly one")
        return self

    def target(self) -> Target:
        return Target(self.queue, AgentId(self.agent_id) if self.agent_id else None)


class TransferBody(TargetBody):
    mode: Literal["cold", "warm", "consult"] = "cold"
    comment: Annotated[str, Field(max_length=16_000, repr=False)] = ""
    epoch: int | None = Field(default=None, ge=0, le=2**31 - 1)


def passing_routes(desk: StaffDesk) -> APIRouter:
    router = APIRouter(prefix="/conversations/{conversation_id}")
    floor = desk.floor

    async def shown(conversation_id: UUID) -> WireConversation:
        async with desk.sessions() as session:
            return await view_conversation(session, desk, conversation_id, with_packet=False)

    @router.post("/transfer")
    async def transfer(
        conversation_id: UUID, body: TransferBody, staff: Annotated[SignedIn, permission(desk, Action.serve)]
    ) -> WireConversation:
        comment = checked_comment(body.comment)
        await passing.transfer(floor, who_is(staff), conversation_id, body.target(), body.mode, epoch=body.epoch)
        if comment:
            await keep_note(desk, staff, conversation_id, comment)
        return await shown(conversation_id)

    @router.post("/transfer/complete")
    async def complete_transfer(
        conversation_id: UUID,
        staff: Annotated[SignedIn, permission(desk, Action.serve)],
        body: EpochBody | None = None,
    ) -> WireConversation:
        async with desk.sessions() as session:
            guests = await list_participants(session, ConversationId(conversation_id))
            joined = next((guest for guest in guests if guest.joined_at), None)
            name = await name_of_agent(session, joined.agent_id) if joined else None
        if name is None:
            raise NobodyJoinedError("Nobody has joined.")
        epoch = body.epoch if body else None
        await passing.complete(floor, who_is(staff), conversation_id, epoch=epoch, receiver_name=name)
        return await shown(conversation_id)

    @router.post("/invitation/cancel")
    async def cancel_invitation(
        conversation_id: UUID, staff: Annotated[SignedIn, permission(desk, Action.serve)]
    ) -> WireConversation:
        await passing.cancel_invitation(floor, who_is(staff), conversation_id)
        return await shown(conversation_id)

    @router.post("/leave", status_code=204)
    async def leave(conversation_id: UUID, staff: Annotated[SignedIn, permission(desk, Action.serve)]) -> None:
        await passing.leave_conversation(floor, who_is(staff), conversation_id)

    @router.post("/hand-back")
    async def hand_back(
        conversation_id: UUID,
        staff: Annotated[SignedIn, permission(desk, Action.serve)],
        body: EpochBody | None = None,
    ) -> WireConversation:
        await passing.hand_back_to_bot(floor, who_is(staff), conversation_id, epoch=body.epoch if body else None)
        return await shown(conversation_id)

    return router
