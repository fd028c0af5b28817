"""Calls follow their conversation: who takes it over gets the caller at once, or has them called back."""

from collections.abc import Sequence
from dataclasses import replace

import structlog

from conversation import events as ev
from conversation.log import LoggedEvent
from conversation.model import Channel, ConversationId, Direction, Holder, HolderKind
from conversation.state import ConversationState
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
)
from gateway.channels.voice.conduct import go_on
from gateway.channels.voice.scene import Next, url
from gateway.channels.voice.steps import answer_once
from gateway.channels.voice.telephones import VoiceDesk
from gateway.channels.voice.visit import Visit, read_scene, visiting
from gateway.desk.acts import locked, notice_of_service

logger = structlog.get_logger()

CALLBACK_URL, STATUS_URL = "/twilio/voice/callback", "/twilio/voice/status"


class CallOutlet:
    """Told of what was logged: a change of holder moves the live call."""

    def __init__(self, desk: VoiceDesk) -> None:
        self._desk = desk

    def kick(self, conversation_id: ConversationId, events: Sequence[LoggedEvent], state: ConversationState) -> None:
        has_moved = any(isinstance(each.event, ev.HolderChanged) for each in events)
        if has_moved and state.contact_channel in {Channel.voice, None}:
            work = agent_took_over(self._desk, conversation_id)
            self._desk.floor.background.start(work, name="call_follows")


async def agent_took_over(desk: VoiceDesk, conversation_id: ConversationId) -> None:
    """Redirect the live call to whoever has its conversation now, or call back who waits for it.

    May be called in vain and more than once. What fails is found by the call's next round of waiting.
    """
    floor = desk.floor
    async with floor.reads() as session:
        live = await find_live_call(session, floor.vault, conversation_id, at=floor.clock())
        latest = live or await find_latest_call(session, floor.vault, conversation_id)
    if live is not None:
        await _redirect(desk, live)
    elif latest is not None and latest.wants_callback:
        await _call_back(desk, latest)


async def called_back(desk: VoiceDesk, call_sid: str, conversation_id: ConversationId) -> str:
    """The customer answered our call. Raise ConversationNotFoundError or UnknownCallError."""
    async with locked(desk.floor, conversation_id) as (session, log):
        await lock_sid(session, call_sid)
        call = await find_call(session, desk.floor.vault, call_sid)
        latest = await find_latest_call(session, desk.floor.vault, conversation_id)
        if call is None:
            if latest is None:
                raise UnknownCallError(call_sid)
            await add_call(session, desk.floor.vault, _outbound(desk, latest, call_sid, log.state.holder))

    async def decide(visit: Visit) -> Next:
        if visit.call.step == 0:
            await visit.append(ev.CallStarted(call_sid=call_sid, direction=Direction.outbound))
        call = replace(visit.call, spoken_seq=visit.log.state.message_seq, contact_id=visit.log.state.contact_id)
        return go_on(call, await read_scene(visit), desk.voice, first=(desk.voice.words.called_back,))

    return await answer_once(desk, call_sid, "callback.0", decide) or ""


async def note_missed(visit: Visit) -> None:
    """Our call was not answered: the agent sees it in the log, and what was promised stays promised."""
    visit.call = replace(visit.call, state=CallState.ended, ended_at=visit.now, ended_by="carrier")
    if visit.log.state.contact_id is not None:
        await visit.append(notice_of_service(visit.desk.voice.words.callback_missed))


def _must_move(call: Call, holder: Holder) -> bool:
    if holder.kind is HolderKind.agent:
        return not (call.is_with_agent and call.agent_id == holder.name)
    return call.is_with_agent


async def _redirect(desk: VoiceDesk, live: Call) -> None:
    async with visiting(desk, live.call_sid) as visit:
        if visit.call.state is CallState.ended or not _must_move(visit.call, visit.log.state.holder):
            return
        visit.call = replace(visit.call, step=visit.call.step + 1)
        target = url("queue", visit.call)
    try:
        await desk.carrier.redirect_call(live.call_sid, f"{desk.public_base_url}{target}")
    except (CarrierError, CarrierUnavailableError) as error:
        logger.warning("call_not_redirected", code=error.code)


async def _call_back(desk: VoiceDesk, waiting: Call) -> None:
    """Once, whoever asks; the call is placed after the commit, so that no crash can make two of it."""
    async with visiting(desk, waiting.call_sid) as visit:
        holder = visit.log.state.holder
        if not visit.call.wants_callback or holder.kind is not HolderKind.agent or visit.call.caller is None:
            return
        visit.call = replace(visit.call, wants_callback=False)
        number, conversation_id = visit.call.caller or "", visit.call.conversation_id
    base, floor = desk.public_base_url, desk.floor
    try:
        answers_at = f"{base}{CALLBACK_URL}?conversation={conversation_id}"
        call_sid = await desk.carrier.place_call(number, answers_at, f"{base}{STATUS_URL}")
    except (CarrierError, CarrierUnavailableError) as error:
        logger.warning("callback_not_placed", code=error.code)
        async with visiting(desk, waiting.call_sid) as visit:
            await visit.append(notice_of_service(desk.voice.words.callback_missed))
        return
    async with locked(floor, conversation_id) as (session, log):
        await lock_sid(session, call_sid)
        if await find_call(session, floor.vault, call_sid) is None:
            await add_call(session, floor.vault, _outbound(desk, waiting, call_sid, log.state.holder))


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
        agent_id=holder.name,
    )
