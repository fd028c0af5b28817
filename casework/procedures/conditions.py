"""Deciding a procedure's conditions on the values of a draft."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from casework.procedures.spec import Condition, Procedure


def applies(condition: Condition | None, values: Mapping[str, Any], facts: AbstractSet[str]) -> bool:
    """`values` are the draft's bare values by field name; `facts` lines and facts of the chosen policies."""
    if condition is None:
        return True
    if condition.policy_lines_include:
        return bool(facts & set(condition.policy_lines_include))
    if condition.policy_facts_include:
        return bool(facts & set(condition.policy_facts_include))
    if condition.all_of:
        return all(applies(item, values, facts) for item in condition.all_of)
    if condition.any_of:
        return any(applies(item, values, facts) for item in condition.any_of)
    if condition.not_this is not None:
        return not applies(condition.not_this, values, facts)
    return _holds(condition, values.get(condition.field or ""))


def computed_values(procedure: Procedure, values: Mapping[str, Any], facts: AbstractSet[str]) -> dict[str, list[str]]:
    """Each computed list; an empty one is left out."""
    found = {
        item.name: list(dict.fromkeys(rule.add for rule in item.rules if applies(rule.when, values, facts)))
        for item in procedure.computed
    }
    return {name: added for name, added in found.items() if added}


def _holds(condition: Condition, value: Any) -> bool:  # noqa: ANN401  # A field holds any JSON value.
    """A missing value is equal to nothing and is among nothing; of several, one is enough."""
    if condition.is_set is not None:
        return (value is not None) is condition.is_set
    if isinstance(value, (list, tuple)) and condition.more_than is None:
        wanted = condition.is_in if condition.is_in is not None else (condition.is_value,)
        return any(item in wanted for item in value)
    if condition.is_in is not None:
        return value is not None and value in condition.is_in
    if condition.more_than is not None:
        return isinstance(value, (list, tuple)) and len(value) > condition.more_than
    return value is not None and value == condition.is_value
