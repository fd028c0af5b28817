"""Taking up the request that waits, once the one before it is done or stopped; who was verified stays so."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.actions.damage import instead_in_disaster
from bot.actions.keeping import is_over
from bot.actions.office import Reply, Visit
from casework.intakes import wording
from casework.intakes.draft import Draft, IntakeStatus
from casework.intakes.hear import begin
from casework.intakes.questions import ask_next
from casework.intakes.requests import clause_of
from casework.intakes.step import Step
from casework.intakes.store import find_paused_draft, new_draft

CarryOut = Callable[[Visit, Step], Awaitable[Reply]]
_NOTHING_MORE = re.compile(r"全部|ぜんぶ|全て|すべて|どれも|もういい")


async def with_next(visit: Visit, reply: Reply, carry_out: CarryOut) -> Reply:
    """The reply, and after it the first question of what waits next, if anything does."""
    done = reply.draft
    if done is None or not is_over(reply):
        return reply
    waiting = [name for name in visit.requested if name != done.procedure]
    is_stopped = done.status is IntakeStatus.paused
    if not waiting or (is_stopped and _NOTHING_MORE.search(visit.call.heard.text)):
        return reply
    rest = replace(visit.state, requested=tuple(waiting[1:]))
    following = await _opened(replace(visit, state=rest, noted=()), waiting[0], done.opening_text, carry_out)
    if following.draft is None:
        return reply
    said = tuple(sentence for sentence in reply.say if sentence != wording.ANYTHING_ELSE)
    return replace(
        following,
        say=(*said, *following.say),
        draft=done,
        opened=(*reply.opened, following.draft, *following.opened),
        requests=(*reply.requests, *following.requests),
        signals=(*reply.signals, *following.signals),
        contact_reason=reply.contact_reason or following.contact_reason,
    )


async def _opened(visit: Visit, name: str, said_before: str, carry_out: CarryOut) -> Reply:
    """The draft that was left for another goes on where it was; a new one begins with what was said of it."""
    procedure = await instead_in_disaster(visit, visit.office.procedures[name])
    paused = await _paused(visit, procedure.procedure)
    if paused is not None:
        world = visit.world(paused)
        step = ask_next(paused, world).before(wording.BACK_AT.format(title=procedure.title))
        return await carry_out(visit, step)
    said = clause_of(procedure, said_before) or clause_of(procedure, visit.call.heard.text)
    draft = new_draft(procedure, opening_text=said)
    step = begin(draft, visit.world(draft), said).before(wording.NEXT.format(title=procedure.title))
    reply = await carry_out(visit, step)
    return replace(reply, contact_reason=procedure.contact_reason)


async def _paused(visit: Visit, name: str) -> Draft | None:
    office = visit.office
    async with office.reads() as session:
        paused = await find_paused_draft(session, office.vault, visit.conversation_id, name)
    if paused is None or paused.contact_id != visit.state.contact_id:
        return None
    afresh = {"status": IntakeStatus.open, "back_to": None, "misses": 0}
    return paused.for_customer(visit.customer_for(paused.procedure)).model_copy(update=afresh)
