"""The keys about policies, explanations and what follows: what is written wrongly is named with line and field."""

from pathlib import Path
from typing import Any

import pytest
from procedure_texts import RIGHT, line_of

from casework.errors import ProcedureFileError
from casework.procedures.conditions import applies
from casework.procedures.load import load_procedures
from casework.procedures.spec import Condition, Procedure

pytestmark = pytest.mark.unit
CHOOSER = """fields:
  - name: policy_nos
    type: policies
    label: 契約
    policy_facts: [has_earthquake]
    none_offered: 対象のご契約がありません。
    prompt:
      default: ご契約をお選びください。
"""
WITH_POLICIES = RIGHT.replace("fields:\n", CHOOSER)


def load(folder: Path, text: str) -> Procedure:
    (folder / "sample.yml").write_text(text, encoding="utf-8")
    return load_procedures(folder)["sample"]


def added(line: str) -> str:
    return WITH_POLICIES.replace("summary:", f"{line}\nsummary:")


def test_the_new_keys_are_read(tmp_path: Path) -> None:
    text = added("asked_for_as: [見本]\none_open_case: true")
    procedure = load(tmp_path, text)
    assert procedure.one_open_case
    assert procedure.field("policy_nos").policy_facts == ("has_earthquake",)
    assert procedure.asked_for_as == ("見本",)


MISTAKES = {
    "unknown_fact": ("policy_facts: [has_earthquake]", "policy_facts: [earthquake]", "fields.0.policy_facts.0"),
    "unknown_line": ("policy_facts: [has_earthquake]", "policy_lines: [car]", "fields.0.policy_lines.0"),
    "unknown_line_of_a_condition": (
        "when: {policy_lines_include: [motor]}",
        "when: {policy_lines_include: [car]}",
        "fields.3.when.policy_lines_include.0",
    ),
    "unknown_fact_of_a_condition": (
        "when: {policy_lines_include: [motor]}",
        "when: {policy_facts_include: [new]}",
        "fields.3.when.policy_facts_include.0",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_its_line(mistake: str, tmp_path: Path) -> None:
    old, new, field = MISTAKES[mistake]
    text = WITH_POLICIES.replace(old, new)
    with pytest.raises(ProcedureFileError) as caught:
        load(tmp_path, text)
    assert str(caught.value).startswith(f"sample.yml, line {line_of(text, new)}, {field}: ")


REFUSED = {
    "restricted_without_a_sentence": (
        WITH_POLICIES.replace("    none_offered: 対象のご契約がありません。\n", ""),
        "need none_offered",
    ),
    "restriction_of_another_field": (
        RIGHT.replace("    label: 車\n", "    label: 車\n    policy_lines: [motor]\n"),
        "only policies have",
    ),
    "one_open_case_without_policies": (
        RIGHT.replace("summary:", "one_open_case: true\nsummary:"),
        "one_open_case needs a field of type policies",
    ),
    "words_that_do_not_compile": (added("asked_for_as: ['(']"), "not a regular expression"),
    "explanation_of_an_unknown_field": (
        added("explanations: [{when: {field: nothing, is: true}, say: はい。}]"),
        "unknown field nothing",
    ),
    "follow_up_on_an_unknown_field": (
        added("follow_ups: [{when: {field: nothing, is: true}, procedure: callback}]"),
        "unknown field nothing",
    ),
    "ending_without_a_sentence": (added("endings: [{when: {field: car_moves, is: true}}]"), "endings.0.say"),
    "two_forms": (
        WITH_POLICIES.replace("include: [motor]}", "include: [motor], policy_facts_include: [group]}"),
        "exactly one of",
    ),
}  # fmt: skip


@pytest.mark.parametrize("mistake", REFUSED)
def test_what_contradicts_itself_is_refused(mistake: str, tmp_path: Path) -> None:
    text, reason = REFUSED[mistake]
    with pytest.raises(ProcedureFileError, match=reason):
        load(tmp_path, text)


@pytest.mark.parametrize(
    ("document", "facts", "expected"),
    [
        ({"policy_facts_include": ["first_year"]}, {"motor", "first_year"}, True),
        ({"policy_facts_include": ["first_year", "group"]}, {"fire", "group"}, True),
        ({"policy_facts_include": ["first_year"]}, {"motor"}, False),
        ({"policy_facts_include": ["first_year"]}, set(), False),
        ({"not": {"policy_facts_include": ["first_year"]}}, set(), True),
    ],
)
def test_a_condition_reads_facts_of_the_chosen_policies(
    document: dict[str, Any], facts: set[str], expected: bool
) -> None:
    assert applies(Condition.model_validate(document), {}, facts) is expected
