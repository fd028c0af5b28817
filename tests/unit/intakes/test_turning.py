"""An accident in the middle of anything else comes first; the other draft waits."""

from uuid import UUID

import pytest
from scene import procedures

from casework.intakes.draft import Draft
from casework.intakes.step import Heard
from casework.intakes.turning import told_procedure, urgent_procedure

pytestmark = pytest.mark.unit


def turned_to(procedure: str, intent: str, confidence: float = 0.9, asked: str | None = None) -> str | None:
    draft = Draft(intake_id=UUID(int=7), procedure=procedure, version=1, asked=asked)
    found = urgent_procedure(procedures(), draft, Heard("車をぶつけました", intent, confidence))
    return found.procedure if found is not None else None


@pytest.mark.parametrize(
    ("procedure", "intent", "confidence", "asked", "expected"),
    [
        ("address_change", "report_accident", 0.9, "moved_on", "accident_report"),
        ("address_change", "ask_road_service", 0.9, "identity.name", "roadside_assistance"),
        ("callback", "report_accident", 0.9, "about", "accident_report"),
        ("address_change", "report_accident", 0.3, "moved_on", None),
        ("address_change", "report_accident", 0.9, "person", None),
        ("address_change", "inform", 0.9, "moved_on", None),
        ("accident_report", "ask_road_service", 0.9, "circumstances", None),
        ("roadside_assistance", "report_accident", 0.9, "trouble", None),
        ("roadside_assistance", "report_accident", 0.9, "is_safe", "accident_report"),
        ("roadside_assistance", "report_accident", 0.6, "is_safe", None),
        ("accident_report", "ask_road_service", 0.9, "situation", "roadside_assistance"),
        ("accident_report", "report_accident", 0.9, "situation", None),
    ],
)
def test_what_interrupts(
    procedure: str, intent: str, confidence: float, asked: str | None, expected: str | None
) -> None:
    assert turned_to(procedure, intent, confidence, asked) == expected


def test_the_answer_to_whether_one_is_safe_turns_nowhere() -> None:
    draft = Draft(intake_id=UUID(int=7), procedure="roadside_assistance", version=1, asked="is_safe")
    assert urgent_procedure(procedures(), draft, Heard("いいえ、事故で車道にいます", "report_accident", 0.9)) is None


@pytest.mark.parametrize("intent", ["inform", "nlu_fallback", "out_of_scope"])
@pytest.mark.parametrize(
    "text",
    [
        "昨日の夜8時ごろ交差点で自転車とぶつかりました",
        "強風でカーポートの屋根が飛びました。昨日の夜9時頃です",
        "子どもが友達のゲーム機を壊した",
        "きのう じこ しました。くるま こわれた。くるまが壊れました",
        "隣の家の火事でうちの壁が焦げました",
        "車ぶつけた",
    ],
)
def test_an_accident_is_heard_whatever_the_intent(text: str, intent: str) -> None:
    found = told_procedure(procedures(), Heard(text, intent, 0.5))
    assert found is not None
    assert found.procedure == "accident_report"


@pytest.mark.parametrize(
    ("text", "intent", "confidence"),
    [
        ("台風で屋根が飛んだ場合は補償されますか", "inform", 0.5),
        ("車をぶつけたらどうすればいいですか", "inform", 0.5),
        ("引っ越したので住所を変えたい", "inform", 0.5),
        ("火災保険の証券を落としました", "nlu_fallback", 0.3),
        ("事故の担当者の態度に傷つきました、車が直りません", "make_complaint", 0.9),
        ("車をぶつけました", "ask_faq", 0.9),
    ],
)
def test_what_is_no_accident_opens_nothing(text: str, intent: str, confidence: float) -> None:
    assert told_procedure(procedures(), Heard(text, intent, confidence)) is None
