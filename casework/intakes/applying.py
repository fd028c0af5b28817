"""Which fields, options and rules of a procedure apply to a draft as it stands.

A condition sees only fields that apply themselves: an answer whose question has lost its ground decides nothing.
"""

from datetime import date
from typing import Any

from casework.intakes import wording
from casework.intakes.draft import Draft, FieldValue, Relation
from casework.procedures.conditions import applies, computed_values
from casework.procedures.field_spec import OFFERING, FieldType
from casework.procedures.spec import UNKNOWN, FieldSpec, HandOver, Implied, Option, Procedure

MOST_ROUNDS = 5


def applying_fields(draft: Draft, procedure: Procedure) -> list[FieldSpec]:
    """The fields whose condition holds, in order, asked or not."""
    values: dict[str, Any] = {}
    facts, found = draft.facts(), []
    for spec in procedure.fields:
        if not applies(spec.when, values, facts) or _is_beyond_reach(spec, draft):
            continue
        found.append(spec)
        if spec.name in draft.values:
            values[spec.name] = draft.values[spec.name].value
    return found


def open_fields(draft: Draft, procedure: Procedure) -> list[FieldSpec]:
    """The fields that apply to this draft and are asked, in order."""
    return [
        spec
        for spec in applying_fields(draft, procedure)
        if spec.asked == "always" or spec.name in draft.values or spec.name in draft.wanted
    ]


def open_values(draft: Draft, procedure: Procedure) -> dict[str, Any]:
    """Bare values of the fields that apply, and what is computed from them."""
    given = {
        spec.name: draft.values[spec.name].value for spec in open_fields(draft, procedure) if spec.name in draft.values
    }
    return given | computed_values(procedure, given, draft.facts())


def options_of(spec: FieldSpec, draft: Draft) -> tuple[Option, ...]:
    """The options of a choice that are offered now."""
    values, facts = draft.bare(), draft.facts()
    return tuple(option for option in spec.options if applies(option.when, values, facts))


def hand_over_rule(draft: Draft, procedure: Procedure) -> HandOver | None:
    """The first rule by which a person must take over now."""
    values, facts = open_values(draft, procedure), draft.facts()
    return next((rule for rule in procedure.hand_over if applies(rule.when, values, facts)), None)


def settled(draft: Draft, procedure: Procedure) -> Draft:
    """The draft with what follows from its values, and without choices that are no longer offered."""
    for _ in range(MOST_ROUNDS):
        after = _with_implied(_without_lost_choices(draft, procedure), procedure)
        if after == draft:
            break
        draft = after
    return draft


def with_passed_days(draft: Draft, procedure: Procedure, today: date) -> Draft:
    """The draft with what its dates tell of today: whether the day is over, where a field is named for it."""
    for spec in procedure.fields:
        known = draft.values.get(spec.name)
        if spec.past_as is None or known is None or known.value == UNKNOWN:
            continue
        is_past = date.fromisoformat(str(known.value)) < today
        value = FieldValue(value=is_past, spoken=wording.YES if is_past else wording.NO, text=known.text)
        draft = draft if draft.bare().get(spec.past_as) is is_past else draft.with_value(spec.past_as, value)
    return draft


def _is_beyond_reach(spec: FieldSpec, draft: Draft) -> bool:
    """Policies are chosen from the policyholder's record; nobody else is shown one."""
    is_another = draft.relation is not Relation.policyholder
    return spec.type is FieldType.policies and is_another and not draft.policies


def _without_lost_choices(draft: Draft, procedure: Procedure) -> Draft:
    lost = [
        spec.name
        for spec in applying_fields(draft, procedure)
        if spec.type in OFFERING and spec.name in draft.values and not _is_offered(spec, draft)
    ]
    return draft.without(*lost) if lost else draft


def _is_offered(spec: FieldSpec, draft: Draft) -> bool:
    options = options_of(spec, draft)
    if spec.may_be_unknown and draft.values[spec.name].value == UNKNOWN:
        return True
    known = draft.values[spec.name].value
    chosen = known if isinstance(known, (list, tuple)) else (known,)
    offered = {option.value for option in options}
    return any(option.is_free for option in options) or offered.issuperset(chosen)


def _with_implied(draft: Draft, procedure: Procedure) -> Draft:
    for rule in procedure.implied:
        known = draft.values.get(rule.field)
        if known is not None and known.value == rule.value:
            continue
        if applies(rule.when, open_values(draft, procedure), draft.facts()):
            draft = draft.with_value(rule.field, _implied_value(rule, procedure))
    return draft


def _implied_value(rule: Implied, procedure: Procedure) -> FieldValue:
    labels = {option.value: option.label for option in procedure.field(rule.field).options}
    if isinstance(rule.value, bool):
        spoken = wording.YES if rule.value else wording.NO
    else:
        spoken = wording.NOT_KNOWN if rule.value == UNKNOWN else labels.get(rule.value, rule.value)
    return FieldValue(value=rule.value, spoken=spoken, text="")
