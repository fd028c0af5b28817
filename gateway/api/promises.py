"""Promises to customers: making one while holding the conversation, seeing what is due, keeping it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession

from conversation.log import ConversationLog, lock_conversation
from conversation.model import ConversationId
from gateway.api.conversation_guard import readable
from gateway.api.desk import StaffDesk
from gateway.api.guard import permission
from gateway.api.holding import held_by
from gateway.api.paging import DEFAULT, MOST, Code
from gateway.api.promise_names import names_of
from gateway.api.wire import Optional
from gateway.errors import ApiError
from gateway.staff.permissions import Action, is_permitted
from gateway.staff.sessions import SignedIn
from handoff.errors import PromiseUnusableError
from handoff.model import AgentId
from handoff.promises import (
    FARTHEST,
    LONGEST_PROMISE,
    Promise,
    PromiseId,
    PromiseKind,
    PromiseState,
    Sight,
    get_promise,
    keep_promise,
    list_promises,
    make_promise,
)
from handoff.serving import list_assignments

_WORKED_OUT = frozenset({"customer_name", "is_overdue"})


class PromiseBody(BaseModel):
    """`due_at` needs its offset: a time without one would be somebody else's."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    kind: PromiseKind
    text: Annotated[str, Field(max_length=4 * LONGEST_PROMISE, repr=False)]
    due_at: AwareDatetime


class PromiseFilter(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    state: PromiseState = PromiseState.open
    conversation_id: UUID | None = None
    customer_id: Code | None = None
    limit: Annotated[int, Field(ge=1, le=MOST)] = DEFAULT


class WirePromise(BaseModel):
    model_config = ConfigDict(frozen=True)

    promise_id: UUID
    conversation_id: UUID
    contact_id: Optional[UUID]
    customer_id: Optional[str]
    customer_name: Optional[str]
    case_no: Optional[str]
    kind: PromiseKind
    text: str
    due_at: datetime
    made_at: datetime
    made_by: Optional[UUID]
    made_by_name: Optional[str]
    kept_at: Optional[datetime]
    asked_at: Optional[datetime]
    is_overdue: bool

    @classmethod
    def of(cls, promise: Promise, *, customer_name: str | None, now: datetime) -> Self:
        told = {name: getattr(promise, name) for name in cls.model_fields if name not in _WORKED_OUT}
        return cls(**told, customer_name=customer_name, is_overdue=promise.is_overdue(now))


class WirePromises(BaseModel):
    items: list[WirePromise]


def promise_routes(desk: StaffDesk) -> APIRouter:
    router = APIRouter()

    @router.get("/promises")
    async def list_due_promises(
        wanted: Annotated[PromiseFilter, Query()], staff: Annotated[SignedIn, permission(desk, Action.serve)]
    ) -> WirePromises:
        async with desk.sessions() as session:
            promises = await list_promises(
                session,
                desk.vault,
                state=wanted.state,
                limit=wanted.limit,
                conversation_id=ConversationId(wanted.conversation_id) if wanted.conversation_id else None,
                customer_id=wanted.customer_id,
                seen_by=await sight_of(session, staff),
            )
        return WirePromises(items=await wire_promises(desk, promises))

    @router.post("/conversations/{conversation_id}/promises", status_code=201)
    async def promise_customer(
        conversation_id: UUID, body: PromiseBody, staff: Annotated[SignedIn, permission(desk, Action.serve)]
    ) -> WirePromise:
        promise = await _promise(desk, staff, ConversationId(conversation_id), body, desk.clock())
        await desk.notices.desk_changed("promise", promise.conversation_id)
        return (await wire_promises(desk, [promise]))[0]

    @router.post("/promises/{promise_id}/keep")
    async def keep(promise_id: UUID, staff: Annotated[SignedIn, permission(desk, Action.serve)]) -> WirePromise:
        now = desk.clock()
        async with desk.sessions.begin() as session:
            promise = await get_promise(session, desk.vault, PromiseId(promise_id))
            await _check_may_keep(session, staff, promise)
            log = await lock_conversation(session, desk.vault, promise.conversation_id)
            kept = await keep_promise(
                session, desk.vault, log, promise.promise_id, kept_by=AgentId(staff.account_id), at=now
            )
        await desk.notices.desk_changed("promise", kept.conversation_id)
        return (await wire_promises(desk, [kept]))[0]

    return router


async def wire_promises(desk: StaffDesk, promises: Sequence[Promise]) -> list[WirePromise]:
    """With the customers' names: of the record where they proved who they are, else as their case has it."""
    now, names = desk.clock(), await names_of(desk, promises)
    return [WirePromise.of(promise, customer_name=names.get(promise.promise_id), now=now) for promise in promises]


async def _promise(
    desk: StaffDesk, staff: SignedIn, conversation_id: ConversationId, body: PromiseBody, now: datetime
) -> Promise:
    async with desk.sessions.begin() as session:
        log = await lock_conversation(session, desk.vault, conversation_id)
        _check_may_promise(log, staff)
        try:
            return await make_promise(
                session,
                desk.vault,
                desk.jobs,
                log,
                kind=body.kind,
                text=body.text,
                due_at=body.due_at,
                made_by=AgentId(staff.account_id),
                made_by_name=staff.name,
                at=now,
            )
        except PromiseUnusableError as error:
            message = (
                f"内容は{LONGEST_PROMISE}文字以内で、期限は今より後、{FARTHEST.days}日以内の日時でご入力ください。"
            )
            raise ApiError(error.code, 422, message) from error


async def sight_of(session: AsyncSession, staff: SignedIn) -> Sight | None:
    """None for supervisors, who see every promise."""
    if is_permitted(staff.role, Action.supervise):
        return None
    agent_id = AgentId(staff.account_id)
    served = await list_assignments(session, agent_id)
    return Sight(agent_id, [assignment.conversation_id for assignment in served])


def _check_may_promise(log: ConversationLog, staff: SignedIn) -> None:
    """Whoever holds the conversation or wraps it up may bind the house; a supervisor may do so anywhere."""
    if not is_permitted(staff.role, Action.supervise):
        held_by(log, staff)


async def _check_may_keep(session: AsyncSession, staff: SignedIn, promise: Promise) -> None:
    if promise.made_by not in {None, AgentId(staff.account_id)}:
        await readable(session, staff, promise.conversation_id)
