"""A call comes in: its conversation, its contact, the greeting. The same call again gets the same answer."""

from dataclasses import dataclass, field, replace
from uuid import uuid4

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from conversation import events as ev
from conversation.closing import close_on_other_channel
from conversation.log import ConversationLog
from conversation.model import BOT, Channel, Direction, HolderKind, VerificationLevel
from gateway.channels.lines import lock_line, open_line
from gateway.channels.voice.calls import (
    Call,
    add_call,
    caller_of,
    find_call,
    find_latest_call,
    find_live_call,
    save_call,
)
from gateway.channels.voice.conduct import go_on
from gateway.channels.voice.ending import close_contact
from gateway.channels.voice.opening import opening
from gateway.channels.voice.plan import CallPlan
from gateway.channels.voice.scene import Next
from gateway.channels.voice.steps import answer_once, find_step, keep_answer
from gateway.channels.voice.telephones import VoiceDesk
from gateway.channels.voice.visit import Visit, read_scene, tell
from handoff.serving import FILE_CONTACT_TASK

FIRST_STEP = "voice.0"


@dataclass(frozen=True)
class Ringing:
    """`is_after_error`: the carrier could not fetch or read the answer to a later step."""

    call_sid: str
    sender: str = field(repr=False)
    is_after_error: bool = False


async def answer(desk: VoiceDesk, ringing: Ringing) -> str:
    floor = desk.floor
    async with floor.sessions.begin() as session:
        await lock_sid(session, ringing.call_sid)
        known = await find_call(session, floor.vault, ringing.call_sid)
        stored = await find_step(session, floor.vault, ringing.call_sid, FIRST_STEP)
        if known is None:
            visit = await _open(session, desk, ringing)
            twiml = await keep_answer(visit, FIRST_STEP, await _greet(visit))
            await save_call(session, floor.vault, visit.call, at=visit.now)
    if known is None:
        await tell(visit)
        return twiml
    if stored is not None and not (ringing.is_after_error and known.step > 1):
        return stored
    return await go_on_with(desk, ringing.call_sid, f"voice.{known.step}.after")


async def go_on_with(desk: VoiceDesk, call_sid: str, step: str) -> str:
    async def decide(visit: Visit) -> Next:
        return go_on(visit.call, await read_scene(visit), desk.voice)

    return await answer_once(desk, call_sid, step, decide) or ""


async def lock_sid(session: AsyncSession, call_sid: str) -> None:
    """Two first requests of one call must not open it twice."""
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(call_sid, text("0")))))


async def _open(session: AsyncSession, desk: VoiceDesk, ringing: Ringing) -> Visit:
    floor, caller = desk.floor, caller_of(ringing.sender)
    now = floor.clock()
    log = await _line_of(session, desk, ringing.call_sid, caller)
    call = Call(ringing.call_sid, log.conversation_id, None, Direction.inbound, caller, now, now)
    return Visit(desk, session, log, call)


async def _line_of(session: AsyncSession, desk: VoiceDesk, call_sid: str, caller: str | None) -> ConversationLog:
    """The number's conversation; one of its own for whom it is not free, so that nobody hears another's talk."""
    floor = desk.floor
    now = floor.clock()
    if caller is not None:
        log = await lock_line(session, floor.vault, Channel.voice, caller, at=now)
        live = await find_live_call(session, floor.vault, log.conversation_id, at=now)
        if live is None and _is_free(log):
            return log
    return await open_line(session, floor.vault, Channel.voice, f"call:{call_sid}", at=now)


def _is_free(log: ConversationLog) -> bool:
    """With the bot, or waiting for a call as this one is: whoever calls again keeps their place."""
    goes_on = log.state.holder.kind in {HolderKind.queue, HolderKind.agent}
    return log.state.holder == BOT or (goes_on and log.state.contact_channel is Channel.voice)


async def _greet(visit: Visit) -> Next:
    log, now, words = visit.log, visit.now, visit.desk.voice.words
    before = log.state.contact_id
    if log.state.holder == BOT:
        if log.state.contact_channel is Channel.voice:
            await close_contact(visit)
        else:
            await close_on_other_channel(visit.session, log, Channel.voice, at=now)
            if before is not None:
                await visit.desk.floor.jobs.defer(visit.session, FILE_CONTACT_TASK, contact_id=str(before))
        opened = ev.ContactOpened(contact_id=uuid4(), channel=Channel.voice, direction=Direction.inbound)
        await visit.append(opened)
    elif log.state.level > VerificationLevel.nobody or log.state.customer_id is not None:
        # A number can be false: who calls again keeps the place, and nothing that was proved in it.
        await visit.append(ev.IdentityLapsed())
    await visit.append(ev.CallStarted(call_sid=visit.call.call_sid, direction=Direction.inbound))
    former = await find_latest_call(visit.session, visit.desk.floor.vault, log.conversation_id)
    visit.call = _placed(visit.call, log, former)
    await add_call(visit.session, visit.desk.floor.vault, visit.call)
    if log.state.holder != BOT:
        return go_on(visit.call, await read_scene(visit), visit.desk.voice, first=(words.greeting,))
    say = (words.greeting, *await _sympathy(visit.desk), words.emergencies_first, words.how_to_speak)
    return Next(visit.call, CallPlan(opening(visit.call, visit.desk.voice), say))


async def _sympathy(desk: VoiceDesk) -> tuple[str, ...]:
    """What every caller hears while the disaster mode is on: where they call from is not known yet."""
    mode = await desk.disaster.watch.present() if desk.disaster is not None else None
    if desk.disaster is None or mode is None:
        return ()
    return (desk.disaster.rules.greetings.on(Channel.voice, mode.name),)


def _placed(call: Call, log: ConversationLog, former: Call | None) -> Call:
    """Who was promised a callback in this place keeps both while they call again."""
    is_same = former is not None and former.contact_id == log.state.contact_id
    return replace(
        call,
        contact_id=log.state.contact_id,
        spoken_seq=log.state.message_seq,
        heard_from_seq=log.state.message_seq,
        step=1,
        wants_callback=is_same and former is not None and former.wants_callback,
    )
