"""Waiting for a person on the line: into the queue, the rounds of waiting, a callback that keeps the place."""

from dataclasses import replace
from uuid import uuid4

from conversation import events as ev
from conversation.model import BOT, Channel, Direction
from gateway.channels.voice.conduct import go_on
from gateway.channels.voice.farewell import promise
from gateway.channels.voice.plan import CallPlan, HangUp
from gateway.channels.voice.scene import Next
from gateway.channels.voice.steps import answer_once
from gateway.channels.voice.telephones import VoiceDesk
from gateway.channels.voice.visit import Visit, read_scene
from gateway.contact_index import INDEX_TASK
from gateway.desk.acts import notice_of_service
from gateway.desk.placing import place
from handoff.promises import PromiseKind
from handoff.queueing import Entry, enqueue, find_entry

CALLBACK_KEY = "1"
CALLBACK = "順番がまいりましたら、お客さまへ折り返しお電話する"


async def wait(desk: VoiceDesk, call_sid: str, number: int, keys: str) -> str:
    """One round of waiting, or whatever the holder of the conversation makes of the call. Raise UnknownCallError."""

    async def decide(visit: Visit) -> Next:
        scene = await read_scene(visit)
        waits = scene.place is not None and scene.place.is_staffed and not scene.is_over
        if keys == CALLBACK_KEY and waits and visit.call.may_be_called:
            return await _call_back_later(visit)
        return go_on(visit.call, scene, desk.voice)

    return await answer_once(desk, call_sid, f"queue.{number}", decide) or ""


async def pass_to_person(visit: Visit, reason: str, words: str) -> None:
    """Into the queue in the bot's place; place and wait are told in the same breath."""
    log, floor, now = visit.log, visit.desk.floor, visit.now
    if log.state.holder != BOT:
        return
    if log.state.contact_id is None:
        await visit.append(
            ev.ContactOpened(contact_id=uuid4(), channel=Channel.voice, direction=Direction(visit.call.direction))
        )
    epoch = log.state.epoch
    told = await place(visit.session, floor, log, floor.default_queue, reason, at=now)
    await visit.append(notice_of_service(f"{words}\n{told}"), decided_under=epoch)
    entry = Entry(floor.default_queue, reason)
    visit.logged += await enqueue(visit.session, log, floor.rules, floor.jobs, entry, at=now)
    await floor.jobs.defer(visit.session, INDEX_TASK, contact_id=str(log.state.contact_id))


async def _call_back_later(visit: Visit) -> Next:
    """The contact waits on with its rank; the call ends."""
    entry, words = await find_entry(visit.session, visit.log.conversation_id), visit.desk.voice.words
    await promise(visit, PromiseKind.callback, CALLBACK, queue=entry.queue if entry else None)
    number = words.callback_number.format(digits=(visit.call.caller or "")[-4:])
    call = replace(visit.call, wants_callback=True)
    return Next(call, CallPlan(HangUp(), (words.callback_accepted, number)))
