"""Offers (着信提示): proposing a waiting contact to one agent, and how that ends.

Everything about one offer happens under its conversation's lock; `handoff.routing` alone decides who is offered what.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from conversation import events as ev
from conversation.deliveries import Jobs
from conversation.log import ConversationLog, LoggedEvent
from conversation.model import Channel, ConversationId, HolderKind
from handoff.errors import OfferExpiredError, OfferNotFoundError
from handoff.model import AgentId, OfferId, RoutingRules
from handoff.queueing import find_entry, leave_queue
from handoff.serving import begin_serving
from handoff.tables import OfferRow, QueueEntryRow

EXPIRE_OFFER_TASK = "expire_offer"
Outcome = Literal["accepted", "rejected", "expired", "rescinded", "vanished"]


@dataclass(frozen=True)
class Offer:
    offer_id: OfferId
    conversation_id: ConversationId
    agent_id: AgentId
    queue: str | None
    channel: Channel
    purpose: Literal["serve", "join"]
    made_at: datetime
    expires_at: datetime
    outcome: Outcome | None = None


async def make_offer(
    session: AsyncSession,
    log: ConversationLog,
    rules: RoutingRules,
    jobs: Jobs,
    agent_id: AgentId,
    *,
    purpose: Literal["serve", "join"],
    queue: str | None,
    at: datetime,
) -> tuple[Offer, list[LoggedEvent]]:
    """Propose the conversation; its time-out is deferred in the same transaction and so survives a restart."""
    offer_id = OfferId(uuid4())
    channel = log.state.contact_channel or Channel.webchat
    expires_at = at + timedelta(seconds=rules.offer_seconds)
    session.add(
        OfferRow(
            id=offer_id,
            conversation_id=log.conversation_id,
            agent_id=agent_id,
            queue=queue,
            channel=channel,
            purpose=purpose,
            epoch=log.state.epoch,
            made_at=at,
            expires_at=expires_at,
        )
    )
    await session.flush()
    if purpose == "serve" and (entry := await find_entry(session, log.conversation_id)) is not None:
        entry.offer_id = offer_id
    made = ev.OfferMade(offer_id=offer_id, agent_id=str(agent_id), purpose=purpose, expires_at=expires_at)
    logged = await log.append(made, at=at)
    await jobs.defer(session, EXPIRE_OFFER_TASK, at=expires_at, offer_id=str(offer_id))
    return Offer(offer_id, log.conversation_id, agent_id, queue, channel, purpose, at, expires_at), logged


async def get_offer(session: AsyncSession, offer_id: UUID) -> Offer:
    """Raise OfferNotFoundError."""
    row = await session.get(OfferRow, offer_id, populate_existing=True)
    if row is None:
        raise OfferNotFoundError("There is no such offer.")
    return offer_of(row)


async def list_open_offers(
    session: AsyncSession, *, agent_id: AgentId | None = None, conversation_id: ConversationId | None = None
) -> list[Offer]:
    query = select(OfferRow).where(OfferRow.outcome.is_(None)).execution_options(populate_existing=True)
    if agent_id is not None:
        query = query.where(OfferRow.agent_id == agent_id)
    if conversation_id is not None:
        query = query.where(OfferRow.conversation_id == conversation_id)
    return [offer_of(row) for row in await session.scalars(query.order_by(OfferRow.made_at, OfferRow.id))]


async def accept_to_serve(
    session: AsyncSession, log: ConversationLog, offer: Offer, *, at: datetime
) -> list[LoggedEvent]:
    """The agent takes over; raises the epoch.

    Raise OfferExpiredError when the time is over, the offer has ended or the conversation is no longer waiting.
    Accepting again while the agent still has it changes nothing.
    """
    holds = log.state.holder.kind is HolderKind.agent and log.state.holder.name == str(offer.agent_id)
    if offer.outcome == "accepted" and holds:
        return []
    entry = await find_entry(session, log.conversation_id)
    is_open = offer.outcome is None and at < offer.expires_at
    if (
        not is_open
        or entry is None
        or entry.offer_id != offer.offer_id
        or log.state.holder.kind is not HolderKind.queue
    ):
        raise OfferExpiredError("The offer has ended.")
    logged = await end_offer(session, log, offer, "accepted", at=at)
    changed = ev.HolderChanged(holder=HolderKind.agent, holder_name=str(offer.agent_id), reason="accepted")
    logged += await log.append(changed, at=at)
    await begin_serving(
        session, log, offer.agent_id, queue=entry.queue, entered_at=entry.entered_at, rank_at=entry.rank_at, at=at
    )
    await leave_queue(session, log.conversation_id)
    return logged


async def end_offer(
    session: AsyncSession, log: ConversationLog, offer: Offer, outcome: Outcome, *, at: datetime
) -> list[LoggedEvent]:
    """End an open offer; a contact that was offered waits on in its place. An offer that has ended stays as it is."""
    ended = await session.execute(
        update(OfferRow)
        .where(OfferRow.id == offer.offer_id, OfferRow.outcome.is_(None))
        .values(outcome=outcome, ended_at=at)
        .returning(OfferRow.id)
        .execution_options(synchronize_session=False)
    )
    if ended.one_or_none() is None:
        return []
    await session.execute(
        update(QueueEntryRow)
        .where(QueueEntryRow.conversation_id == offer.conversation_id, QueueEntryRow.offer_id == offer.offer_id)
        .values(offer_id=offer.offer_id if outcome == "accepted" else None)
        .execution_options(synchronize_session=False)
    )
    event = ev.OfferEnded(offer_id=offer.offer_id, agent_id=str(offer.agent_id), outcome=outcome)
    return await log.append(event, at=at)


async def exclude(session: AsyncSession, conversation_id: ConversationId, agent_id: AgentId) -> None:
    """Who rejected a contact is not offered it again."""
    entry = await find_entry(session, conversation_id)
    if entry is not None and agent_id not in entry.excluded_agent_ids:
        entry.excluded_agent_ids = [*entry.excluded_agent_ids, agent_id]


async def rescind_open_offers(
    session: AsyncSession, log: ConversationLog, *, at: datetime, outcome: Outcome = "rescinded"
) -> tuple[list[Offer], list[LoggedEvent]]:
    """Before the conversation goes elsewhere: nobody may accept it any more."""
    offers = await list_open_offers(session, conversation_id=log.conversation_id)
    logged: list[LoggedEvent] = []
    for offer in offers:
        logged += await end_offer(session, log, offer, outcome, at=at)
    return offers, logged


def offer_of(row: OfferRow) -> Offer:
    return Offer(
        offer_id=OfferId(row.id),
        conversation_id=ConversationId(row.conversation_id),
        agent_id=AgentId(row.agent_id),
        queue=row.queue,
        channel=Channel(row.channel),
        purpose="join" if row.purpose == "join" else "serve",
        made_at=row.made_at,
        expires_at=row.expires_at,
        outcome=row.outcome,  # type: ignore[arg-type]  # The table holds outcomes only.
    )
