"""A call under the lock of its conversation, in one transaction; screens are told once it is committed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from conversation import events as ev
from conversation.log import ConversationLog, LoggedEvent, list_messages, lock_conversation, read_event
from conversation.model import Channel, ConversationId, HolderKind
from conversation.tables import EventRow, TurnRow
from gateway.channels.voice.calls import Call, get_call, save_call
from gateway.channels.voice.scene import Heard, Place, Posted, Scene
from gateway.channels.voice.telephones import VoiceDesk
from gateway.desk.danger import EMERGENCY
from gateway.desk.placing import wait_in_queue
from handoff.hours import Closed
from handoff.model import AgentId, Presence
from handoff.offers import Offer
from handoff.queueing import find_entry

LOOKED_BACK, MOST_NEWS = 6, 100
LONGEST_WRITING = timedelta(minutes=3)
"""So long after the last sign of life from the linked page a silence is no matter."""

SIGNS = ("link.issued", "link.redeemed", "message.received")


@dataclass
class Visit:
    """`keeps_waiting`: the contact stays in its queue although the call ends. The rest is told after the commit."""

    desk: VoiceDesk
    session: AsyncSession
    log: ConversationLog
    call: Call
    keeps_waiting: bool = False
    logged: list[LoggedEvent] = field(default_factory=list)
    ended_offers: list[Offer] = field(default_factory=list)
    concerned: list[AgentId] = field(default_factory=list)
    silent_agents: list[AgentId] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        return self.desk.floor.clock()

    async def append(self, *events: ev.Event, decided_under: int | None = None) -> None:
        self.logged += await self.log.append(*events, at=self.now, decided_under=decided_under)


@asynccontextmanager
async def visiting(desk: VoiceDesk, call_sid: str) -> AsyncIterator[Visit]:
    """Under the conversation's lock; the call is saved and screens are told at the end. Raise UnknownCallError."""
    floor = desk.floor
    async with floor.reads() as session:
        known = await get_call(session, floor.vault, call_sid)
    async with floor.sessions.begin() as session:
        log = await lock_conversation(session, floor.vault, known.conversation_id)
        before = await get_call(session, floor.vault, call_sid)
        visit = Visit(desk, session, log, before)
        yield visit
        if visit.call != before:
            await save_call(session, floor.vault, visit.call, at=visit.now)
    await tell(visit)


async def tell(visit: Visit) -> None:
    floor = visit.desk.floor
    if not visit.logged:
        return
    await floor.tell(
        visit.log.conversation_id, visit.logged, visit.log.state, concerned=visit.concerned, ended=visit.ended_offers
    )
    for agent_id in visit.silent_agents:
        await floor.notices.presence_changed(agent_id, Presence.not_responding, visit.now)
    floor.kick()


async def read_scene(visit: Visit) -> Scene:
    """What the log says now, as far as this caller has a part in it."""
    state, call, floor = visit.log.state, visit.call, visit.desk.floor
    since = max(call.spoken_seq - LOOKED_BACK, 0)
    entries = await list_messages(
        visit.session, floor.vault, visit.log.conversation_id, after_seq=since, limit=LOOKED_BACK + MOST_NEWS
    )
    posted = [
        posted_of(entry)
        for entry in entries
        if isinstance(entry.event, ev.MessagePosted) and (entry.message_seq or 0) > call.heard_from_seq
    ]
    pending = await pending_since(visit.session, visit.log.conversation_id)
    agent = state.holder.name if state.holder.kind is HolderKind.agent else None
    spoken = [each for each in posted if each.seq <= call.spoken_seq]
    return Scene(
        holder=state.holder,
        message_seq=state.message_seq,
        news=tuple(each for each in posted if each.seq > call.spoken_seq),
        question=spoken[-1] if spoken else None,
        is_pending=pending is not None,
        is_over=state.contact_id is None,
        is_identified=state.customer_id is not None,
        place=await _place(visit),
        device=visit.desk.devices.device_of(agent) if agent else None,
    )


async def read_scene_heard(visit: Visit, heard: Heard) -> Scene:
    """The scene for what was heard; for a silence with whether the caller is writing instead."""
    scene = await read_scene(visit)
    is_silence = not heard.speech.strip() and not heard.keys
    return replace(scene, is_writing=await _is_writing(visit)) if is_silence else scene


async def _is_writing(visit: Visit) -> bool:
    """Whether the last that came of the caller was through a link, or a link is what they were given since."""
    query = (
        select(EventRow)
        .where(
            EventRow.conversation_id == visit.log.conversation_id,
            EventRow.contact_id == visit.log.state.contact_id,
            EventRow.kind.in_(SIGNS),
        )
        .order_by(EventRow.seq.desc())
        .limit(1)
    )
    row = await visit.session.scalar(query)
    if row is None or row.occurred_at < visit.now - LONGEST_WRITING:
        return False
    event = read_event(visit.desk.floor.vault, row).event
    return not (isinstance(event, ev.MessageReceived) and event.channel is not Channel.webchat)


def posted_of(entry: LoggedEvent) -> Posted:
    event = entry.event
    assert isinstance(event, ev.MessagePosted)  # noqa: S101
    return Posted(
        entry.message_seq or 0,
        event.author_kind == "agent",
        event.text,
        event.choices,
        event.expects,
        event.is_vital,
    )


async def pending_since(session: AsyncSession, conversation_id: ConversationId) -> datetime | None:
    """Since when the oldest unanswered message of the conversation has been waiting."""
    query = select(func.min(TurnRow.created_at)).where(
        TurnRow.conversation_id == conversation_id, TurnRow.state != "done"
    )
    return await session.scalar(query)


async def _place(visit: Visit) -> Place | None:
    floor, now, conversation_id = visit.desk.floor, visit.now, visit.log.conversation_id
    if visit.log.state.holder.kind is not HolderKind.queue:
        return None
    entry = await find_entry(visit.session, conversation_id)
    if entry is None:
        return None
    wait = await wait_in_queue(
        visit.session, floor, conversation_id, visit.log.state, entry.queue, entry.rank_at, at=now
    )
    is_open = not isinstance(floor.openings.status(entry.queue, now), Closed)
    waited = (now - entry.entered_at).total_seconds()
    return Place(wait.position, is_open and wait.agents_online, waited, entry.reason == EMERGENCY)
