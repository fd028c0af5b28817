"""What is said about an accident admits nothing and promises nothing, and safety comes first."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from casework.procedures.load import load_procedures
from casework.procedures.spec import Procedure

pytestmark = pytest.mark.unit
CONFIG = Path(__file__).parents[3] / "config"
PROCEDURES = load_procedures(CONFIG / "procedures")
URGENT = [PROCEDURES["accident_report"], PROCEDURES["roadside_assistance"]]

ACCIDENT_FIELDS = """
line policy_no occurred_at location accident_kind circumstances injured police_reported drivable
counterparty reporter_name reporter_phone reporter_relation
"""
ROADSIDE_FIELDS = "location trouble phone is_safe"

PROMISES = re.compile(
    r"お支払い(?:し|いた|でき)|支払います|補償(?:され|いた|し|の対象)|全額|無料|必ず|保証|弁償(?:し|いた)|ご負担(?:は|が)(?:あ|な)"
)
ADMISSIONS = re.compile(r"責任(?:が|は)(?:ご?ざ|あ|当社)|過失(?:割合)?(?:が|は)|当社の責|お客さま(?:が|の)悪|非が")
CASUAL = re.compile("了解|ご苦労|だよ|じゃん")


def sayings(model: BaseModel) -> Iterator[str]:
    """Every text of the file that a customer can hear; patterns and labels are not spoken as promises."""
    for name in type(model).model_fields:
        if name in {"words", "answers", "yes_words", "no_words", "aliases"}:
            continue
        value = getattr(model, name)
        for item in value if isinstance(value, tuple) else (value,):
            yield from sayings(item) if isinstance(item, BaseModel) else [item] if isinstance(item, str) else []


@pytest.mark.parametrize("procedure", URGENT, ids=lambda item: item.procedure)
@pytest.mark.parametrize("wrong", [PROMISES, ADMISSIONS, CASUAL], ids=["promises", "admissions", "casual"])
def test_nothing_is_promised_or_admitted(procedure: Procedure, wrong: re.Pattern[str]) -> None:
    said = list(sayings(procedure))
    assert len(said) > 30
    assert [text for text in said if wrong.search(text)] == []


@pytest.mark.parametrize(
    "text", ["保険金をお支払いします", "全額補償されます", "お客さまの過失はありません", "レッカーは無料です"]
)
def test_the_patterns_find_what_they_forbid(text: str) -> None:
    assert PROMISES.search(text) or ADMISSIONS.search(text)


@pytest.mark.parametrize("procedure", URGENT, ids=lambda item: item.procedure)
def test_safety_is_the_first_word_and_nobody_is_identified(procedure: Procedure) -> None:
    assert "119番" in procedure.opening
    assert "110番" in procedure.opening
    assert not procedure.needs_customer
    assert procedure.misses_before_person == 1


@pytest.mark.parametrize("procedure", URGENT, ids=lambda item: item.procedure)
def test_whoever_is_handed_over_hears_what_to_do(procedure: Procedure) -> None:
    assert [rule for rule in procedure.hand_over if "119番" not in rule.say and "110番" not in rule.say] == []


def test_on_an_expressway_the_evacuation_is_said() -> None:
    (rule,) = [rule for rule in URGENT[0].hand_over if "ガードレール" in rule.say]
    assert all(word in rule.say for word in ("ハザード", "発炎筒", "車の外", "非常電話", "#9910"))


def test_every_outcome_says_who_calls_and_by_when() -> None:
    for procedure in URGENT:
        for outcome in procedure.outcomes:
            assert "{due}" in outcome.say
            assert "{department}" in outcome.say
            assert outcome.due_days or outcome.due_hours


@pytest.mark.parametrize(("procedure", "fields"), [(URGENT[0], ACCIDENT_FIELDS), (URGENT[1], ROADSIDE_FIELDS)])
def test_the_fields_others_rely_on_exist(procedure: Procedure, fields: str) -> None:
    assert set(fields.split()) <= {field.name for field in procedure.fields}


def test_health_is_special_care() -> None:
    special = {field.name for field in URGENT[0].fields if field.sensitivity == "special_care"}
    assert {"injured", "injury_details", "body_part", "hospital", "hospital_visited", "first_visit_on"} == special
