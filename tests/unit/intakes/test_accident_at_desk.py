"""An agent works on an accident report: the form asks what the interview would, and takes labels, values and times."""

from uuid import UUID

import pytest
from scene import NOW, procedures

from casework.intakes.at_desk import Counterpart, Refused, enter_field, refusal_to_submit
from casework.intakes.draft import Draft
from casework.intakes.form import form_of, missing_fields
from conversation.model import Channel, VerificationLevel

pytestmark = pytest.mark.unit
ACCIDENT = procedures()["accident_report"]
WHO = Counterpart(NOW, VerificationLevel.nobody, None)


def entered(draft: Draft, name: str, text: str) -> Draft:
    after = enter_field(draft, ACCIDENT, name, text, WHO)
    assert isinstance(after, Draft), (name, after)
    return after


def draft_with(**entries: str) -> Draft:
    draft = Draft(intake_id=UUID(int=7), procedure="accident_report", version=1)
    for name, text in entries.items():
        draft = entered(draft, name, text)
    return draft


STONE = draft_with(
    situation="safe",
    line="自動車・バイクの事故",
    reporter_relation="policyholder",
    reporter_name="佐藤花子",
    reporter_phone="090-0000-0001",
    occurred_at="2026-11-22T20:00:00+09:00",
    location="港区の国道",
    accident_kind="stone_chip",
    circumstances="前の車から石が飛んできました",
    injured="いいえ",
    drivable="はい",
    photos="なし",
    policy_no="わからない",
)


def test_a_report_is_completed_at_the_desk() -> None:
    assert [spec.name for spec in missing_fields(STONE, ACCIDENT)] == []
    assert refusal_to_submit(STONE, ACCIDENT, WHO) is None
    assert STONE.values["occurred_at"].value == "2026-11-22T20:00:00+09:00"
    assert STONE.values["policy_no"].value == "unknown"


def test_a_field_of_another_line_is_not_asked() -> None:
    refused = enter_field(STONE, ACCIDENT, "claim_letter", "いいえ", WHO)
    assert isinstance(refused, Refused)
    assert refused.code == "field_not_asked"


def test_every_choice_of_the_form_is_an_entry_by_its_value() -> None:
    form = form_of(STONE, ACCIDENT, Channel.webchat)
    kinds = next(one for one in form.fields if one.spec.name == "accident_kind").choices
    assert len(kinds) == 9
    assert [entered(STONE, "accident_kind", choice.value).values["accident_kind"].spoken for choice in kinds] == [
        choice.label for choice in kinds
    ]


def test_a_day_without_a_time_is_an_entry() -> None:
    assert entered(STONE, "occurred_at", "11月20日").values["occurred_at"].value == "2026-11-20"


def test_a_choice_of_another_line_is_missing_again() -> None:
    fire = entered(STONE, "line", "fire")
    assert "accident_kind" in [spec.name for spec in missing_fields(fire, ACCIDENT)]
