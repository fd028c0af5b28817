"""What the disaster mode's file names must exist; a mistake stops the start with file and field."""

from dataclasses import replace

import pytest

from casework.errors import ProcedureFileError
from config.settings import Settings
from gateway.rules import load_rules
from gateway.rules_check import check_disaster

RULES = load_rules(Settings())
DAMAGE, FIRST = RULES.disaster.damage, RULES.disaster.callback_first


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"damage": DAMAGE.model_copy(update={"procedure": "flood"})}, "damage: flood"),
        ({"due_days": {"flood": 3}}, "due_days: flood"),
        ({"callback_first": FIRST.model_copy(update={"queues": ("none",)})}, "callback_first.queues: none"),
        ({"callback_first": FIRST.model_copy(update={"reasons": ("none",)})}, "callback_first.reasons: none"),
    ],
)
def test_what_is_not_known_is_named(changes: dict[str, object], field: str) -> None:
    rules = replace(RULES, disaster=RULES.disaster.model_copy(update=changes))
    with pytest.raises(ProcedureFileError, match=f"disaster.yml, {field} is not known"):
        check_disaster(rules.disaster, rules.procedures, rules.verification.procedures, rules.queues)
