"""Deciding a procedure's conditions on the values of a draft."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from casework.procedures.spec import Condition, Procedure


def applies(condition: Condition | None, values: Mapping[str, Any], lines: AbstractSet[str]) -> bool:
    """`values` are the draft's bare values by field name; `lines` those of the chosen policies."""
    if condition is None:
        return True
    if condition.policy_lines_include:
        return bool(lines & set(condition.policy_lines_include))
    if condition.all_of:
        return all(applies(item, values, lines) for item in condition.all_of)
    if condition.any_of:
        return any(applies(item, values, lines) for item in condition.any_of)
    if condition.not_this is not None:
        return not applies(condition.not_this, values, lines)
    return _holds(condition, values.get(condition.field or ""))


def computed_values(procedure: Procedure, values: Mapping[str, Any], lines: AbstractSet[str]) -> dict[str, list[str]]:
    """Each computed list; an empty one is left out."""
    found = {
        item.name: list(dict.fromkeys(rule.add for rule in item.rules if applies(rule.when, values, lines)))
        for item in procedure.computed
    }
    return {name: added for name, added in found.items() if added}


def _holds(condition: Condition, value: Any) -> bool:  # noqa: ANN401  # A field holds any JSON value.
    """A missing value is equal to nothing and is among nothing."""
    if condition.is_set is not None:
        return (value is not None) is condition.is_set
    if condition.is_in is not None:
        return value is not None and value in condition.is_in
    if condition.more_than is not None:
        return isinstance(value, (list, tuple)) and len(value) > condition.more_than
    return value is not None and value == condition.is_value
