"""How a turn was understood, noted with its result: the intent, how sure it was, and what was open before and after.

Never a word of the customer: the sentence stays in the log, and whoever reports joins the two.
"""

from bot.actions.answering import ASIDE_UNANSWERED
from bot.actions.article_feedback import NOTHING_ELSE_FOUND, WHICH_INSTEAD
from bot.actions.office import Reply, Visit
from casework.intakes.draft import Draft, IntakeStatus
from conversation.turns import Outcome, Understanding

NOT_UNDERSTOOD = "not_understood"


def understanding_of(visit: Visit, reply: Reply) -> Understanding:
    heard, after = visit.call.heard, reply.present or visit.draft_before
    return Understanding(
        intent=heard.intent,
        confidence=round(heard.confidence, 3),
        action=visit.call.action,
        outcome=_outcome(visit, reply),
        to_question=_open_question(visit.draft_before),
        open_question=_open_question(after) if reply.handoff is None else None,
    )


def _outcome(visit: Visit, reply: Reply) -> Outcome:
    reception, said = visit.office.reception, {*reply.say}
    is_passed_on = reply.handoff is not None and reply.handoff.reason == NOT_UNDERSTOOD
    if is_passed_on or reception.not_understood in said or _is_asked_again(visit.draft_before, reply.present):
        return Outcome.missed
    if said & {WHICH_INSTEAD, NOTHING_ELSE_FOUND}:
        return Outcome.down_voted
    return Outcome.unanswered if said & {reception.no_answer, ASIDE_UNANSWERED} else Outcome.understood


def _is_asked_again(before: Draft | None, after: Draft | None) -> bool:
    is_same = before is not None and after is not None and before.intake_id == after.intake_id
    return is_same and before is not None and after is not None and after.misses > before.misses


def _open_question(draft: Draft | None) -> tuple[str, str] | None:
    if draft is None or draft.status is not IntakeStatus.open or draft.asked is None:
        return None
    return (draft.procedure, draft.asked)
