"""An accident in the middle of anything else comes first; the other draft waits."""

from uuid import UUID

import pytest
from scene import procedures

from casework.intakes.draft import Draft
from casework.intakes.step import Heard
from casework.intakes.turning import urgent_procedure

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
    ],
)
def test_what_interrupts(
    procedure: str, intent: str, confidence: float, asked: str | None, expected: str | None
) -> None:
    assert turned_to(procedure, intent, confidence, asked) == expected
