"""Who writes in another language, and who is no policyholder: both are answered before any procedure is tried.

Nothing is told to either; what can be done for them without knowing more is done.
"""

from dataclasses import replace

from bot.actions.office import Reply, Visit, offered
from bot.actions.reception import hand_off, turn_to
from casework.callers import CallerRule
from casework.intakes import wording
from casework.intakes.draft import Draft, IntakeStatus, Question, Relation
from casework.intakes.questions import question_of
from casework.intakes.requests import asked_for
from casework.languages import Language, as_read, is_any_in
from casework.procedures.spec import FieldType
from conversation.model import Signal

THIRD_PARTY = "third_party"
IN_DANGER = "accident_report"
_IDENTITY = frozenset({Question.name, Question.policy_no, Question.birth_date, Question.phone})
# What is answered in letters of one's own.
_OWN_WORDS = frozenset({FieldType.text, FieldType.name, FieldType.address, FieldType.kana})


async def strange_to_us(visit: Visit, draft: Draft | None) -> Reply | None:
    """None for a customer who speaks Japanese."""
    language = visit.office.languages.language_of(visit.call.heard.text)
    if language is not None and not _may_be_answer(visit, draft):
        reply = await _in_their_language(visit, draft, language)
        return replace(reply, signals=(*reply.signals, Signal.plain_japanese))
    found = visit.office.callers.who(visit.call.heard.text)
    is_introduced = draft is None or draft.asked in _IDENTITY
    if found is None or not is_introduced:
        return None
    return _to_caller(visit, draft, found[1])


async def _in_their_language(visit: Visit, draft: Draft | None, language: Language) -> Reply:
    """What is surely asked for, else the wish for simple Japanese, in both languages."""
    languages, text = visit.office.languages, as_read(visit.call.heard.text)
    if is_any_in(languages.danger, text):
        passed = hand_off(visit, "emergency", contact_reason=IN_DANGER, say=(language.danger,))
        return replace(passed, draft=_handed(draft))
    if is_any_in(languages.person, text):
        return replace(hand_off(visit, "asked_for", say=(language.going_on,)), draft=_handed(draft))
    procedure = visit.office.procedures.get(languages.requested(text) or "") if draft is None else None
    if procedure is not None:
        reply = await turn_to(visit, procedure)
        return replace(reply, say=(language.going_on, *reply.say))
    if draft is None:
        return Reply((language.say,), offered(visit.office.reception.choices))
    again = question_of(draft, visit.world(draft)).before(language.say)
    return Reply(again.say, again.choices, again.draft)


def _may_be_answer(visit: Visit, draft: Draft | None) -> bool:
    """An open question that is answered in whatever letters the customer uses."""
    if draft is None or draft.asked is None:
        return False
    asked = next(
        (field for field in visit.office.procedures[draft.procedure].fields if field.name == draft.asked), None
    )
    return draft.asked == Question.name or (asked is not None and asked.type in _OWN_WORDS)


def _to_caller(visit: Visit, draft: Draft | None, rule: CallerRule) -> Reply | None:
    match rule.then:
        case "person":
            passed = hand_off(visit, THIRD_PARTY, contact_reason=rule.contact_reason, say=(rule.say,))
            return replace(passed, draft=_handed(draft, Relation.third_party))
        case "end" if draft is None:
            return Reply((rule.say,), contact_reason=rule.contact_reason, is_farewell=True)
        case "offer" if draft is None and not _is_urgent(visit):
            return Reply((rule.say,), offered((wording.TO_PERSON,)), contact_reason=rule.contact_reason)
        case _:
            return None


def _is_urgent(visit: Visit) -> bool:
    """An accident or a breakdown is taken from anybody."""
    return any(procedure.urgent for procedure in asked_for(visit.office.procedures, visit.call.heard))


def _handed(draft: Draft | None, relation: Relation | None = None) -> Draft | None:
    """The open draft goes along to the person as it is."""
    if draft is None:
        return None
    return draft.model_copy(update={"status": IntakeStatus.handed_off, "relation": relation or draft.relation})
