"""What an agent does: taking over, writing, ending, wrapping up, presence. One transaction each, then notices."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from conversation import events as ev
from conversation.errors import StaleEpochError
from conversation.log import ConversationLog, LoggedEvent, lock_conversation
from conversation.model import Channel, ConversationId, HolderKind
from gateway.desk.floor import Floor
from handoff.agents import choose_presence, enrol, fall_silent
from handoff.errors import (
    InvitationOpenError,
    NotInWrapUpError,
    NotYourConversationError,
    OfferExpiredError,
    OfferNotFoundError,
)
from handoff.model import AgentId, Presence
from handoff.offers import Offer, accept_to_serve, end_offer, exclude, get_offer, list_open_offers
from handoff.promises import keep_what_was_waited_for
from handoff.serving import WrapUp, agent_of, check_holds, end_talk, expire_wrap_up, find_assignment, wrap_up
from handoff.speaking import AgentWords, Said, say
from handoff.transfer import accept_to_join, forget_invitation, list_participants


@dataclass(frozen=True)
class Who:
    """The agent who acts."""

    agent_id: AgentId
    name: str

    @property
    def family_name(self) -> str:
        return self.name.replace("\u3000", " ").split(" ")[0]


@dataclass(frozen=True)
class AcceptedOffer:
    conversation_id: ConversationId
    epoch: int
    purpose: str


@asynccontextmanager
async def locked(floor: Floor, conversation_id: UUID) -> AsyncIterator[tuple[AsyncSession, ConversationLog]]:
    """The conversation under its lock, in a transaction. Raise ConversationNotFoundError."""
    async with floor.sessions.begin() as session:
        yield session, await lock_conversation(session, floor.vault, ConversationId(conversation_id))


def notice_of_service(text: str) -> ev.MessagePosted:
    return ev.MessagePosted(message_id=uuid4(), author_kind="system", text=text)


async def accept(floor: Floor, who: Who, offer_id: UUID) -> AcceptedOffer:
    """Raise OfferNotFoundError or OfferExpiredError. The same agent may accept twice, from two tabs say."""
    offer = await _own_offer(floor, who, offer_id)
    now = floor.clock()
    async with locked(floor, offer.conversation_id) as (session, log):
        offer = await get_offer(session, offer_id)
        if offer.purpose == "join":
            logged = await accept_to_join(session, log, offer, at=now)
        else:
            logged = await accept_to_serve(session, log, offer, at=now)
            if logged:
                joined = floor.words.serving.agent_joined.format(name=who.family_name)
                logged += await log.append(notice_of_service(joined), at=now)
    await floor.tell(offer.conversation_id, logged, log.state, concerned=await _guests_and_holder(floor, offer))
    if log.state.contact_channel is Channel.voice:
        # Whoever is on the telephone can answer nobody else; those wait on in their places.
        await give_up_offers(floor, who.agent_id)
        floor.kick()
    return AcceptedOffer(offer.conversation_id, log.state.epoch, offer.purpose)


async def reject(floor: Floor, who: Who, offer_id: UUID) -> None:
    """The contact waits on in its place and is not offered to this agent again. Raise as `accept`."""
    offer = await _own_offer(floor, who, offer_id)
    async with locked(floor, offer.conversation_id) as (session, log):
        offer = await get_offer(session, offer_id)
        if offer.outcome == "rejected":
            return
        if offer.outcome is not None:
            raise OfferExpiredError("The offer has ended.")
        logged = await end_offer(session, log, offer, "rejected", at=floor.clock())
        await exclude(session, offer.conversation_id, who.agent_id)
        await forget_invitation(session, offer)
    await floor.tell(offer.conversation_id, logged, log.state)
    await floor.notices.offer_ended(offer, "rejected")
    floor.kick()


async def expire_offer(floor: Floor, offer_id: UUID) -> None:
    """The agent did not answer in time: no more offers for them, the contact waits on in its place."""
    now = floor.clock()
    async with floor.sessions() as session:
        offer = await get_offer(session, offer_id)
    if offer.outcome is not None or now < offer.expires_at:
        return
    async with locked(floor, offer.conversation_id) as (session, log):
        logged = await end_offer(session, log, offer, "expired", at=now)
        if not logged:
            return
        await forget_invitation(session, offer)
        # In the same transaction, so that nobody routes the contact to them in between.
        await fall_silent(session, offer.agent_id, at=now)
    await floor.tell(offer.conversation_id, logged, log.state)
    await floor.notices.offer_ended(offer, "expired")
    await floor.notices.presence_changed(offer.agent_id, Presence.not_responding, now)
    floor.kick()


async def set_presence(floor: Floor, who: Who, presence: Presence) -> datetime:
    """Since when. Whoever is no longer available loses their open offers; the contacts wait on in their places."""
    now = floor.clock()
    async with floor.sessions.begin() as session:
        await enrol(session, floor.rules, who.agent_id, who.name, at=now)
        since = await choose_presence(session, who.agent_id, presence, at=now)
    if presence is not Presence.available:
        await give_up_offers(floor, who.agent_id)
    await floor.notices.presence_changed(who.agent_id, presence, since)
    floor.kick()
    return since


async def give_up_offers(floor: Floor, agent_id: AgentId) -> None:
    async with floor.sessions() as session:
        offers = await list_open_offers(session, agent_id=agent_id)
    for offer in offers:
        async with locked(floor, offer.conversation_id) as (session, log):
            logged = await end_offer(session, log, offer, "rescinded", at=floor.clock())
            await forget_invitation(session, offer)
        await floor.tell(offer.conversation_id, logged, log.state)
        await floor.notices.offer_ended(offer, "rescinded")


async def write(floor: Floor, conversation_id: UUID, words: AgentWords) -> Said:
    """Raise as `handoff.speaking.say`."""
    async with locked(floor, conversation_id) as (session, log):
        said = await say(session, floor.vault, log, words, at=floor.clock())
    if said.logged:
        await floor.tell(log.conversation_id, said.logged, log.state)
    return said


async def end(floor: Floor, who: Who, conversation_id: UUID, *, epoch: int | None) -> None:
    """The talk is over, the wrap-up begins. Raise NotYourConversationError, StaleEpochError or InvitationOpenError."""
    now = floor.clock()
    async with locked(floor, conversation_id) as (session, log):
        check_holds(log, who.agent_id)
        if await list_participants(session, log.conversation_id):
            raise InvitationOpenError("An agent is invited or has joined.")
        logged = await log.append(notice_of_service(floor.words.serving.talk_ended), at=now, decided_under=epoch)
        logged += await end_talk(session, log, floor.rules, floor.jobs, who.agent_id, at=now)
    await floor.tell(log.conversation_id, logged, log.state)


async def finish(floor: Floor, who: Who, conversation_id: UUID, done: WrapUp) -> UUID:
    """The wrap-up is done, and the contact closed: its id. Raise NotYourConversationError or NotInWrapUpError."""
    now = floor.clock()
    async with locked(floor, conversation_id) as (session, log):
        contact_id = _contact_to_wrap_up(log, who)
        if await list_participants(session, log.conversation_id):
            raise InvitationOpenError("An agent is invited or has joined.")
        logged: list[LoggedEvent] = []
        if log.state.holder.kind is HolderKind.agent:
            logged += await log.append(notice_of_service(floor.words.serving.talk_ended), at=now)
        served = await find_assignment(session, log.conversation_id)
        logged += await wrap_up(session, log, floor.jobs, done, at=now)
        if served is not None:
            await keep_what_was_waited_for(
                session,
                floor.vault,
                log,
                disposition=done.disposition,
                since=served.began_at,
                kept_by=who.agent_id,
                at=now,
            )
    await floor.tell(log.conversation_id, logged, log.state, concerned=[who.agent_id])
    floor.kick()
    return contact_id


async def end_wrap_up_time(floor: Floor, conversation_id: UUID) -> None:
    async with locked(floor, conversation_id) as (session, log):
        logged = await expire_wrap_up(session, log, at=floor.clock())
    if logged:
        await floor.tell(log.conversation_id, logged, log.state, concerned=agents_of(log))
        floor.kick()


def check_epoch(log: ConversationLog, epoch: int | None) -> None:
    """Raise StaleEpochError when the screen showed an earlier holder."""
    if epoch is not None and epoch != log.state.epoch:
        raise StaleEpochError(epoch, log.state.epoch)


def _contact_to_wrap_up(log: ConversationLog, who: Who) -> UUID:
    holder, me = log.state.holder, str(who.agent_id)
    if holder.kind not in {HolderKind.agent, HolderKind.none} or log.state.contact_id is None:
        raise NotInWrapUpError("No contact of an agent is open.")
    if holder.name != me:
        raise NotYourConversationError("Another agent has the conversation.")
    return log.state.contact_id


def agents_of(log: ConversationLog) -> list[AgentId]:
    """Whoever serves it or wraps it up, as those whom a change concerns."""
    agent_id = agent_of(log.state)
    return [] if agent_id is None else [agent_id]


async def _own_offer(floor: Floor, who: Who, offer_id: UUID) -> Offer:
    async with floor.sessions() as session:
        offer = await get_offer(session, offer_id)
    if offer.agent_id != who.agent_id:
        raise OfferNotFoundError("There is no such offer.")
    return offer


async def _guests_and_holder(floor: Floor, offer: Offer) -> list[AgentId]:
    async with floor.sessions() as session:
        guests = await list_participants(session, offer.conversation_id)
    return [offer.agent_id, *[AgentId(guest.agent_id) for guest in guests]]
