"""An agent has verified who speaks (本人確認): what was checked is counted, which item failed is nowhere said."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StrictStr

from casework.intakes.draft import Relation
from conversation import events as ev
from conversation.log import lock_conversation
from conversation.model import ConversationId, VerificationLevel
from crm_adapter.model import CustomerId
from crm_adapter.port import CustomerNotFoundError
from gateway.api.conversation_view import view_conversation
from gateway.api.desk import StaffDesk
from gateway.api.desk_wire import WireConversation
from gateway.api.guard import permission
from gateway.api.holding import held_by
from gateway.errors import ApiError
from gateway.staff.access_log import record_access
from gateway.staff.permissions import Action
from gateway.staff.sessions import SignedIn

Item = Literal["name", "birth_date", "phone", "address", "policy_no", "plate", "documents"]
ENOUGH = 2


class IdentityBody(BaseModel):
    """`checked` are the items the speaker gave and that fit the record: two at least, or a document."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    customer_id: StrictStr = Field(min_length=1, max_length=64)
    relation: Relation = Relation.policyholder
    checked: Annotated[tuple[Item, ...], Field(max_length=7)]


def identity_routes(desk: StaffDesk) -> APIRouter:
    router = APIRouter(prefix="/conversations/{conversation_id}")

    @router.post("/identity")
    async def verify_identity(
        conversation_id: UUID, body: IdentityBody, staff: Annotated[SignedIn, permission(desk, Action.serve)]
    ) -> WireConversation:
        level = _level_of(body)
        try:
            await desk.crm.get_customer(CustomerId(body.customer_id))
        except CustomerNotFoundError as error:
            raise ApiError(error.code, 404, "お客さまが見つかりませんでした。") from error
        async with desk.sessions.begin() as session:
            log = await lock_conversation(session, desk.vault, ConversationId(conversation_id))
            held_by(log, staff)
            verified = ev.IdentityVerified(
                level=max(level, log.state.level if log.state.customer_id == body.customer_id else level),
                customer_id=body.customer_id,
                relation=body.relation.value,
                agent_id=str(staff.account_id),
            )
            logged = await log.append(verified, at=desk.clock())
            await record_access(
                session,
                desk.vault,
                staff,
                action="conversations.verify",
                customer_id=body.customer_id,
                conversation_id=conversation_id,
                contact_id=log.state.contact_id,
                fields=sorted(set(body.checked)),
                at=desk.clock(),
            )
        await desk.notices.logged(log.conversation_id, logged, log.state)
        async with desk.sessions() as session:
            return await view_conversation(session, desk, conversation_id, with_packet=True)

    return router


def _level_of(body: IdentityBody) -> VerificationLevel:
    """Two items are a knowledge match, a document is more. Raise ApiError for less."""
    items = set(body.checked)
    if "documents" in items:
        return VerificationLevel.documents
    if len(items) < ENOUGH:
        raise ApiError("too_few_items", 422, "本人確認には、2項目以上の一致、または書類の確認が必要です。")
    return VerificationLevel.knowledge_match
