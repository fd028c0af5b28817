"""Which sentences an editor is shown, and why."""

import pytest

from conversation.turns import Outcome, Understanding
from insight.misunderstood import Said, Why, chosen

LOW = 0.6


def said(
    text: str = "住所の件",
    intent: str = "change_address",
    confidence: float = 0.9,
    outcome: Outcome = Outcome.understood,
) -> Said:
    return Said(text, Understanding(intent=intent, confidence=confidence, action="a", outcome=outcome))


@pytest.mark.parametrize(
    ("item", "why"),
    [
        (said(intent="nlu_fallback", confidence=0.1), Why.fallback),
        (said(intent="nlu_fallback", outcome=Outcome.missed), Why.fallback),
        (said(outcome=Outcome.missed), Why.missed),
        (said(confidence=0.59), Why.low_confidence),
    ],
)
def test_each_reason_has_its_name(item: Said, why: Why) -> None:
    assert chosen([item], is_corrected=False, low_below=LOW) == [(item, why)]


def test_what_was_understood_is_left_alone() -> None:
    assert chosen([said(), said(confidence=LOW)], is_corrected=False, low_below=LOW) == []


def test_a_question_without_an_article_is_the_editors_of_the_articles() -> None:
    assert chosen([said(outcome=Outcome.unanswered)], is_corrected=False, low_below=LOW) == []


def test_of_a_down_vote_the_sentence_before_is_shown() -> None:
    asked, refused = said("満期はいつ"), said("違う", outcome=Outcome.down_voted)
    assert chosen([asked, refused], is_corrected=False, low_below=LOW) == [(asked, Why.down_voted)]


def test_a_correction_shows_the_first_sentence_that_was_taken_for_sure() -> None:
    unsure, sure, later = said(confidence=0.3), said("証券がない"), said("お願いします")
    assert chosen([unsure, sure, later], is_corrected=True, low_below=LOW) == [
        (unsure, Why.low_confidence),
        (sure, Why.corrected),
    ]
