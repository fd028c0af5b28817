"""Calls follow their conversation: who takes it over gets the caller at once, or has them called back."""

from collections.abc import Sequence
from dataclasses import replace

import structlog

from conversation import events as ev
from conversation.log import LoggedEvent
from conversation.model import Channel, ConversationId, Holder, HolderKind
from conversation.state import ConversationState
from gateway.carrier.port import CarrierError, CarrierUnavailableError
from gateway.channels.voice.callbacks import call_back
from gateway.channels.voice.calls import Call, CallState, find_latest_call, find_live_call
from gateway.channels.voice.scene import url
from gateway.channels.voice.telephones import VoiceDesk
from gateway.channels.voice.visit import visiting

logger = structlog.get_logger()


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
    if live is not None and live.rings_at_customer:
        await _stop_ringing(desk, live)
    elif live is not None:
        await _redirect(desk, live)
    elif latest is not None and latest.wants_callback:
        await call_back(desk, latest)


def _must_move(call: Call, holder: Holder) -> bool:
    if holder.kind is HolderKind.agent:
        return not (call.is_with_agent and call.agent_id == holder.name)
    return call.is_with_agent


async def _stop_ringing(desk: VoiceDesk, live: Call) -> None:
    """Only where nobody is left: who answers gets whoever has the conversation by then."""
    async with visiting(desk, live.call_sid) as visit:
        is_wanted = visit.log.state.holder.kind is not HolderKind.none or not visit.call.rings_at_customer
    if not is_wanted:
        try:
            await desk.carrier.end_call(live.call_sid)
        except (CarrierError, CarrierUnavailableError) as error:
            logger.warning("call_not_ended", code=error.code)


async def _redirect(desk: VoiceDesk, live: Call) -> None:
    """The step it goes to is a new one: whoever asks for the former step meanwhile is told to wait for this one."""
    async with visiting(desk, live.call_sid) as visit:
        if visit.call.state is CallState.ended or not _must_move(visit.call, visit.log.state.holder):
            return
        visit.call = replace(visit.call, step=visit.call.step + 1)
        target = url("queue", visit.call)
    try:
        await desk.carrier.redirect_call(live.call_sid, f"{desk.public_base_url}{target}")
    except (CarrierError, CarrierUnavailableError) as error:
        logger.warning("call_not_redirected", code=error.code)
