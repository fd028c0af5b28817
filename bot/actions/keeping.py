"""Keeping what a turn decided: its drafts, what was noted in it and its result, in the caller's transaction."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actions.office import Reply, Visit
from bot.actions.plainly import plainly
from bot.actions.understanding import understanding_of
from casework.intakes.draft import IntakeStatus
from casework.intakes.expecting import expected
from casework.intakes.store import keep_draft
from conversation import events as ev
from conversation.log import ConversationLog
from conversation.messages import AnswerKind, Expecting
from conversation.turns import TurnResult

IN_DANGER = frozenset({"emergency", "on_scene"})


async def keep_notes(session: AsyncSession, log: ConversationLog, visit: Visit, reply: Reply) -> None:
    """What was noticed, what waits, and the intakes that follow; nothing is noted outside a contact."""
    if log.state.contact_id is not None:
        known = log.state
        new_signals = [
            signal for signal in dict.fromkeys((*visit.signals, *reply.signals)) if signal not in known.signals
        ]
        waiting = [name for name in dict.fromkeys((*visit.noted, *reply.requests)) if name not in known.requested]
        notes: list[ev.Event] = [
            *(ev.SignalNoted(signal=signal) for signal in new_signals),
            *(ev.RequestNoted(procedure=name) for name in waiting),
        ]
        if notes:
            await log.append(*notes, at=visit.now)
    for draft in reply.opened:
        kept = draft.model_copy(update={"contact_id": visit.state.contact_id})
        await keep_draft(session, visit.office.vault, visit.conversation_id, kept, at=visit.now)
        await log.append(ev.IntakeOpened(intake_id=draft.intake_id, procedure=draft.procedure), at=visit.now)


def needs_keeping(visit: Visit, reply: Reply) -> bool:
    return bool(reply.draft or reply.opened or reply.requests or reply.signals or visit.signals or visit.noted)


def result_of(visit: Visit, reply: Reply) -> TurnResult:
    """The reply, plainly where that is asked for, with what is expected and whether a channel may shorten it."""
    office, draft, handoff = visit.office, reply.present, reply.handoff
    procedure = office.procedures[draft.procedure] if draft is not None else None
    is_danger = handoff is not None and handoff.reason in IN_DANGER
    vital = is_danger or (procedure is not None and procedure.urgent)
    expects = None
    if draft is not None and procedure is not None and handoff is None:
        expects = expected(draft, procedure, office.verification)
    if reply.is_farewell:
        expects = Expecting(kind=AnswerKind.nothing)
    understanding = understanding_of(visit, reply)
    noted = {"expects": expects, "is_vital": vital, "understanding": understanding}
    return plainly(visit, reply).result().model_copy(update=noted)


def is_over(reply: Reply) -> bool:
    """Whether the intake of this turn is done or stopped, so that another may follow."""
    ended = {IntakeStatus.submitted, IntakeStatus.answered, IntakeStatus.paused}
    return reply.handoff is None and reply.draft is not None and reply.draft.status in ended
