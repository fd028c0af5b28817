"""Turning from one procedure to another that cannot wait."""

from collections.abc import Mapping

from casework.intakes.asides import SURE
from casework.intakes.draft import Draft, Question
from casework.intakes.step import Heard
from casework.procedures.spec import Procedure


def urgent_procedure(procedures: Mapping[str, Procedure], draft: Draft, heard: Heard) -> Procedure | None:
    """The urgent procedure that is asked for inside `draft`; one urgent procedure does not interrupt another."""
    if procedures[draft.procedure].urgent or draft.asked == Question.person or heard.confidence < SURE:
        return None
    return next((item for item in procedures.values() if item.urgent and item.intent == heard.intent), None)
