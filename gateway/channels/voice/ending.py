"""The end of a call, once, and what becomes of its contact: closed, waiting on, or wrapped up by its agent."""

from dataclasses import replace
from typing import Literal, cast

from conversation import events as ev
from conversation.closing import disposition_of
from conversation.log import contact_of
from conversation.model import Channel, HolderKind
from conversation.tables import ContactRow
from gateway.channels.voice.calls import CallState
from gateway.channels.voice.visit import Visit
from handoff.serving import FILE_CONTACT_TASK, ServingState, agent_of, end_talk, find_assignment
from handoff.supervision import abandon
from handoff.transfer import dismiss_guests

By = Literal["customer", "agent", "service", "carrier"]


async def end_call(visit: Visit, *, by: By, seconds: int | None = None) -> None:
    """Nothing happens when it has ended. Who was hanging up already ends it, whoever reports it first."""
    call = visit.call
    if call.state is CallState.ended and call.ended_at is not None:
        return
    known = cast("By", call.ended_by or by)
    was_voicemail = call.state is CallState.voicemail
    await visit.append(ev.CallEnded(call_sid=call.call_sid, by=known, seconds=seconds))
    visit.call = replace(call, state=CallState.ended, ended_at=visit.now, ended_by=known)
    if was_voicemail and visit.log.state.holder.kind is HolderKind.queue:
        # An answer was promised: the contact waits on, and its agent calls back where that is possible.
        visit.call = replace(visit.call, wants_callback=call.may_be_called)
    await _leave_contact(visit)


async def _leave_contact(visit: Visit) -> None:
    state, now, floor = visit.log.state, visit.now, visit.desk.floor
    if state.contact_id is None or state.contact_channel is not Channel.voice:
        return
    match state.holder.kind:
        case HolderKind.bot:
            await close_contact(visit)
        case HolderKind.queue if not visit.call.wants_callback and not visit.keeps_waiting:
            offers, logged = await abandon(visit.session, visit.log, floor.jobs, at=now)
            visit.ended_offers += offers
            visit.logged += logged
        case HolderKind.agent:
            await _end_agents_talk(visit)
        case _:
            return


async def close_contact(visit: Visit) -> None:
    """The bot's contact is over; how it ended is read from it."""
    contact_id = visit.log.state.contact_id
    row = await visit.session.get_one(ContactRow, contact_id, populate_existing=True)
    await visit.append(ev.ContactClosed(disposition=disposition_of(contact_of(row))))
    await visit.desk.floor.jobs.defer(visit.session, FILE_CONTACT_TASK, contact_id=str(contact_id))


async def _end_agents_talk(visit: Visit) -> None:
    """The wrap-up begins. Whoever was invited to the talk is let go."""
    agent_id, floor = agent_of(visit.log.state), visit.desk.floor
    held = await find_assignment(visit.session, visit.log.conversation_id)
    if agent_id is None or held is None or held.state is not ServingState.serving:
        return
    offers, logged = await dismiss_guests(visit.session, visit.log, at=visit.now)
    logged += await end_talk(visit.session, visit.log, floor.rules, floor.jobs, agent_id, at=visit.now)
    visit.ended_offers += offers
    visit.logged += logged
    visit.concerned.append(agent_id)
