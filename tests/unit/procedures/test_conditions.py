"""The table of conditions: every form, set and unset, alone and nested."""

from typing import Any

import pytest
from pydantic import ValidationError

from casework.procedures.conditions import applies
from casework.procedures.spec import Condition


def condition(document: dict[str, Any]) -> Condition:
    return Condition.model_validate(document)


IS_TRUE = {"field": "moves", "is": True}
IS_SET = {"field": "phone", "is_set": True}
MOTOR = {"policy_lines_include": ["motor"]}


@pytest.mark.parametrize(
    ("document", "values", "lines", "expected"),
    [
        (IS_TRUE, {"moves": True}, set(), True),
        (IS_TRUE, {"moves": False}, set(), False),
        (IS_TRUE, {}, set(), False),
        ({"field": "moves", "is": False}, {"moves": False}, set(), True),
        ({"field": "moves", "is": False}, {}, set(), False),
        ({"field": "kind", "is": "new"}, {"kind": "new"}, set(), True),
        ({"field": "kind", "is": "new"}, {"kind": "old"}, set(), False),
        ({"field": "count", "is": 2}, {"count": 2}, set(), True),
        (IS_SET, {"phone": "+819000000001"}, set(), True),
        (IS_SET, {}, set(), False),
        ({"field": "phone", "is_set": False}, {}, set(), True),
        ({"field": "moves", "is_set": True}, {"moves": False}, set(), True),
        (MOTOR, {}, {"motor", "fire"}, True),
        (MOTOR, {}, {"fire"}, False),
        (MOTOR, {}, set(), False),
        ({"policy_lines_include": ["fire", "earthquake"]}, {}, {"earthquake"}, True),
        ({"all": [IS_TRUE, MOTOR]}, {"moves": True}, {"motor"}, True),
        ({"all": [IS_TRUE, MOTOR]}, {"moves": True}, {"fire"}, False),
        ({"any": [IS_TRUE, IS_SET]}, {"phone": "x"}, set(), True),
        ({"any": [IS_TRUE, IS_SET]}, {}, set(), False),
        ({"all": [MOTOR, {"any": [IS_TRUE, IS_SET]}]}, {"moves": True}, {"motor"}, True),
        ({"all": [MOTOR, {"any": [IS_TRUE, IS_SET]}]}, {}, {"motor"}, False),
        ({"field": "kind", "in": ["new", "old"]}, {"kind": "old"}, set(), True),
        ({"field": "kind", "in": ["new", "old"]}, {"kind": "other"}, set(), False),
        ({"field": "kind", "in": ["new", "old"]}, {}, set(), False),
        ({"field": "list", "more_than": 1}, {"list": ["a", "b"]}, set(), True),
        ({"field": "list", "more_than": 1}, {"list": ["a"]}, set(), False),
        ({"field": "list", "more_than": 0}, {"list": "text"}, set(), False),
        ({"field": "list", "more_than": 0}, {}, set(), False),
        ({"not": IS_TRUE}, {"moves": False}, set(), True),
        ({"not": IS_TRUE}, {}, set(), True),
        ({"not": IS_TRUE}, {"moves": True}, set(), False),
    ],
)
def test_a_condition_decides(document: dict[str, Any], values: dict[str, Any], lines: set[str], expected: bool) -> None:
    assert applies(condition(document), values, lines) is expected


def test_no_condition_always_applies() -> None:
    assert applies(None, {}, set())


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"is": True},
        {"field": "a"},
        {"field": "a", "is": True, "is_set": True},
        {"all": []},
        {**IS_TRUE, **MOTOR},
        {**IS_TRUE, "in": ["a"]},
        {"not": IS_TRUE, "field": "a", "is": True},
    ],
)
def test_a_condition_has_exactly_one_form(document: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        condition(document)
