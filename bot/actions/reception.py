"""Outside a procedure: opening one, answering a question, passing on what a person must serve."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.actions.aftercare import what_else
from bot.actions.answering import NOT_UNDERSTOOD, answer_at_reception
from bot.actions.complaining import COMPLAINT, is_complained_inside, tells_statement
from bot.actions.damage import instead_in_disaster
from bot.actions.effects import carry_out
from bot.actions.office import Reply, Visit, offered
from bot.actions.plainly import in_usual_words
from bot.actions.resuming import is_left_over, wanted_again
from bot.actions.unsure import asked_back, chosen_procedure, was_asked_back
from casework.fields.normalise import normalise
from casework.fields.parsed import ParseContext, Unclear
from casework.fields.yes_no import parse_yes_no
from casework.intakes import wording
from casework.intakes.asides import CHIT_CHAT, is_chit_chat
from casework.intakes.draft import Draft, IntakeStatus, Question
from casework.intakes.hear import begin, danger_in_opening
from casework.intakes.questions import ask
from casework.intakes.refusing import wants_it_again
from casework.intakes.requests import (
    answers_choice,
    asked_for,
    may_be_asked_for,
    says_another,
    titles,
    wanted_instead,
    wants_first,
)
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
SURE = 0.7
_NOTHING_ELSE = re.compile(
    r"^(?:(?:どうも)?(?:ありがとう|有難う|有り難う)(?:ございます|ございました)?|いいえ|いえ|いや|ううん)?[、。 !！]*"
    r"(?:もう|特に|とくに|他に|ほかに)?(?:は)?[、 ]*"
    r"(?:ありません|ないです|ない|ございません|以上です|以上|大丈夫です|大丈夫|だいじょうぶです|結構です|けっこうです|"
    r"これだけです|いいです|いいえ|いえ)(?:よ|わ|ね)?[、。 !！]*"
    r"(?:(?:どうも)?(?:ありがとう|有難う)(?:ございます|ございました)?|どうも|助かりました|お世話(?:さま|様|になりました))?(?:ね|です)?[。!！]*$"
)

# 「車は対象じゃないんですね。じゃあいいです」
_SO_THEN = re.compile(
    r"(?:^|[、。 ])(?:じゃあ?|では|それなら|それでは|なら|でしたら)[、 ]*(?:もう)?"
    r"(?:いい|結構|けっこう|大丈夫|だいじょうぶ|やめ(?:て|と)(?:お)?き)(?:です|ます)(?:わ|ね)?[。!]*$"
)


@dataclass(frozen=True)
class Other:
    """The procedure the customer turns to; `goes_on_after`: what they leave follows when it is done."""

    procedure: Procedure
    goes_on_after: bool


async def visit_opening(visit: Visit, last: ev.MessagePosted | None) -> Reply | None:
    """Open the procedure that is asked for, or take up the one that was stopped; None when no procedure is meant.

    Of several the first opens, and the others wait.
    """
    if _answers_offer(visit, last) is False and declines_then(visit.call.heard.text):
        return None
    named = _named_procedure(visit) or chosen_procedure(visit, last) or await wanted_again(visit)
    found = (named,) if named is not None else _asked_for(visit)
    if named is None and (unsure := await asked_back(visit, found, last)) is not None:
        return unsure
    if not found:
        return None
    others = tuple(item.procedure for item in found[1:])
    reply = await turn_to(replace(visit, noted=others), found[0])
    if not others:
        return reply
    return replace(reply, requests=(*others, *reply.requests))


async def turn_to(visit: Visit, procedure: Procedure) -> Reply:
    """The first sentences of this procedure, or of the draft of it that was stopped."""
    procedure = await instead_in_disaster(visit, procedure)
    draft = await _begin(visit, procedure)
    world = visit.world(draft)
    if draft.asked is not None:
        danger = danger_in_opening(draft, world, visit.call.heard) if procedure.urgent else None
        if danger is not None:
            return await carry_out(visit, danger)
        return await carry_out(visit, ask(draft, Question.resume, world).before(procedure.opening))
    others = [visit.office.procedures[name] for name in visit.noted]
    noted = wording.FIRST_THEN.format(first=procedure.title, rest=titles(others)) if others else ""
    step = begin(draft, world, visit.call.heard.text, opening=(procedure.opening, noted))
    reply = await carry_out(visit, step)
    return replace(reply, contact_reason=procedure.contact_reason)


def other_procedure(visit: Visit, draft: Draft) -> Other | None:
    """What the customer turns to from this draft: by its name, what is urgent, a callback, another one instead."""
    named, heard, procedures = _named_procedure(visit), visit.call.heard, visit.office.procedures
    if named is None and (draft.asked == Question.unfinished or is_left_over(visit, draft)):
        named = next(iter(_asked_for(visit)), None)
    if named is not None:
        is_other = named.procedure != draft.procedure
        return Other(named, goes_on_after=False) if is_other else None
    if tells_statement(visit, draft):
        return None
    if is_complained_inside(visit, draft):
        return Other(procedures[COMPLAINT], goes_on_after=True)
    if (urgent := urgent_procedure(procedures, draft, heard)) is not None:
        return Other(urgent, goes_on_after=True)
    if (instead := wanted_instead(procedures, draft, heard)) is not None:
        return Other(instead, goes_on_after=wants_first(heard))
    wants_callback = heard.intent == "request_callback" and heard.confidence >= SURE and not says_another(heard)
    if wants_callback and answers_choice(procedures[draft.procedure], draft, heard):
        return None
    callback = procedures.get("callback") if wants_callback and draft.procedure != "callback" else None
    return Other(callback, goes_on_after=False) if callback is not None else None


def _asked_for(visit: Visit) -> Sequence[Procedure]:
    """By the words of the procedures, by the intent, or by what a sentence tells that has none."""
    procedures, heard = visit.office.procedures, visit.call.heard
    if heard.text.strip() == visit.office.reception.none_of_these:
        return ()
    asks_procedure = visit.call.action in {OPEN_PROCEDURE, TELL_STATUS, "validate_intake_form"}
    meant = visit.office.procedure_for(heard.intent) if asks_procedure else None
    told = told_procedure(procedures, heard) if meant is None else None
    found = asked_for(procedures, heard) if may_be_asked_for(heard) else ()
    if told is not None and told not in found:
        return (told, *found)
    return found or tuple(item for item in (meant,) if item is not None)


async def hear_at_reception(visit: Visit, last: ev.MessagePosted | None) -> Reply:
    replied = _to_what_was_said(visit, last) or _chatting(visit, last)
    if replied is not None:
        return replied
    match _action(visit):
        case "action_hand_off":
            return hand_off(visit, "asked_for")
        case "action_open_procedure":
            return _by_person(visit)
        case _:
            is_missed = last is not None and visit.office.reception.not_understood in last.text
            missed_before = is_missed or was_asked_back(visit, last)
            return await answer_at_reception(visit, missed_before=missed_before)


def _to_what_was_said(visit: Visit, last: ev.MessagePosted | None) -> Reply | None:
    """The answer to the bot's own last question."""
    if (takes_person := _answers_offer(visit, last)) is not None:
        return hand_off(visit, "asked_for") if takes_person else Reply((wording.CERTAINLY, wording.ANYTHING_ELSE))
    if _has_nothing_else(visit, last):
        return _farewell(visit)
    return what_else(visit, last.text if last is not None else None)


def _chatting(visit: Visit, last: ev.MessagePosted | None) -> Reply | None:
    """Small talk, or what was said once more."""
    reception, heard, action = visit.office.reception, visit.call.heard, _action(visit)
    if is_chit_chat(heard):
        return Reply((reception.small_talk[CHIT_CHAT],), offered(reception.choices))
    if last is not None and (wants_it_again(heard) or action == REPEAT):
        return Reply((last.text,), last.choices)
    if action != SMALL_TALK:
        return None
    if heard.intent == "goodbye":
        return _farewell(visit)
    choices = reception.choices if heard.intent in {"greet", "help"} else ()
    return Reply((reception.small_talk[heard.intent],), offered(choices))


def _has_nothing_else(visit: Visit, last: ev.MessagePosted | None) -> bool:
    """The customer was asked whether there is anything else, and there is not."""
    if last is None or not any(words in last.text for words in (wording.ANYTHING_ELSE, wording.TAKEN_UP_AGAIN)):
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
    emergency, text = visit.office.reception.emergency, visit.call.heard.text
    said, contact_reason = emergency.said_to(text, visit.channel), emergency.reason_of(text)
    reply = hand_off(visit, "emergency", contact_reason=contact_reason, say=(said,))
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
            kept = paused.for_customer(replace(visit, state=log.state).customer_for(procedure.procedure))
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


def _answers_offer(visit: Visit, last: ev.MessagePosted | None) -> bool | None:
    """Whether the person is wanted that the last message offered; None when that was not asked, or not answered."""
    if last is None or all(choice.value != wording.TO_PERSON for choice in last.choices):
        return None
    if visit.call.heard.text.strip() == wording.TO_PERSON:
        return True
    local = visit.now
    if declines_then(visit.call.heard.text):
        return False
    answer = parse_yes_no(visit.call.heard.text, ParseContext(local.date(), local, visit.channel.value))
    return None if isinstance(answer, Unclear) else answer.value


def declines_then(text: str) -> bool:
    """What was offered is not wanted after what was said with it."""
    return _SO_THEN.search(normalise(text)) is not None


async def last_said(visit: Visit) -> ev.MessagePosted | None:
    async with visit.office.reads() as session:
        after = max(visit.state.head_seq - 12, 0)
        logged = await list_events(
            session, visit.office.vault, visit.conversation_id, after_seq=after, kinds=("message.posted",)
        )
    posted = [entry.event for entry in logged if isinstance(entry.event, ev.MessagePosted)]
    return in_usual_words(visit.office, posted[-1]) if posted else None


def _callback(visit: Visit) -> tuple[Choice, ...]:
    return offered((visit.office.reception.callback_choice,))
