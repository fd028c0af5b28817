"""Passing a conversation on: transfers, consultations, back to the bot; and what a supervisor decides."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from casework.intakes.at_desk import taken_up
from casework.intakes.draft import IntakeStatus
from casework.intakes.store import find_desk_draft, save_draft
from conversation import events as ev
from conversation.log import ConversationLog, LoggedEvent, lock_conversation
from conversation.model import ConversationId, HolderKind
from gateway.desk.acts import Who, agents_of, check_epoch, locked, notice_of_service
from gateway.desk.floor import Floor
from handoff.errors import NotInWrapUpError
from handoff.model import AgentId
from handoff.offers import Offer
from handoff.routing import take_routing_lock
from handoff.serving import WrapUp, check_holds
from handoff.supervision import force_wrap_up, move_queue, offer_directly, take_over
from handoff.transfer import (
    check_staffed,
    choose_guest,
    complete_transfer,
    dismiss_guests,
    hand_back,
    invite,
    leave,
    transfer_to_agent,
    transfer_to_queue,
)

Mode = Literal["cold", "warm", "consult"]


@dataclass(frozen=True)
class Target:
    """A queue or an agent, exactly one of them."""

    queue: str | None = None
    agent_id: AgentId | None = None


async def transfer(
    floor: Floor, who: Who, conversation_id: UUID, target: Target, mode: Mode, *, epoch: int | None
) -> None:
    """Raise what `handoff.transfer` refuses; nothing has changed then."""
    offer: Offer | None = None
    now = floor.clock()
    async with floor.sessions.begin() as session:
        await take_routing_lock(session)
        log = await _lock(session, floor, conversation_id)
        check_epoch(log, epoch)
        closed = floor.closed_at(now)
        if mode != "cold":
            guest = target.agent_id or await choose_guest(
                session, log, floor.rules, target.queue or "", closed, besides=who.agent_id, at=now
            )
            offer, logged = await invite(session, log, floor.rules, floor.jobs, who.agent_id, guest, mode, at=now)
        elif target.agent_id is not None:
            offer, logged = await transfer_to_agent(
                session,
                log,
                floor.rules,
                floor.jobs,
                who.agent_id,
                target.agent_id,
                default_queue=floor.default_queue,
                at=now,
            )
        else:
            logged = await transfer_to_queue(
                session, log, floor.rules, floor.jobs, who.agent_id, target.queue or "", closed, at=now
            )
        if mode == "cold":
            logged += await log.append(notice_of_service(floor.words.serving.transferred), at=now)
    await floor.tell(log.conversation_id, logged, log.state, concerned=[who.agent_id])
    if offer is not None:
        await floor.notices.offered(offer)
    floor.kick()


async def complete(floor: Floor, who: Who, conversation_id: UUID, *, epoch: int | None, receiver_name: str) -> None:
    """The giver leaves. Raise NotYourConversationError, NobodyJoinedError or StaleEpochError."""
    now = floor.clock()
    async with locked(floor, conversation_id) as (session, log):
        logged = await complete_transfer(session, log, who.agent_id, at=now, decided_under=epoch)
        joined = floor.words.serving.agent_joined.format(name=Who(who.agent_id, receiver_name).family_name)
        logged += await log.append(notice_of_service(joined), at=now)
    await floor.tell(log.conversation_id, logged, log.state, concerned=[who.agent_id])
    floor.kick()


async def cancel_invitation(floor: Floor, who: Who, conversation_id: UUID) -> None:
    """Take back an invitation, or part from a guest."""
    async with locked(floor, conversation_id) as (session, log):
        check_holds(log, who.agent_id)
        offers, logged = await dismiss_guests(session, log, at=floor.clock())
    await floor.tell(log.conversation_id, logged, log.state, ended=offers)
    floor.kick()


async def leave_conversation(floor: Floor, who: Who, conversation_id: UUID) -> None:
    """A guest goes. Raise NotYourConversationError."""
    async with locked(floor, conversation_id) as (session, log):
        logged = await leave(session, log, who.agent_id, at=floor.clock())
    await floor.tell(log.conversation_id, logged, log.state, concerned=[who.agent_id])
    floor.kick()


async def hand_back_to_bot(floor: Floor, who: Who, conversation_id: UUID, *, epoch: int | None) -> None:
    """The bot goes on with what is written from now; a draft that was handed off is open again."""
    now = floor.clock()
    async with locked(floor, conversation_id) as (session, log):
        logged = await hand_back(session, log, who.agent_id, at=now, decided_under=epoch)
        logged += await log.append(notice_of_service(floor.words.serving.handed_back), at=now)
        await _reopen_draft(session, floor, log)
    await floor.tell(log.conversation_id, logged, log.state, concerned=[who.agent_id])
    floor.kick()


async def _reopen_draft(session: AsyncSession, floor: Floor, log: ConversationLog) -> None:
    """The bot goes on with the draft it had handed off, as the agent left it."""
    draft = await find_desk_draft(session, floor.vault, log.conversation_id)
    procedure = floor.procedures.get(draft.procedure) if draft is not None else None
    if draft is None or procedure is None or draft.status is not IntakeStatus.handed_off:
        return
    await save_draft(session, floor.vault, taken_up(draft, procedure), at=floor.clock())
    await log.append(ev.IntakeOpened(intake_id=draft.intake_id, procedure=draft.procedure), at=floor.clock())


async def take(floor: Floor, who: Who, conversation_id: UUID) -> None:
    """A supervisor takes the conversation over, from whoever has it. Raise AlreadyTakenError or NotInWrapUpError."""
    now = floor.clock()
    async with locked(floor, conversation_id) as (session, log):
        before = agents_of(log)
        offers, logged = await take_over(session, log, who.agent_id, at=now)
        joined = floor.words.serving.agent_joined.format(name=who.family_name)
        logged += await log.append(notice_of_service(joined), at=now)
    await floor.tell(log.conversation_id, logged, log.state, concerned=[*before, who.agent_id], ended=offers)
    floor.kick()


async def reassign(floor: Floor, who: Who, conversation_id: UUID, target: Target) -> None:
    """A supervisor passes a waiting or served contact to a queue or an agent. Raise as transfers do."""
    now = floor.clock()
    async with floor.sessions.begin() as session:
        await take_routing_lock(session)
        log = await _lock(session, floor, conversation_id)
        before = agents_of(log)
        if log.state.holder.kind is HolderKind.agent:
            ended, offer, logged = await _take_from(session, floor, log, before[0], target, by=str(who.agent_id))
            logged += await log.append(notice_of_service(floor.words.serving.transferred), at=now)
        elif target.agent_id is not None:
            ended, offer, logged = await offer_directly(session, log, floor.rules, floor.jobs, target.agent_id, at=now)
        else:
            queue, offer = target.queue or "", None
            await check_staffed(session, floor.rules, queue, floor.closed_at(now), besides=None, at=now)
            ended, logged = await move_queue(session, log, floor.rules, floor.jobs, queue, by=who.agent_id, at=now)
    await floor.tell(log.conversation_id, logged, log.state, concerned=before, ended=ended)
    if offer is not None:
        await floor.notices.offered(offer)
    floor.kick()


async def _take_from(
    session: AsyncSession, floor: Floor, log: ConversationLog, giver: AgentId, target: Target, *, by: str
) -> tuple[list[Offer], Offer | None, list[LoggedEvent]]:
    """A transfer that the agent who serves did not ask for."""
    now, rules, jobs = floor.clock(), floor.rules, floor.jobs
    if target.agent_id is None:
        closed = floor.closed_at(now)
        return (
            [],
            None,
            await transfer_to_queue(session, log, rules, jobs, giver, target.queue or "", closed, at=now, by=by),
        )
    offer, logged = await transfer_to_agent(
        session, log, rules, jobs, giver, target.agent_id, default_queue=floor.default_queue, at=now, by=by
    )
    return [], offer, logged


async def force(floor: Floor, conversation_id: UUID, done: WrapUp) -> UUID:
    """A supervisor closes the contact, whoever has it: its id. Raise NotInWrapUpError."""
    async with locked(floor, conversation_id) as (session, log):
        before, contact_id = agents_of(log), log.state.contact_id
        if contact_id is None:
            raise NotInWrapUpError("No contact is open.")
        now, first = floor.clock(), []
        if log.state.holder.kind in {HolderKind.queue, HolderKind.agent}:
            first = await log.append(notice_of_service(floor.words.serving.talk_ended), at=now)
        offers, logged = await force_wrap_up(session, log, floor.jobs, done, at=now)
    logged = first + logged
    await floor.tell(log.conversation_id, logged, log.state, concerned=before, ended=offers)
    floor.kick()
    return contact_id


async def _lock(session: AsyncSession, floor: Floor, conversation_id: UUID) -> ConversationLog:
    return await lock_conversation(session, floor.vault, ConversationId(conversation_id))
