"""Which fields, options and rules of a procedure apply to a draft as it stands.

A condition sees only fields that apply themselves: an answer whose question has lost its ground decides nothing.
"""

from typing import Any

from casework.intakes import wording
from casework.intakes.draft import Draft, FieldValue
from casework.procedures.conditions import applies, computed_values
from casework.procedures.spec import UNKNOWN, FieldSpec, FieldType, HandOver, Implied, Option, Procedure

MOST_ROUNDS = 5


def applying_fields(draft: Draft, procedure: Procedure) -> list[FieldSpec]:
    """The fields whose condition holds, in order, asked or not."""
    values: dict[str, Any] = {}
    lines, found = draft.lines(), []
    for spec in procedure.fields:
        if not applies(spec.when, values, lines):
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
    return given | computed_values(procedure, given, draft.lines())


def options_of(spec: FieldSpec, draft: Draft) -> tuple[Option, ...]:
    """The options of a choice that are offered now."""
    values, lines = draft.bare(), draft.lines()
    return tuple(option for option in spec.options if applies(option.when, values, lines))


def hand_over_rule(draft: Draft, procedure: Procedure) -> HandOver | None:
    """The first rule by which a person must take over now."""
    values, lines = open_values(draft, procedure), draft.lines()
    return next((rule for rule in procedure.hand_over if applies(rule.when, values, lines)), None)


def settled(draft: Draft, procedure: Procedure) -> Draft:
    """The draft with what follows from its values, and without choices that are no longer offered."""
    for _ in range(MOST_ROUNDS):
        after = _with_implied(_without_lost_choices(draft, procedure), procedure)
        if after == draft:
            break
        draft = after
    return draft


def _without_lost_choices(draft: Draft, procedure: Procedure) -> Draft:
    lost = [
        spec.name
        for spec in applying_fields(draft, procedure)
        if spec.type is FieldType.choice and spec.name in draft.values and not _is_offered(spec, draft)
    ]
    return draft.without(*lost) if lost else draft


def _is_offered(spec: FieldSpec, draft: Draft) -> bool:
    options = options_of(spec, draft)
    if spec.may_be_unknown and draft.values[spec.name].value == UNKNOWN:
        return True
    return any(option.is_free or option.value == draft.values[spec.name].value for option in options)


def _with_implied(draft: Draft, procedure: Procedure) -> Draft:
    for rule in procedure.implied:
        known = draft.values.get(rule.field)
        if known is not None and known.value == rule.value:
            continue
        if applies(rule.when, open_values(draft, procedure), draft.lines()):
            draft = draft.with_value(rule.field, _implied_value(rule, procedure))
    return draft


def _implied_value(rule: Implied, procedure: Procedure) -> FieldValue:
    labels = {option.value: option.label for option in procedure.field(rule.field).options}
    if isinstance(rule.value, bool):
        spoken = wording.YES if rule.value else wording.NO
    else:
        spoken = wording.NOT_KNOWN if rule.value == UNKNOWN else labels.get(rule.value, rule.value)
    return FieldValue(value=rule.value, spoken=spoken, text="")
