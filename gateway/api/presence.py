"""The agent's own desk: presence, offers, and everything a reloaded screen needs."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from gateway.api.conversation_view import list_own
from gateway.api.desk import StaffDesk
from gateway.api.desk_wire import WireDesk, WireOffer, wire_agent, wire_offer
from gateway.api.guard import permission
from gateway.api.packet import WirePacket, build_packet
from gateway.api.promises import sight_of, wire_promises
from gateway.api.who import seen, who_is
from gateway.desk.acts import accept, reject, set_presence
from gateway.desk.board import AgentStanding
from gateway.staff.access_log import Access, has_read, record_access
from gateway.staff.accounts import AccountId
from gateway.staff.permissions import Action
from gateway.staff.sessions import Member, SignedIn
from gateway.staff.tables import StaffAccountRow
from handoff.agents import get_agent
from handoff.model import AgentId, Presence
from handoff.offers import Offer, list_open_offers
from handoff.promises import PromiseState, list_promises

PROMISES_SHOWN = 50


class PresenceBody(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    presence: Literal[Presence.available, Presence.away, Presence.offline]


class RejectBody(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    reason: Annotated[str | None, Field(max_length=200)] = None


class WirePresence(BaseModel):
    presence: Presence
    since: datetime


class WireAccepted(BaseModel):
    conversation_id: UUID
    epoch: int
    purpose: Literal["serve", "join"]
    packet: WirePacket


def presence_routes(desk: StaffDesk) -> APIRouter:
    router = APIRouter()

    @router.put("/presence")
    async def choose_presence(
        body: PresenceBody, staff: Annotated[SignedIn, permission(desk, Action.serve)]
    ) -> WirePresence:
        since = await set_presence(desk.floor, who_is(staff), Presence(body.presence))
        return WirePresence(presence=Presence(body.presence), since=since)

    @router.get("/desk")
    async def read_desk(staff: Annotated[SignedIn, permission(desk, Action.serve)]) -> WireDesk:
        await seen(desk, staff)
        agent_id, now = AgentId(staff.account_id), desk.clock()
        async with desk.sessions() as session:
            agent = await get_agent(session, agent_id)
            offers = await list_open_offers(session, agent_id=agent_id)
            own = await list_own(session, desk, agent_id)
            promises = await list_promises(
                session,
                desk.vault,
                state=PromiseState.open,
                limit=PROMISES_SHOWN,
                seen_by=await sight_of(session, staff),
            )
        standing = AgentStanding(agent, is_online=True, conversation_ids=())
        return WireDesk(
            agent=wire_agent(standing, role=staff.role, shows_work=False),
            offers=[await offer_view(desk, offer) for offer in offers if offer.expires_at > now],
            conversations=own,
            promises=await wire_promises(desk, promises),
        )

    @router.post("/offers/{offer_id}/accept")
    async def accept_offer(offer_id: UUID, staff: Annotated[SignedIn, permission(desk, Action.serve)]) -> WireAccepted:
        await seen(desk, staff)
        accepted = await accept(desk.floor, who_is(staff), offer_id)
        packet = await build_packet(desk, accepted.conversation_id)
        async with desk.sessions.begin() as session:
            await record_access(
                session,
                desk.vault,
                staff,
                action="conversations.accept",
                customer_id=packet.customer.customer_id if packet.customer else None,
                conversation_id=accepted.conversation_id,
                fields=["packet"],
                reason=packet.reason_label,
                at=desk.clock(),
            )
        return WireAccepted(
            conversation_id=accepted.conversation_id,
            epoch=accepted.epoch,
            purpose="join" if accepted.purpose == "join" else "serve",
            packet=packet,
        )

    @router.post("/offers/{offer_id}/reject", status_code=204)
    async def reject_offer(
        offer_id: UUID,
        staff: Annotated[SignedIn, permission(desk, Action.serve)],
        _: RejectBody | None = None,
    ) -> None:
        await reject(desk.floor, who_is(staff), offer_id)

    return router


async def offer_view(desk: StaffDesk, offer: Offer) -> WireOffer:
    """The offer with all that is known already; that its agent sees it is recorded once."""
    rule = desk.rules.queues.get(offer.queue or "")
    packet = await build_packet(desk, offer.conversation_id)
    await _record_offer(desk, offer, packet)
    return wire_offer(offer, rule.label if rule else None, packet)


async def _record_offer(desk: StaffDesk, offer: Offer, packet: WirePacket) -> None:
    """An agent without an account cannot sign in, and sees nothing."""
    shown, offered = Access.conversation_offered, offer.conversation_id
    async with desk.sessions.begin() as session:
        account = await session.get(StaffAccountRow, offer.agent_id)
        if account is None:
            return
        reader = Member(AccountId(account.id), account.name, account.role)
        if await has_read(session, reader, shown, conversation_id=offered, since=offer.made_at):
            return
        await record_access(
            session,
            desk.vault,
            reader,
            action=shown,
            customer_id=packet.customer.customer_id if packet.customer else None,
            conversation_id=offered,
            fields=["packet"],
            reason=packet.reason_label,
            at=desk.clock(),
        )
