"""The steps of a call that talks over a WebSocket: the decisions of the webhooks, taken without their documents.

What ends the talk is kept as the answer to the address that follows it, which says it. Once that was answered the call
is no longer the socket's, however late the socket learns of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from conversation import events as ev
from conversation.log import list_messages
from conversation.model import HolderKind
from gateway.channels.voice.calls import Call, CallState, UnknownCallError, find_call
from gateway.channels.voice.conduct import go_on, take_in
from gateway.channels.voice.ending import end_call
from gateway.channels.voice.hearing import accept, parted, settled, spoken_next
from gateway.channels.voice.plan import CallPlan, HangUp, Listen, Poll
from gateway.channels.voice.scene import Farewell, Heard, Next, Scene, Words
from gateway.channels.voice.steps import answer_once, find_step, keep_answer
from gateway.channels.voice.telephones import VoiceDesk
from gateway.channels.voice.urgent import passed_at_once, urgency_of
from gateway.channels.voice.visit import Visit, read_scene, read_scene_heard, visiting

FIRST_STEP, MOST_LOOKED_AT = 1, 100
ENDED_STEP = f"relay.{FIRST_STEP}"
QUEUE, GOODBYE, GONE = "queue", "goodbye", "gone"


@dataclass(frozen=True)
class Told:
    """What is said next and listened for. `reason`: the talk over the socket is over, and why.

    `tries` counts the poll that follows where the answer is not ready. `is_nothing`: as before.
    """

    say: Sequence[str] = field(default=(), repr=False)
    listen: Listen | None = None
    is_nothing: bool = False
    tries: int = 0
    reason: str | None = None


async def begin(desk: VoiceDesk, call_sid: str) -> bool:
    """Whether this call may talk here: it was answered with this socket, and has had none."""
    try:
        async with visiting(desk, call_sid) as visit:
            call = visit.call
            if call.state is not CallState.listening or call.step != FIRST_STEP:
                return False
            visit.call = replace(call, step=FIRST_STEP + 1)
            return True
    except UnknownCallError:
        return False


async def hear(desk: VoiceDesk, call_sid: str, heard: Heard, *, unheard: Sequence[str] = ()) -> Told:
    """What is told to what was heard, nothing being a silence. Raise UnknownCallError.

    `unheard` was said and interrupted: 「続き」 says it after all.
    """
    async with visiting(desk, call_sid) as visit:
        if await _is_taken(visit):
            return Told(reason=GONE)
        call, number = visit.call, visit.call.step
        asked = replace(call, rest=(*unheard, *call.rest)) if unheard else call
        scene = await read_scene_heard(visit, heard)
        decided = take_in(asked, scene, heard, desk.voice)
        urgency = urgency_of(desk, scene, heard, decided)
        if urgency is not None:
            return await _told(visit, await passed_at_once(visit, urgency, heard, decided, number), 0)
        if not isinstance(decided, Words):
            following = await parted(visit, decided) if isinstance(decided, Farewell) else decided
            return await _told(visit, following, 0)
        visit.call = replace(call, step=number + 1)
    await accept(desk, decided, number)
    return await poll(desk, call_sid, 0, known=decided.call)


async def poll(desk: VoiceDesk, call_sid: str, tries: int, *, known: Call | None = None) -> Told:
    """The answer to what was heard last, if it is there by now. Raise UnknownCallError."""
    floor = desk.floor
    async with floor.reads() as session:
        call = await find_call(session, floor.vault, call_sid)
    if call is None:
        raise UnknownCallError(call_sid)
    await settled(desk, call.conversation_id)
    async with visiting(desk, call_sid) as visit:
        if await _is_taken(visit):
            return Told(reason=GONE)
        if known is not None:
            visit.call = replace(visit.call, silences=known.silences, mishearings=known.mishearings)
        return await _told(visit, await spoken_next(visit, tries), tries)


async def look(desk: VoiceDesk, call_sid: str) -> Told:
    """What was posted while nobody spoke, to somebody who writes in the linked page say. Raise UnknownCallError."""
    floor = desk.floor
    async with floor.reads() as session:
        call = await find_call(session, floor.vault, call_sid)
        if call is None:
            raise UnknownCallError(call_sid)
        since = await list_messages(
            session, floor.vault, call.conversation_id, after_seq=call.spoken_seq, limit=MOST_LOOKED_AT
        )
    if not any(isinstance(entry.event, ev.MessagePosted) for entry in since):
        return Told(is_nothing=True)
    return await hear(desk, call_sid, Heard())


async def relay_ended(desk: VoiceDesk, call_sid: str, number: int, *, is_callers_end: bool) -> str:
    """The TwiML with which the call goes on without the socket, however that ended. Raise UnknownCallError."""

    async def decide(visit: Visit) -> Next:
        if is_callers_end:
            await end_call(visit, by="customer")
            return Next(visit.call, CallPlan(HangUp()))
        scene = await read_scene(visit)
        return go_on(visit.call, scene, desk.voice, first=_once_more(visit, scene))

    return await answer_once(desk, call_sid, f"relay.{number}", decide) or ""


def _once_more(visit: Visit, scene: Scene) -> Sequence[str]:
    """Whom the socket was lost to: the greeting if it never began, or what may not have been heard to its end."""
    words = visit.desk.voice.words
    if visit.call.step == FIRST_STEP:
        return (words.greeting, words.emergencies_first, words.how_to_speak)
    if scene.news or scene.is_pending or scene.is_over or scene.holder.kind is not HolderKind.bot:
        return ()
    return scene.question.text.split("\n") if scene.question else (words.how_to_speak,)


async def _is_taken(visit: Visit) -> bool:
    vault, call = visit.desk.floor.vault, visit.call
    return (
        call.state is not CallState.listening
        or await find_step(visit.session, vault, call.call_sid, ENDED_STEP) is not None
    )


async def _told(visit: Visit, following: Next, tries: int) -> Told:
    plan = following.plan
    if isinstance(plan.then, Listen):
        visit.call = following.call
        return Told(plan.say, plan.then)
    if isinstance(plan.then, Poll):
        visit.call = following.call
        return Told(plan.say, tries=tries + 1)
    await keep_answer(visit, ENDED_STEP, following)
    return Told(reason=GOODBYE if isinstance(plan.then, HangUp) else QUEUE)
