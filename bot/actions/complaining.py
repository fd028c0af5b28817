"""Telling a complaint inside another procedure from an answer, and the customer's own words from a request."""

from bot.actions.office import Visit
from casework.intakes.draft import Draft
from casework.intakes.statements import is_telling
from casework.manner import is_complaint
from casework.procedures.spec import FieldType
from conversation.model import Signal

COMPLAINT = "complaint"
# Whatever is said is the answer to these.
_OPEN = frozenset({FieldType.text, FieldType.place, FieldType.name})


def is_complained_inside(visit: Visit, draft: Draft) -> bool:
    """Whether the sentence turns from the open procedure to a complaint.

    Not while somebody's own words are asked for, or their safety: there the same words are the answer.
    """
    procedure, heard = visit.office.procedures[draft.procedure], visit.call.heard
    if COMPLAINT not in visit.office.procedures or draft.procedure == COMPLAINT:
        return False
    asked = next((spec for spec in procedure.fields if spec.name == draft.asked), None)
    if asked is not None and (asked.is_safety or asked.type in _OPEN):
        return False
    manner = visit.office.manner
    # Anger by itself is met with an apology; only its words make it a complaint.
    is_temper = bool(manner.told_by(heard.text) & {Signal.angry, Signal.harassment})
    confidence = 0.0 if procedure.urgent or is_temper else heard.confidence
    return is_complaint(manner, heard.text, heard.intent, confidence)


def tells_statement(visit: Visit, draft: Draft) -> bool:
    """Whether whatever is said now belongs to the complaint, whatever else its words may ask for."""
    return is_telling(visit.office.procedures[draft.procedure], draft.asked)
