"""A caller is heard: the words enter the log once, their turn is waited for, and its answer is spoken.

What takes longer is fetched by polls; what takes too long passes the call to a person.
"""

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from conversation.errors import MessageIdReusedError
from conversation.messages import InboundMessage
from conversation.model import Channel, ConversationId, HolderKind
from gateway.channels.voice.calls import UnknownCallError, find_call
from gateway.channels.voice.conduct import go_on, hold_on, take_in
from gateway.channels.voice.farewell import say_goodbye
from gateway.channels.voice.scene import Farewell, Heard, Next, Words
from gateway.channels.voice.steps import answer_once
from gateway.channels.voice.telephones import VoiceDesk
from gateway.channels.voice.urgent import passed_at_once, urgency_of
from gateway.channels.voice.visit import Visit, pending_since, read_scene, read_scene_heard
from gateway.channels.voice.waiting import pass_to_person

logger = structlog.get_logger()

LONGEST_ANSWER = timedelta(seconds=12)
"""A turn that takes longer has used up its own time-outs: a person takes the call."""
LOOKED_AGAIN_SECONDS = 0.2
NOT_UNDERSTOOD, BOT_FAILED = "not_understood", "bot_failed"


async def hear(desk: VoiceDesk, call_sid: str, number: int, heard: Heard) -> str:
    """The TwiML that answers what was heard at this step of the call. Raise UnknownCallError."""
    step = f"hear.{number}"
    taken: list[Words] = []

    async def on_the_spot(visit: Visit) -> Next | None:
        scene = await read_scene_heard(visit, heard)
        decided = take_in(visit.call, scene, heard, desk.voice)
        urgency = urgency_of(desk, scene, heard, decided)
        if urgency is not None:
            return await passed_at_once(visit, urgency, heard, decided, number)
        if isinstance(decided, Words):
            taken.append(decided)
            return None
        return await parted(visit, decided) if isinstance(decided, Farewell) else decided

    answered = await answer_once(desk, call_sid, step, on_the_spot)
    if answered is not None:
        return answered
    words = taken[0]
    await accept(desk, words, number)
    await settled(desk, words.call.conversation_id)

    async def answer(visit: Visit) -> Next:
        known = words.call
        visit.call = replace(visit.call, silences=known.silences, mishearings=known.mishearings)
        return await spoken_next(visit, 0)

    return await answer_once(desk, call_sid, step, answer) or ""


async def poll(desk: VoiceDesk, call_sid: str, number: int, tries: int, *, instead_of: str = "") -> str:
    """The answer, if it is there by now. Raise UnknownCallError."""
    floor = desk.floor
    async with floor.reads() as session:
        call = await find_call(session, floor.vault, call_sid)
    if call is None:
        raise UnknownCallError(call_sid)
    await settled(desk, call.conversation_id)

    async def answer(visit: Visit) -> Next:
        return await spoken_next(visit, tries, of=instead_of)

    return await answer_once(desk, call_sid, f"poll.{number}.{tries}", answer, instead_of=instead_of) or ""


async def settled(desk: VoiceDesk, conversation_id: ConversationId) -> None:
    """Until the turns of the conversation are done, here or elsewhere, but no longer than an answer may take."""
    loop = asyncio.get_running_loop()
    ends_at = loop.time() + desk.voice.pace.answer_seconds
    with suppress(TimeoutError):
        await asyncio.wait_for(desk.turns.wait_for(conversation_id), desk.voice.pace.answer_seconds)
    while loop.time() < ends_at:
        async with desk.floor.reads() as session:
            if await pending_since(session, conversation_id) is None:
                return
        await asyncio.sleep(LOOKED_AGAIN_SECONDS)


async def accept(desk: VoiceDesk, words: Words, number: int) -> None:
    call = words.call
    message = InboundMessage(
        channel=Channel.voice,
        address=call.address,
        provider_message_id=f"{call.call_sid}:{number}",
        text=words.text,
        received_at=desk.floor.clock(),
        dtmf=words.keys,
    )
    try:
        await desk.intake.accept(call.conversation_id, message)
    except MessageIdReusedError as error:
        # The step was heard before with other words: the first ones count.
        logger.warning("step_heard_otherwise", code=error.code)


async def spoken_next(visit: Visit, tries: int, *, of: str = "") -> Next:
    """What has been posted since, or a moment's patience, or a person in the bot's place."""
    voice = visit.desk.voice
    scene = await read_scene(visit)
    is_bots = scene.holder.kind is HolderKind.bot and not scene.is_over
    if not (scene.is_pending and is_bots and not scene.news):
        return go_on(visit.call, scene, voice)
    since = await pending_since(visit.session, visit.log.conversation_id)
    if _is_too_late(since, visit.now) or tries >= voice.waiting.longest_polls:
        await pass_to_person(visit, BOT_FAILED, voice.words.connecting)
        return go_on(visit.call, await read_scene(visit), voice)
    holding = voice.words.holding
    say = (holding[min(tries // 2, len(holding) - 1)],) if tries % 2 == 0 else ()
    return hold_on(visit.call, say, tries=tries, of=of)


def _is_too_late(since: datetime | None, now: datetime) -> bool:
    return since is not None and now - since >= LONGEST_ANSWER


async def parted(visit: Visit, farewell: Farewell) -> Next:
    if farewell is Farewell.silence:
        return await say_goodbye(visit)
    words = visit.desk.voice.words.not_heard_person
    await pass_to_person(visit, NOT_UNDERSTOOD, words)
    call = replace(visit.call, silences=0, mishearings=0)
    return go_on(call, await read_scene(visit), visit.desk.voice)
