"""Turning from one procedure to another that cannot wait."""

import re
from collections.abc import Mapping

from casework.fields.normalise import normalise
from casework.intakes.asides import SURE, asks_something
from casework.intakes.draft import Draft, Question
from casework.intakes.option_answers import option_heard, yes_no_heard
from casework.intakes.step import Heard
from casework.procedures.spec import FieldSpec, FieldType, Procedure

CERTAIN = 0.7
_UNDECIDED = frozenset({"inform", "nlu_fallback", "out_of_scope"})
_YES_OR_NO = re.compile(r"はい|いいえ|いえ|うん|ええ|いや")
# A paper lost to what happened long ago is to be sent anew; the damage of then cannot be what is urgent now.
_LONG_AGO = re.compile(
    r"先々?月|先々?週|去年|昨年|一昨年|おととし|(?:[0-9]+|[一二三四五六七八九十数])(?:週間|か月|ヶ月|カ月|年)(?:ほど|くらい)?前"
)
_SENT_ANEW = re.compile(r"再(?:発行|交付)(?!は)")
_SUPPOSED = re.compile(r"補償|場合|もし|対象|例えば|たとえば|でしょうか")


def urgent_procedure(procedures: Mapping[str, Procedure], draft: Draft, heard: Heard) -> Procedure | None:
    """The urgent procedure that is asked for inside `draft`.

    One urgent procedure gives way to another only while it asks whether somebody is safe: later the words of the other
    are answers, as 「レッカーをお願いします」 in the report of an accident.
    """
    current = procedures[draft.procedure]
    safety = next((spec for spec in current.fields if spec.is_safety and spec.name == draft.asked), None)
    asks_safety = safety is not None and not _answers(safety, heard.text)
    may_turn = heard.confidence >= (CERTAIN if current.urgent else SURE) and (asks_safety or not current.urgent)
    if draft.asked == Question.person or not may_turn:
        return None
    others = (item for item in procedures.values() if item is not current)
    return next((item for item in others if item.urgent and item.intent == heard.intent), None)


def _answers(spec: FieldSpec, text: str) -> bool:
    if spec.type is FieldType.yes_no:
        return bool(_YES_OR_NO.match(normalise(text))) or yes_no_heard(spec, text) is not None
    return option_heard(spec, spec.options, text) is not None


def told_procedure(procedures: Mapping[str, Procedure], heard: Heard) -> Procedure | None:
    """The urgent procedure a sentence tells of though its intent is something else or none.

    Its own words (`openings`) and one of its options that nothing stands before must both be in the sentence, and it
    must tell what happened, not ask what would be.
    """
    text = normalise(heard.text)
    is_open = heard.intent in _UNDECIDED or (heard.intent == "make_complaint" and heard.confidence < CERTAIN)
    if not is_open or asks_something(heard) or _SUPPOSED.search(text) or wants_paper_lost_before(text):
        return None
    return next((item for item in procedures.values() if item.urgent and tells_of(item, text)), None)


def wants_paper_lost_before(text: str) -> bool:
    """「先月の火事で証券も焼けたので、再発行を」 reports no accident."""
    return bool(_LONG_AGO.search(text) and _SENT_ANEW.search(text))


def tells_of(procedure: Procedure, text: str) -> bool:
    """Whether the words of an urgent procedure and of one of its options are both in a sentence in its normal form."""
    if not any(re.search(word, text) for word in procedure.openings):
        return False
    choices = [spec for spec in procedure.fields if spec.when is None and spec.type is FieldType.choice]
    words = [word for spec in choices for option in spec.options if option.when is None for word in option.words]
    return any(re.search(word, text) for word in words)
