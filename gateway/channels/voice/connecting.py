"""The caller and an agent: the agent's device rings, they talk, one of them hangs up; or nobody answered."""

from dataclasses import replace

from conversation import events as ev
from conversation.model import Direction, HolderKind
from gateway.channels.voice.calls import CallState
from gateway.channels.voice.conduct import go_on
from gateway.channels.voice.ending import end_call
from gateway.channels.voice.plan import CallPlan, HangUp, TakeMessage
from gateway.channels.voice.scene import Next
from gateway.channels.voice.steps import answer_once
from gateway.channels.voice.telephones import VoiceDesk
from gateway.channels.voice.visit import Visit, read_scene, visiting
from handoff.agents import fall_silent
from handoff.promises import PromiseKind, PromiseState, keep_promise, list_promises
from handoff.serving import agent_of
from handoff.supervision import return_to_queue

TALKED = frozenset({"completed", "answered"})
MOST_PROMISES = 20


async def dialled(desk: VoiceDesk, call_sid: str, number: int, outcome: str, *, is_callers_end: bool) -> str:
    """The agent's leg is over. `is_callers_end`: because the whole call is. Raise UnknownCallError."""

    async def decide(visit: Visit) -> Next:
        if is_callers_end:
            await end_call(visit, by="customer")
            return Next(visit.call, CallPlan(HangUp()))
        if not _is_their_talk(visit):
            return go_on(visit.call, await read_scene(visit), desk.voice)
        if outcome in TALKED:
            await note_connected(visit)
            await end_call(visit, by="agent")
            return Next(visit.call, CallPlan(HangUp(), (desk.voice.words.goodbye,)))
        await _back_to_queue(visit)
        scene, words = await read_scene(visit), desk.voice.words
        again = go_on(visit.call, scene, desk.voice, first=(words.not_answered,))
        if isinstance(again.plan.then, TakeMessage | HangUp):
            return go_on(visit.call, scene, desk.voice, first=(words.not_answered_by_all,))
        return again

    return await answer_once(desk, call_sid, f"dialled.{number}", decide) or ""


async def connected(desk: VoiceDesk, call_sid: str) -> None:
    """The agent's device was answered. Raise UnknownCallError."""
    async with visiting(desk, call_sid) as visit:
        await note_connected(visit)


async def note_connected(visit: Visit) -> None:
    """The first sign that they hear each other counts; a callback is kept with it."""
    call, agent_id = visit.call, agent_of(visit.log.state)
    is_ringing = call.state is CallState.dialling and not call.rings_at_customer
    if not is_ringing or agent_id is None or not _is_their_talk(visit):
        return
    await visit.append(ev.CallConnected(call_sid=call.call_sid, agent_id=str(agent_id)))
    visit.call = replace(call, state=CallState.talking)
    if call.direction is not Direction.outbound:
        return
    vault, conversation_id = visit.desk.floor.vault, visit.log.conversation_id
    open_ones = await list_promises(
        visit.session, vault, state=PromiseState.open, limit=MOST_PROMISES, conversation_id=conversation_id
    )
    for promise in open_ones:
        if promise.kind is PromiseKind.callback and promise.made_by is None:
            await keep_promise(visit.session, vault, visit.log, promise.promise_id, kept_by=agent_id, at=visit.now)


def _is_their_talk(visit: Visit) -> bool:
    """Whether the agent whom the call was connected to still has the conversation."""
    holder = visit.log.state.holder
    return holder.kind is HolderKind.agent and visit.call.is_with_agent and visit.call.agent_id == holder.name


async def _back_to_queue(visit: Visit) -> None:
    """An agent whose device nobody answers gets no more offers; the caller waits on in their place."""
    floor, agent_id = visit.desk.floor, agent_of(visit.log.state)
    if agent_id is None:
        return
    visit.logged += await return_to_queue(
        visit.session, visit.log, floor.rules, floor.jobs, agent_id, floor.default_queue, at=visit.now
    )
    await fall_silent(visit.session, agent_id, at=visit.now)
    visit.concerned.append(agent_id)
    visit.silent_agents.append(agent_id)
