"""Coming back to a draft of an earlier contact: it is offered, and nothing in it is told before who speaks is known."""

import re

from bot.actions.effects import carry_out
from bot.actions.office import Reply, Visit
from casework.fields.normalise import normalise
from casework.intakes import wording
from casework.intakes.asides import NODS, SMALL_TALK, asks_something
from casework.intakes.draft import Draft, Question
from casework.intakes.questions import ask
from casework.intakes.step import AnswerQuestion, Step
from casework.intakes.store import find_paused_draft
from casework.procedures.spec import Procedure

_GO_ON = re.compile(
    r"(?:前回|この前|こないだ|昨日|きのう|さっき|先ほど|先日|途中|中断)[^。]{0,12}(?:続き|つづき|再開|途中)|続き(?:を|から)|再開"
)


def is_left_over(visit: Visit, draft: Draft) -> bool:
    """Whether another contact left the draft open."""
    return draft.contact_id not in {None, visit.state.contact_id}


async def offered_again(visit: Visit, draft: Draft) -> Reply | None:
    """Whether to go on, where the sentence answers nothing; None where it may be an answer."""
    heard = visit.call.heard
    is_greeting = heard.intent in NODS | SMALL_TALK
    if not is_greeting and not asks_something(heard) and not _GO_ON.search(normalise(heard.text)):
        return None
    world = visit.world(draft)
    offered = ask(draft.model_copy(update={"back_to": None, "misses": 0}), Question.unfinished, world)
    if is_greeting or _GO_ON.search(normalise(heard.text)):
        return await carry_out(visit, offered.before(wording.UNFINISHED.format(title=world.procedure.title)))
    return await carry_out(visit, Step(offered.draft, effect=AnswerQuestion()))


def goes_on_unasked(visit: Visit, draft: Draft) -> str:
    """What is said first when the draft goes on with an answer though who speaks must be proved again."""
    if not is_left_over(visit, draft) or draft.asked is not None:
        return ""
    return wording.GOING_ON.format(title=visit.office.procedures[draft.procedure].title)


async def wanted_again(visit: Visit) -> Procedure | None:
    """The procedure of the draft that was stopped, for 「前回の続きをお願いします」."""
    if not _GO_ON.search(normalise(visit.call.heard.text)) or asks_something(visit.call.heard):
        return None
    office = visit.office
    async with office.reads() as session:
        paused = await find_paused_draft(session, office.vault, visit.conversation_id)
    if paused is None or not paused.may_go_on(visit.state.contact_id, visit.channel):
        return None
    return office.procedures.get(paused.procedure)
