"""An agent works on the draft: the parsers, conditions and levels are those of the interview.

A refused entry changes nothing. An entry changes its own field, and a postal code and its address, which always agree.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from casework.fields.parsed import ParseContext, Unclear
from casework.intakes.answers import read_field
from casework.intakes.applying import settled
from casework.intakes.customer_policies import with_policies
from casework.intakes.draft import Draft, IntakeStatus, PolicyBrief, Question
from casework.intakes.form import may_be_given, missing_fields
from casework.intakes.glean import value_of
from casework.intakes.places import answer_place, contradiction, place_field, take_place
from casework.intakes.questions import world_fields
from casework.procedures.spec import FieldSpec, FieldType, Procedure
from conversation.model import Channel, VerificationLevel

_NOT_READ = "入力内容を読み取れませんでした。お客さまにもう一度ご確認ください。"
_IDENTITY_FIRST = "この手続きにはご本人さまの確認が必要です。先にお客さまを確認してください。"
_LEVEL_FIRST = "「{label}」を承るには、{level}以上の本人確認が必要です。追加の確認をしてください。"
_FILL_IN = "入力してください。"


@dataclass(frozen=True)
class Counterpart:
    """Who speaks with the agent, as far as the conversation knows; `now` is aware and in Asia/Tokyo."""

    now: datetime
    level: VerificationLevel
    customer_id: str | None


@dataclass(frozen=True)
class Refused:
    """Why nothing was changed; `fields` is field name -> sentence."""

    code: Literal[
        "field_not_found", "field_not_asked", "field_unclear", "level_too_low", "identity_needed", "draft_incomplete"
    ]
    message: str
    fields: Mapping[str, str] = field(default_factory=dict)


def for_desk(
    draft: Draft, procedure: Procedure, customer_id: str | None, policies: tuple[PolicyBrief, ...] = ()
) -> Draft:
    """The draft as the agent may see it with this customer: nothing of another's record, and their own policies."""
    if customer_id is None or not procedure.needs_customer:
        return draft.for_customer(customer_id)
    theirs = draft.verified_as(customer_id)
    return theirs if theirs.policies or not policies else with_policies(theirs, procedure, customer_id, policies)


def taken_up(draft: Draft, procedure: Procedure) -> Draft:
    """Open again under the agent's hands. What the bot would ask next, should it get the draft back, is a field that
    is still missing or is worked out anew: a summary read before the change confirms nothing after it.
    """
    asked = draft.back_to if draft.asked == Question.person else draft.asked
    is_still_asked = asked in {spec.name for spec in missing_fields(draft, procedure)}
    kept = asked if is_still_asked else None
    return draft.model_copy(update={"status": IntakeStatus.open, "asked": kept, "back_to": None, "misses": 0})


def enter_field(draft: Draft, procedure: Procedure, name: str, text: str, counterpart: Counterpart) -> Draft | Refused:
    """The draft with the agent's entry; an empty text takes back a field that is only asked on mention."""
    if name not in world_fields(procedure):
        return Refused("field_not_found", "この手続きにその項目はありません。")
    spec = procedure.field(name)
    if not may_be_given(spec, draft, procedure):
        return Refused("field_not_asked", f"「{spec.label}」は、いまの内容では必要ありません。")
    if not text.strip() and spec.asked == "on_mention":
        wanted = tuple(other for other in draft.wanted if other != name)
        return taken_up(draft.without(name).model_copy(update={"wanted": wanted}), procedure)
    if refused := _not_proved(spec, procedure, counterpart):
        return refused
    entered = _read(draft, procedure, spec, text, counterpart)
    if isinstance(entered, Unclear):
        message = entered.hint or _NOT_READ
        return Refused("field_unclear", message, {name: message})
    return taken_up(_by_agent(draft, settled(entered, procedure)), procedure)


def changed_fields(before: Draft, after: Draft) -> list[str]:
    """In the order they are kept; a value that was taken away is a change."""
    names = [*after.values, *(name for name in before.values if name not in after.values)]
    return [name for name in names if before.values.get(name) != after.values.get(name)]


def refusal_to_submit(draft: Draft, procedure: Procedure, counterpart: Counterpart) -> Refused | None:
    if procedure.needs_customer and counterpart.customer_id is None:
        return Refused("identity_needed", _IDENTITY_FIRST)
    for spec in procedure.fields:
        if spec.name in draft.values and (refused := _not_proved(spec, procedure, counterpart)):
            return refused
    if missing := missing_fields(draft, procedure):
        message = "まだ入力されていない項目があります。"
        return Refused("draft_incomplete", message, {spec.name: _FILL_IN for spec in missing})
    return None


def _not_proved(spec: FieldSpec, procedure: Procedure, counterpart: Counterpart) -> Refused | None:
    """Policies can only be chosen among a known customer's; a field may ask for a level of its own."""
    is_known = counterpart.customer_id is not None and counterpart.level >= VerificationLevel.knowledge_match
    if spec.type is FieldType.policies and procedure.needs_customer and not is_known:
        return Refused("identity_needed", _IDENTITY_FIRST)
    level = VerificationLevel[spec.verification] if spec.verification else VerificationLevel.nobody
    if counterpart.level >= level:
        return None
    message = _LEVEL_FIRST.format(label=spec.label, level=level.code)
    return Refused("level_too_low", message, {spec.name: message})


def _read(draft: Draft, procedure: Procedure, spec: FieldSpec, text: str, counterpart: Counterpart) -> Draft | Unclear:
    """An agent types, whatever channel the customer is on."""
    context = ParseContext(counterpart.now.date(), counterpart.now, Channel.webchat.value)
    if spec.type is FieldType.address:
        return answer_place(draft.without(spec.name), spec, text, context)
    if spec.type is FieldType.postal_code:
        return _with_postal_code(draft, procedure, spec, text, context)
    parsed = read_field(spec, text, draft, context)
    return parsed if isinstance(parsed, Unclear) else draft.with_value(spec.name, value_of(parsed))


def _with_postal_code(
    draft: Draft, procedure: Procedure, spec: FieldSpec, text: str, context: ParseContext
) -> Draft | Unclear:
    """A whole address gives both; a new code makes the address that followed from the old one stale."""
    place, known = place_field(procedure), draft.values.get(spec.name)
    if place is not None and place.postal_code_field == spec.name:
        whole = take_place(draft.without(spec.name, place.name), place, text, context).draft
        if whole.values.keys() >= {spec.name, place.name}:
            return whole
    parsed = read_field(spec, text, draft, context)
    if isinstance(parsed, Unclear):
        return parsed
    if known is None and (mismatch := contradiction(draft, procedure, spec, parsed.value)):
        return mismatch
    is_another = known is not None and known.value != parsed.value
    stale = [other.name for other in procedure.fields if is_another and other.postal_code_field == spec.name]
    return draft.without(*stale).with_value(spec.name, value_of(parsed))


def _by_agent(before: Draft, entered: Draft) -> Draft:
    """Every value the entry brought is the agent's, also one equal to what the customer had said."""
    values = {
        name: value if value is before.values.get(name) else value.model_copy(update={"source": "agent"})
        for name, value in entered.values.items()
    }
    return entered.model_copy(update={"values": values})
