"""Waiting for a person on the line: into the queue, the rounds of waiting, a callback that keeps the place."""

from dataclasses import replace
from uuid import uuid4

from conversation import events as ev
from conversation.model import BOT, Channel, Direction, HolderKind
from gateway.channels.voice.conduct import go_on
from gateway.channels.voice.farewell import promise
from gateway.channels.voice.plan import CallPlan, HangUp, Poll
from gateway.channels.voice.scene import Next, url
from gateway.channels.voice.steps import answer_once
from gateway.channels.voice.telephones import VoiceDesk
from gateway.channels.voice.visit import Visit, read_scene
from gateway.contact_index import INDEX_TASK
from gateway.desk.acts import notice_of_service
from gateway.desk.danger import put_first
from gateway.desk.placing import place, still_waiting
from handoff.promises import PromiseKind
from handoff.queueing import Entry, enqueue, find_entry

REDIRECTED_WITHIN_SECONDS = 6
"""The carrier has obeyed or refused by then."""
CALLBACK_KEY, EMERGENCY_KEY = "1", "9"
CALLBACK = "順番がまいりましたら、お客さまへ折り返しお電話する"


async def wait(desk: VoiceDesk, call_sid: str, number: int, keys: str) -> str:
    """One round of waiting, or whatever the holder of the conversation makes of the call. Raise UnknownCallError."""

    async def decide(visit: Visit) -> Next:
        scene = await read_scene(visit)
        if number < visit.call.step and scene.holder.kind is HolderKind.agent:
            # The carrier is being told to fetch a later step: to ring the agent here as well would cut that talk.
            later = Poll(url("queue", visit.call), REDIRECTED_WITHIN_SECONDS)
            return Next(visit.call, CallPlan(later, (desk.voice.words.connecting,)))
        waits = scene.place is not None and scene.place.is_staffed and not scene.is_over
        if keys == CALLBACK_KEY and waits and visit.call.may_be_called:
            return await _call_back_later(visit)
        if keys == EMERGENCY_KEY and scene.place is not None and not scene.is_over:
            await wait_as_emergency(visit)
            return go_on(visit.call, await read_scene(visit), desk.voice)
        # Any other key asks what there is to press.
        call = replace(visit.call, told_position=None) if keys else visit.call
        return go_on(call, scene, desk.voice)

    return await answer_once(desk, call_sid, f"queue.{number}", decide) or ""


async def wait_as_emergency(visit: Visit, text: str = "") -> None:
    """`text` is what was said. 119 first; then the place before everybody. Who waits so already hears both again."""
    desk, log, now = visit.desk, visit.log, visit.now
    emergency = desk.reception.emergency
    floor, queue = desk.floor, desk.queues.for_reason(emergency.reason_of(text))
    ended, logged = await put_first(visit.session, floor, log, queue, at=now)
    visit.ended_offers += ended
    visit.logged += logged
    said = emergency.said_to(text, Channel.voice)
    entry = await find_entry(visit.session, log.conversation_id)
    if entry is not None:
        standing = await still_waiting(visit.session, floor, log, entry.queue, entry.rank_at, at=now)
        said = f"{said}\n{standing}"
    await visit.append(vital_notice(said))


async def pass_to_person(visit: Visit, reason: str, words: str, *, queue: str | None = None) -> None:
    """Into the queue in the bot's place; place and wait are told in the same breath."""
    log, floor, now = visit.log, visit.desk.floor, visit.now
    queue = queue or floor.default_queue
    if log.state.holder != BOT:
        return
    if log.state.contact_id is None:
        await visit.append(
            ev.ContactOpened(contact_id=uuid4(), channel=Channel.voice, direction=Direction(visit.call.direction))
        )
    epoch = log.state.epoch
    told = await place(visit.session, floor, log, queue, reason, at=now)
    await visit.append(vital_notice(f"{words}\n{told}"), decided_under=epoch)
    entry = Entry(queue, reason)
    visit.logged += await enqueue(visit.session, log, floor.rules, floor.jobs, entry, at=now)
    await floor.jobs.defer(visit.session, INDEX_TASK, contact_id=str(log.state.contact_id))


def vital_notice(text: str) -> ev.MessagePosted:
    """No channel leaves a part of it for later."""
    return notice_of_service(text).model_copy(update={"is_vital": True})


async def _call_back_later(visit: Visit) -> Next:
    """The contact waits on with its rank; the call ends."""
    entry, words = await find_entry(visit.session, visit.log.conversation_id), visit.desk.voice.words
    await promise(visit, PromiseKind.callback, CALLBACK, queue=entry.queue if entry else None)
    number = words.callback_number.format(digits=(visit.call.caller or "")[-4:])
    call = replace(visit.call, wants_callback=True)
    return Next(call, CallPlan(HangUp(), (words.callback_accepted, number)))
