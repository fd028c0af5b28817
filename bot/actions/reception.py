"""Outside a procedure: opening one, answering a question, passing on what a person must serve."""

import re
from dataclasses import replace

from bot.actions.answering import NOT_UNDERSTOOD, answer_at_reception
from bot.actions.effects import carry_out
from bot.actions.office import Reply, Visit, offered
from casework.fields.parsed import ParseContext, Unclear
from casework.fields.yes_no import parse_yes_no
from casework.intakes import wording
from casework.intakes.draft import Draft, IntakeStatus, Question
from casework.intakes.hear import danger_in_opening, open_with
from casework.intakes.questions import ask
from casework.intakes.store import find_paused_draft, open_draft, save_draft
from casework.intakes.turning import told_procedure, urgent_procedure
from casework.procedures.spec import Procedure
from conversation import events as ev
from conversation.log import list_events, lock_conversation
from conversation.messages import Choice
from conversation.turns import HandoffWish

OPEN_PROCEDURE = "action_open_procedure"
TELL_STATUS = "action_tell_status"
SMALL_TALK = "action_small_talk"
REPEAT = "action_repeat"
HAND_OFF = "action_hand_off"
COMPLAINT = "complaint"
SURE = 0.7
_NOTHING_ELSE = re.compile(
    r"^(?:いいえ|いえ|いや|ううん)?[、。 ]*(?:もう|特に|とくに|他に|ほかに)?(?:は)?[、 ]*"
    r"(?:ありません|ないです|ない|ございません|以上です|以上|大丈夫です|大丈夫|だいじょうぶです|結構です|けっこうです|"
    r"これだけです|いいです|いいえ|いえ)(?:よ|わ|ね)?[、。 !！]*"
    r"(?:ありがとう(?:ございます|ございました)?|どうも|助かりました)?[。!！]*$"
)


async def visit_opening(visit: Visit) -> Reply | None:
    """Open the procedure that is asked for, or take up the one that was stopped; None when no procedure is meant."""
    procedure = _named_procedure(visit)
    asks_procedure = visit.call.action in {OPEN_PROCEDURE, TELL_STATUS, "validate_intake_form"}
    if procedure is None and asks_procedure:
        procedure = visit.office.procedure_for(visit.call.heard.intent)
    if procedure is None and visit.call.heard.text.strip() != visit.office.reception.none_of_these:
        procedure = told_procedure(visit.office.procedures, visit.call.heard)
    if procedure is None:
        return None
    draft = await _begin(visit, procedure)
    world = visit.world(draft)
    if draft.asked is not None:
        danger = danger_in_opening(draft, world, visit.call.heard) if procedure.urgent else None
        if danger is not None:
            return await carry_out(visit, danger)
        return await carry_out(visit, ask(draft, Question.resume, world).before(procedure.opening))
    reply = await carry_out(visit, open_with(draft, world, visit.call.heard))
    return Reply(reply.say, reply.choices, reply.draft, reply.handoff, procedure.contact_reason)


def names_other_procedure(visit: Visit, draft: Draft) -> bool:
    """Whether the customer turns from this draft to another procedure: by its name, to an urgent one, to a callback."""
    named = _named_procedure(visit)
    if named is not None:
        return named.procedure != draft.procedure
    heard = visit.call.heard
    if urgent_procedure(visit.office.procedures, draft, heard) is not None:
        return True
    return heard.intent == "request_callback" and heard.confidence >= SURE and draft.procedure != "callback"


async def hear_at_reception(visit: Visit) -> Reply:
    reception = visit.office.reception
    last = await _last_said(visit)
    if _accepts_person(visit, last):
        return hand_off(visit, "asked_for")
    if _has_nothing_else(visit, last):
        return _farewell(visit)
    match _action(visit):
        case "action_small_talk" if visit.call.heard.intent == "goodbye":
            return _farewell(visit)
        case "action_small_talk":
            choices = reception.choices if visit.call.heard.intent in {"greet", "help"} else ()
            return Reply((reception.small_talk[visit.call.heard.intent],), offered(choices))
        case "action_repeat" if last is not None:
            return Reply((last.text,), last.choices)
        case "action_hand_off":
            return hand_off(visit, "asked_for")
        case "action_open_procedure":
            return _by_person(visit)
        case _:
            missed_before = last is not None and reception.not_understood in last.text
            return await answer_at_reception(visit, missed_before=missed_before)


def _has_nothing_else(visit: Visit, last: ev.MessagePosted | None) -> bool:
    """The customer was asked whether there is anything else, and there is not."""
    if last is None or wording.ANYTHING_ELSE not in last.text:
        return False
    return _NOTHING_ELSE.search(visit.call.heard.text.strip()) is not None


def _farewell(visit: Visit) -> Reply:
    return Reply((visit.office.reception.small_talk["goodbye"],), is_farewell=True)


def _action(visit: Visit) -> str:
    """Rasa may still hold the form for active when the draft is gone: then the intent decides."""
    if visit.call.action != "validate_intake_form":
        return visit.call.action
    by_intent = {"talk_to_agent": HAND_OFF, "repeat": REPEAT, "nlu_fallback": NOT_UNDERSTOOD}
    if visit.call.heard.intent in visit.office.reception.small_talk:
        return SMALL_TALK
    if visit.call.heard.intent in visit.office.reception.intents:
        return OPEN_PROCEDURE
    return by_intent.get(visit.call.heard.intent, "action_answer_question")


def in_danger(visit: Visit, draft: Draft | None) -> Reply:
    """119 first, then a person; an open draft goes along as it is."""
    said = visit.office.reception.emergency.said_to(visit.call.heard.text)
    reply = hand_off(visit, "emergency", contact_reason="accident_report", say=(said,))
    kept = draft.model_copy(update={"status": IntakeStatus.handed_off}) if draft is not None else None
    return replace(reply, draft=kept)


def hand_off(visit: Visit, reason: str, *, contact_reason: str | None = None, say: tuple[str, ...] = ()) -> Reply:
    """Pass the conversation to the queue of its contact reason."""
    office = visit.office
    wish = HandoffWish(reason=reason, queue=office.queues.for_reason(contact_reason))
    return Reply((*say, office.reception.handed_off), _callback(visit), None, wish, contact_reason)


def _by_person(visit: Visit) -> Reply:
    route = visit.office.reception.intents.get(visit.call.heard.intent)
    if route is None:
        return hand_off(visit, "procedure")
    sentences = tuple(s for s in (route.say, visit.office.reception.by_person.format(title=route.title)) if s)
    reason = COMPLAINT if route.contact_reason == COMPLAINT else "procedure"
    return hand_off(visit, reason, contact_reason=route.contact_reason, say=sentences)


async def _begin(visit: Visit, procedure: Procedure) -> Draft:
    """A new draft, or the paused one of this procedure, opened again."""
    office = visit.office
    async with office.sessions.begin() as session:
        log = await lock_conversation(session, office.vault, visit.conversation_id)
        paused = await find_paused_draft(session, office.vault, visit.conversation_id, procedure.procedure)
        if paused is not None and paused.may_go_on(log.state.contact_id, visit.channel):
            kept = paused.for_customer(log.state.customer_id)
            draft = kept.model_copy(update={"status": IntakeStatus.open, "back_to": None, "misses": 0})
            await save_draft(session, office.vault, draft, at=visit.now)
        else:
            draft = await open_draft(
                session,
                office.vault,
                visit.conversation_id,
                procedure,
                opening_text=visit.call.heard.text,
                at=visit.now,
            )
        opened = ev.IntakeOpened(intake_id=draft.intake_id, procedure=procedure.procedure)
        await log.append(opened, at=visit.now)
    return draft


def _named_procedure(visit: Visit) -> Procedure | None:
    """A choice the reception itself offered names its procedure in full."""
    said = visit.call.heard.text.strip()
    if said == visit.office.reception.callback_choice:
        return visit.office.procedures.get("callback")
    return next((item for item in visit.office.procedures.values() if item.title == said), None)


def _accepts_person(visit: Visit, last: ev.MessagePosted | None) -> bool:
    """The last message offered a person and this one takes the offer."""
    if last is None or all(choice.value != wording.TO_PERSON for choice in last.choices):
        return False
    if visit.call.heard.text.strip() == wording.TO_PERSON:
        return True
    local = visit.now
    answer = parse_yes_no(visit.call.heard.text, ParseContext(local.date(), local, visit.channel.value))
    return not isinstance(answer, Unclear) and answer.value


async def _last_said(visit: Visit) -> ev.MessagePosted | None:
    async with visit.office.reads() as session:
        after = max(visit.state.head_seq - 12, 0)
        logged = await list_events(
            session, visit.office.vault, visit.conversation_id, after_seq=after, kinds=("message.posted",)
        )
    posted = [entry.event for entry in logged if isinstance(entry.event, ev.MessagePosted)]
    return posted[-1] if posted else None


def _callback(visit: Visit) -> tuple[Choice, ...]:
    return offered((visit.office.reception.callback_choice,))
