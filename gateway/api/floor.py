"""Queues and agents as staff see them, and what an administrator changes about an agent."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from conversation.log import state_of
from conversation.model import Channel, Signal
from conversation.tables import ConversationRow
from gateway.api.desk import StaffDesk
from gateway.api.desk_wire import WireAgent, WireAgents, WireQueues, wire_agent, wire_queues
from gateway.api.guard import permission
from gateway.api.wire import Optional
from gateway.desk.alive import take_leave_of
from gateway.desk.board import list_entries, read_board
from gateway.errors import ApiError
from gateway.staff.access_log import Access, record_access
from gateway.staff.permissions import Action, Role, is_permitted
from gateway.staff.sessions import SignedIn, close_sessions_of
from gateway.staff.tables import StaffAccountRow
from handoff.agents import enrol, equip
from handoff.model import AgentId
from handoff.offers import list_open_offers
from handoff.queueing import queue_rule

Skill = Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,39}$")]


class AgentBody(BaseModel):
    """What is left out stays as it is. An account that is not active cannot sign in, and its sessions are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    skills: Annotated[tuple[Skill, ...] | None, Field(max_length=40)] = None
    capacity: dict[Channel, Annotated[int, Field(ge=0, le=25)]] | None = None
    role: Role | None = None
    is_active: bool | None = None


class WireEntry(BaseModel):
    conversation_id: UUID
    contact_id: Optional[UUID]
    channel: Channel
    reason: str
    reason_label: str
    entered_at: datetime
    position: int
    offered_to: Optional[str]
    customer_id: Optional[str]
    is_priority: bool
    signals: list[Signal]


class WireEntries(BaseModel):
    items: list[WireEntry]


def floor_routes(desk: StaffDesk) -> APIRouter:
    router = APIRouter()

    @router.get("/queues", dependencies=[permission(desk, Action.serve)])
    async def list_queues() -> WireQueues:
        async with desk.sessions() as session:
            return wire_queues(await read_board(session, desk.floor))

    @router.get("/queues/{queue}/entries", dependencies=[permission(desk, Action.supervise)])
    async def list_waiting(queue: str) -> WireEntries:
        queue_rule(desk.rules, queue)
        async with desk.sessions() as session:
            return WireEntries(items=await _entries(session, desk, queue))

    @router.get("/agents")
    async def list_all_agents(staff: Annotated[SignedIn, permission(desk, Action.read_agents)]) -> WireAgents:
        async with desk.sessions() as session:
            board = await read_board(session, desk.floor)
            roles = await _roles(session)
        shows_work = is_permitted(staff.role, Action.supervise)
        return WireAgents(
            items=[
                wire_agent(standing, role=roles[standing.agent.agent_id], shows_work=shows_work)
                for standing in board.agents
                if standing.agent.agent_id in roles
            ]
        )

    @router.patch("/agents/{agent_id}")
    async def change_agent(
        agent_id: UUID, body: AgentBody, staff: Annotated[SignedIn, permission(desk, Action.manage_agents)]
    ) -> WireAgent:
        await _change(desk, staff, agent_id, body)
        async with desk.sessions() as session:
            board, roles = await read_board(session, desk.floor), await _roles(session)
        standing = next(each for each in board.agents if each.agent.agent_id == agent_id)
        return wire_agent(standing, role=roles.get(agent_id), shows_work=True)

    return router


async def _change(desk: StaffDesk, staff: SignedIn, agent_id: UUID, body: AgentBody) -> None:
    """Rights that are withdrawn end at once: what they served goes back to the queue."""
    if agent_id == staff.account_id and (body.is_active is False or body.role not in {None, Role.administrator}):
        raise ApiError("not_permitted", 409, "ご自身の権限は、ほかの管理者が変更してください。")
    async with desk.sessions.begin() as session:
        account = await session.get(StaffAccountRow, agent_id, with_for_update=True)
        if account is None:
            raise ApiError("agent_not_found", 404, "担当者が見つかりませんでした。")
        account.role = body.role or account.role
        account.is_active = account.is_active if body.is_active is None else body.is_active
        may_serve = account.is_active and is_permitted(account.role, Action.serve)
        await enrol(session, desk.rules, AgentId(agent_id), account.name, at=desk.clock())
        await equip(session, AgentId(agent_id), skills=body.skills, capacity=body.capacity)
        if not account.is_active:
            await close_sessions_of(session, agent_id)
        await _record_change(session, desk, staff, agent_id, body)
    if not may_serve:
        await take_leave_of(desk.floor, AgentId(agent_id))
    desk.floor.kick()


async def _record_change(
    session: AsyncSession, desk: StaffDesk, staff: SignedIn, agent_id: UUID, body: AgentBody
) -> None:
    changed = body.model_dump(mode="json", exclude_none=True)
    values = ", ".join(f"{name}={value}" for name, value in changed.items()) or "-"
    await record_access(
        session,
        desk.vault,
        staff,
        action=Access.agent_changed,
        fields=tuple(changed),
        reason=f"agent_id={agent_id}, {values}",
        at=desk.clock(),
    )


async def _entries(session: AsyncSession, desk: StaffDesk, queue: str) -> list[WireEntry]:
    rows = await list_entries(session, queue)
    offers = {UUID(str(offer.offer_id)): offer for offer in await list_open_offers(session)}
    names = {
        standing.agent.agent_id: standing.agent.name for standing in (await read_board(session, desk.floor)).agents
    }
    found = await session.execute(
        select(ConversationRow)
        .where(ConversationRow.id.in_([row.conversation_id for row in rows]))
        .execution_options(populate_existing=True)
    )
    waiting = {row.id: row for row in found.scalars()}
    customers = {row.id: row.customer_id for row in waiting.values()}
    signals = {row.id: sorted(Signal(signal) for signal in state_of(row).signals) for row in waiting.values()}
    return [
        WireEntry(
            conversation_id=row.conversation_id,
            contact_id=row.contact_id,
            channel=Channel(row.channel),
            reason=row.reason,
            reason_label=desk.rules.reasons[row.reason].label if row.reason in desk.rules.reasons else row.reason,
            entered_at=row.entered_at,
            position=place,
            offered_to=names.get(offers[row.offer_id].agent_id) if row.offer_id in offers else None,
            customer_id=customers.get(row.conversation_id),
            is_priority=row.rank_at < row.entered_at,
            signals=signals.get(row.conversation_id, []),
        )
        for place, row in enumerate(rows, start=1)
    ]


async def _roles(session: AsyncSession) -> Mapping[UUID, str]:
    """Accounts that may sign in."""
    found = await session.execute(select(StaffAccountRow.id, StaffAccountRow.role).where(StaffAccountRow.is_active))
    return {row.id: row.role for row in found}
