"""How the customer seems to be, as an agent sees it: set and taken back by hand, with the reason in the log."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from conversation import events as ev
from conversation.errors import ImpossibleEventError
from conversation.model import Signal
from gateway.api.conversation_guard import readable
from gateway.api.conversation_view import view_conversation
from gateway.api.desk import StaffDesk
from gateway.api.desk_wire import WireConversation
from gateway.api.guard import permission
from gateway.desk.acts import locked
from gateway.errors import ApiError
from gateway.staff.permissions import Action
from gateway.staff.sessions import SignedIn


class SignalBody(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    signal: Signal
    is_set: bool = True
    reason: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=2, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$"),
        Field(repr=False),
    ]


def signal_routes(desk: StaffDesk) -> APIRouter:
    router = APIRouter(prefix="/conversations/{conversation_id}/signals")

    @router.post("")
    async def note_signal(
        conversation_id: UUID, body: SignalBody, staff: Annotated[SignedIn, permission(desk, Action.serve)]
    ) -> WireConversation:
        async with desk.sessions() as session:
            await readable(session, staff, conversation_id)
        noted = ev.SignalNoted(
            signal=body.signal, is_cleared=not body.is_set, agent_id=str(staff.account_id), reason=body.reason
        )
        async with locked(desk.floor, conversation_id) as (_, log):
            is_news = (body.signal in log.state.signals) is not body.is_set
            try:
                logged = await log.append(noted, at=desk.clock()) if is_news else []
            except ImpossibleEventError as error:
                raise ApiError("no_open_contact", 409, "応対が終わっているため、印を変えられません。") from error
        await desk.floor.tell(log.conversation_id, logged, log.state)
        async with desk.sessions() as session:
            return await view_conversation(session, desk, conversation_id, with_packet=False)

    return router
