"""Deciding a procedure's conditions on the values of a draft."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from casework.procedures.spec import Condition


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
    value = values.get(condition.field or "")
    if condition.is_set is not None:
        return (value is not None) is condition.is_set
    return value is not None and value == condition.is_value
