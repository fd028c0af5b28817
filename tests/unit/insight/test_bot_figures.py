"""Figures of the bot from facts of contacts: every contact that is over falls into exactly one kind."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from conversation.model import Channel
from conversation.turns import Outcome, Understanding
from insight.bot_figures import is_fallback, is_low, report_of
from insight.contact_facts import ContactFacts, HandOver

JST = ZoneInfo("Asia/Tokyo")
# Half past midnight in Tokyo, still the day before in UTC.
NIGHT = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
HEARD = Understanding(intent="greet", confidence=0.9, action="action_small_talk", outcome=Outcome.understood)
OPEN = ("address_change", "postal_code")
CONTACT = ContactFacts(UUID(int=1), Channel.webchat, NIGHT, is_over=True, had_person=False, turns=(HEARD,))


def turn(**changes: object) -> Understanding:
    return HEARD.model_copy(update=changes)


@pytest.mark.parametrize(
    ("contact", "kind"),
    [
        (CONTACT, "resolved"),
        (replace(CONTACT, turns=(turn(open_question=OPEN),)), "abandoned"),
        (replace(CONTACT, turns=(turn(open_question=OPEN), HEARD)), "resolved"),
        (replace(CONTACT, turns=(turn(outcome=Outcome.missed),)), "abandoned"),
        (replace(CONTACT, turns=(turn(outcome=Outcome.unanswered),)), "abandoned"),
        (replace(CONTACT, turns=(turn(outcome=Outcome.down_voted),)), "abandoned"),
        (replace(CONTACT, had_person=True), "with_person"),
        (replace(CONTACT, turns=()), "silent"),
        (replace(CONTACT, is_over=False), "none"),
    ],
)
def test_a_contact_is_of_one_kind(contact: ContactFacts, kind: str) -> None:
    counts = report_of([contact], low_below=0.6, zone=JST).total.as_dict()
    kinds = {name: counts[name] for name in ("resolved", "abandoned", "with_person", "silent")}
    assert kinds == {name: int(name == kind) for name in kinds}
    assert counts["contained"] == counts["resolved"] + counts["abandoned"]


def test_the_open_question_counts_only_where_the_customer_gave_up() -> None:
    left = replace(CONTACT, turns=(turn(open_question=OPEN),))
    passed_on, going_on = replace(left, had_person=True), replace(left, is_over=False)
    assert report_of([left, left, passed_on, going_on], low_below=0.6, zone=JST).left_at == {OPEN: 2}


def test_days_are_those_of_japan() -> None:
    assert {*report_of([CONTACT], low_below=0.6, zone=JST).by_day} == {"2026-11-23"}


def test_an_answer_in_a_procedure_is_neither_a_fallback_nor_unsure() -> None:
    answer = turn(intent="nlu_fallback", confidence=0.1, to_question=OPEN)
    assert not is_fallback(answer)
    assert not is_low(answer.model_copy(update={"intent": "inform"}), 0.6)


def test_hand_overs_are_counted_by_reason_and_by_what_went_before() -> None:
    passed = replace(CONTACT, had_person=True, hand_overs=(HandOver("asked_for", 0), HandOver("not_understood", 2)))
    found = report_of([passed, passed], low_below=0.6, zone=JST)
    assert found.hand_overs == {"asked_for": 2, "not_understood": 2}
    assert found.misses_before_person == {0: 2, 2: 2}
