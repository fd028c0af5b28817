"""Callbacks (折り返し): calls we place to who waits for one, tried some times and never two at once.

What was promised stays wanted until a call of ours is known, so that neither a crash nor a lost hint forgets it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from conversation import events as ev
from conversation.model import Channel, ConversationId, Direction, Holder, HolderKind
from conversation.tables import ConversationRow
from gateway.carrier.port import CarrierError, CarrierUnavailableError
from gateway.channels.voice.answering import lock_sid
from gateway.channels.voice.calls import (
    Call,
    CallState,
    UnknownCallError,
    add_call,
    find_call,
    find_latest_call,
    find_live_call,
    get_call,
)
from gateway.channels.voice.conduct import go_on
from gateway.channels.voice.scene import Next
from gateway.channels.voice.steps import answer_once
from gateway.channels.voice.tables import CallRow
from gateway.channels.voice.telephones import VoiceDesk
from gateway.channels.voice.visit import Visit, read_scene, visiting
from gateway.desk.acts import locked, notice_of_service

logger = structlog.get_logger()

CALLBACK_URL, STATUS_URL = "/twilio/voice/callback", "/twilio/voice/status"
MOST_ATTEMPTS = 3
"""By themselves; an agent may ask for more."""
PLACED_WITHIN = timedelta(seconds=15)
"""The carrier has answered by then whether it places a call."""
TRIED_AGAIN_AFTER = timedelta(seconds=90)


class CallGoesOnError(Exception):
    code = "call_goes_on"


class NoNumberError(Exception):
    code = "no_number"


async def call_back(desk: VoiceDesk, waiting: Call) -> None:
    """Call who waits for it, unless somebody else does or it has been tried often enough."""
    async with visiting(desk, waiting.call_sid) as visit:
        call = visit.call
        if not call.wants_callback or call.callback_attempts >= MOST_ATTEMPTS or not await _is_free(visit):
            return
        visit.call = _tried(visit)
    try:
        await _place(desk, visit.call)
    except (CarrierError, CarrierUnavailableError) as error:
        logger.warning("callback_not_placed", code=error.code)
        async with visiting(desk, waiting.call_sid) as visit:
            await _note_attempt(visit)


async def call_again(desk: VoiceDesk, call_sid: str) -> Call:
    """An agent asks for it. Raise CallGoesOnError or NoNumberError, or what the carrier says."""
    async with visiting(desk, call_sid) as visit:
        if not visit.call.may_be_called:
            raise NoNumberError(call_sid)
        if not await _is_free(visit):
            raise CallGoesOnError(call_sid)
        visit.call = _tried(visit)
    return await _place(desk, visit.call)


async def call_back_the_forgotten(desk: VoiceDesk) -> int:
    """Call who waits for it at an agent who has their contact; how many contacts were looked at."""
    floor = desk.floor
    async with floor.reads() as session:
        forgotten = await _list_forgotten(session, at=floor.clock())
    for conversation_id in forgotten:
        async with floor.reads() as session:
            latest = await find_latest_call(session, floor.vault, ConversationId(conversation_id))
        if latest is not None and latest.wants_callback:
            await call_back(desk, latest)
    return len(forgotten)


async def called_back(desk: VoiceDesk, call_sid: str, conversation_id: ConversationId) -> str:
    """The customer answered our call. Raise ConversationNotFoundError or UnknownCallError."""
    await adopt(desk, call_sid, conversation_id)

    async def decide(visit: Visit) -> Next:
        if visit.call.rings_at_customer:
            await visit.append(ev.CallStarted(call_sid=call_sid, direction=Direction.outbound))
        state = visit.log.state
        call = replace(
            visit.call,
            spoken_seq=state.message_seq,
            heard_from_seq=state.message_seq,
            contact_id=state.contact_id,
            answered_at=visit.call.answered_at or visit.now,
        )
        return go_on(call, await read_scene(visit), desk.voice, first=(desk.voice.words.called_back,))

    return await answer_once(desk, call_sid, "callback.0", decide) or ""


async def adopt(desk: VoiceDesk, call_sid: str, conversation_id: ConversationId) -> Call:
    """The row of a call we placed, whoever hears of it first. Raise ConversationNotFoundError or UnknownCallError."""
    vault = desk.floor.vault
    async with locked(desk.floor, conversation_id) as (session, log):
        await lock_sid(session, call_sid)
        known = await find_call(session, vault, call_sid)
        if known is not None:
            return known
        former = await find_latest_call(session, vault, conversation_id)
        if former is None:
            raise UnknownCallError(call_sid)
        await add_call(session, vault, _outbound(desk, former, call_sid, log.state.holder))
        await _fulfil(session, conversation_id, call_sid)
        return await get_call(session, vault, call_sid)


async def note_missed(visit: Visit) -> None:
    """Our call was not answered: the agent sees it in the log, and what was promised stays promised."""
    visit.call = replace(visit.call, state=CallState.ended, ended_at=visit.now, ended_by="carrier")
    await _note_attempt(visit)


async def _note_attempt(visit: Visit) -> None:
    state, call = visit.log.state, visit.call
    is_open = state.contact_id is not None and state.contact_id == call.contact_id
    still_waits = is_open and state.holder.kind in {HolderKind.queue, HolderKind.agent}
    visit.call = replace(call, wants_callback=still_waits and call.callback_attempts < MOST_ATTEMPTS)
    if state.contact_id is not None:
        await visit.append(notice_of_service(visit.desk.voice.words.callback_missed))


def _tried(visit: Visit) -> Call:
    return replace(visit.call, callback_attempts=visit.call.callback_attempts + 1, callback_tried_at=visit.now)


async def _is_free(visit: Visit) -> bool:
    """An agent has the contact, no call of it goes on, and none is just being placed."""
    state, tried_at = visit.log.state, visit.call.callback_tried_at
    if state.holder.kind is not HolderKind.agent or state.contact_id != visit.call.contact_id:
        return False
    is_missed = visit.call.rings_at_customer and visit.call.state is CallState.ended
    if tried_at is not None and not is_missed and visit.now - tried_at < PLACED_WITHIN:
        return False
    live = await find_live_call(visit.session, visit.desk.floor.vault, visit.log.conversation_id, at=visit.now)
    return live is None and visit.call.caller is not None


async def _place(desk: VoiceDesk, former: Call) -> Call:
    """After the commit of the attempt. Whoever answers or reports it first may have made the row meanwhile."""
    base, of = desk.public_base_url, f"?conversation={former.conversation_id}"
    call_sid = await desk.carrier.place_call(
        former.caller or "", f"{base}{CALLBACK_URL}{of}", f"{base}{STATUS_URL}{of}"
    )
    return await adopt(desk, call_sid, former.conversation_id)


async def _fulfil(session: AsyncSession, conversation_id: ConversationId, call_sid: str) -> None:
    """What former calls wanted is done with this one."""
    former = update(CallRow).where(CallRow.conversation_id == conversation_id, CallRow.call_sid != call_sid)
    await session.execute(former.values(wants_callback=False).execution_options(synchronize_session=False))


async def _list_forgotten(session: AsyncSession, *, at: datetime) -> Sequence[UUID]:
    query = (
        select(CallRow.conversation_id)
        .join(ConversationRow, ConversationRow.id == CallRow.conversation_id)
        .where(
            CallRow.wants_callback,
            CallRow.state == CallState.ended,
            CallRow.callback_attempts < MOST_ATTEMPTS,
            or_(CallRow.callback_tried_at.is_(None), CallRow.callback_tried_at < at - TRIED_AGAIN_AFTER),
            ConversationRow.holder_kind == HolderKind.agent,
            ConversationRow.contact_channel == Channel.voice,
            ConversationRow.contact_id == CallRow.contact_id,
        )
    )
    return (await session.scalars(query.distinct().limit(100))).all()


def _outbound(desk: VoiceDesk, former: Call, call_sid: str, holder: Holder) -> Call:
    now = desk.floor.clock()
    return Call(
        call_sid=call_sid,
        conversation_id=former.conversation_id,
        contact_id=former.contact_id,
        direction=Direction.outbound,
        caller=former.caller,
        started_at=now,
        updated_at=now,
        state=CallState.dialling,
        agent_id=holder.name if holder.kind is HolderKind.agent else None,
        callback_attempts=former.callback_attempts,
        callback_tried_at=former.callback_tried_at,
    )
