"""What a supervisor decides over a conversation: taking it, passing it on, closing its contact."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from gateway.api.conversation_view import view_conversation
from gateway.api.desk import StaffDesk
from gateway.api.desk_wire import WireConversation
from gateway.api.guard import permission
from gateway.api.notes import checked_comment, keep_note
from gateway.api.passing import TargetBody
from gateway.api.who import seen, who_is
from gateway.api.wrapping import WireWrappedUp, WrapUpBody, checked_wrap_up
from gateway.desk import passing
from gateway.staff.permissions import Action
from gateway.staff.sessions import SignedIn


def supervision_routes(desk: StaffDesk) -> APIRouter:
    router = APIRouter(prefix="/conversations/{conversation_id}")
    floor = desk.floor

    async def shown(conversation_id: UUID) -> WireConversation:
        async with desk.sessions() as session:
            return await view_conversation(session, desk, conversation_id, with_packet=False)

    @router.post("/take")
    async def take(
        conversation_id: UUID, staff: Annotated[SignedIn, permission(desk, Action.supervise)]
    ) -> WireConversation:
        await seen(desk, staff)
        await passing.take(floor, who_is(staff), conversation_id)
        return await shown(conversation_id)

    @router.post("/reassign")
    async def reassign(
        conversation_id: UUID, body: TargetBody, staff: Annotated[SignedIn, permission(desk, Action.supervise)]
    ) -> WireConversation:
        await passing.reassign(floor, who_is(staff), conversation_id, body.target())
        return await shown(conversation_id)

    @router.post("/force-wrap-up")
    async def force_wrap_up(
        conversation_id: UUID, body: WrapUpBody, staff: Annotated[SignedIn, permission(desk, Action.supervise)]
    ) -> WireWrappedUp:
        done = checked_wrap_up(desk, body, by=str(staff.account_id))
        note = checked_comment(body.note)
        contact_id = await passing.force(floor, conversation_id, done)
        if note:
            await keep_note(desk, staff, conversation_id, note, contact_id=contact_id)
        return WireWrappedUp(contact_id=contact_id)

    return router
