"""The end of the interview: confirming the summary, or saying what is to be corrected."""

import re

from casework.fields.parsed import ParseContext, Reason, Unclear
from casework.intakes import wording
from casework.intakes.asides import asks_whether_right
from casework.intakes.corrections import ask_again, corrected, named_field, only_names, sounds_like_correction, want
from casework.intakes.draft import Draft, Question
from casework.intakes.questions import ask, summary
from casework.intakes.step import Heard, Step, Submit, World
from casework.intakes.yes_no_answers import read_yes_no

_NOTHING_TO_CORRECT = re.compile(
    r"(?:もう)?(?:特に)?(?:ない|ありません|大丈夫|だいじょうぶ|結構|そのまま|やっぱりいい)"
)
_AGREES = re.compile(
    r"^(?:はい[、。 ]*)?(?:特に)?(?:相違|間違い)(?:は)?(?:ない|なし|ありません|ございません)(?:です)?[。]?$"
)
NOT_AN_ANSWER = Unclear(Reason.not_understood, wording.CLARIFY)


def hear_summary(draft: Draft, world: World, heard: Heard, context: ParseContext) -> Step | Unclear:
    """A new value wins over a yes: 「はい、でも番地は4-2です」 is no consent."""
    text = heard.text.strip()
    if text in {wording.CONFIRM, world.procedure.confirm}:
        return Step(draft, effect=Submit())
    if text == wording.CORRECT:
        return ask(draft, Question.correction, world)
    changed = corrected(draft, world, heard, context)
    if changed is not None:
        return changed
    if asks_whether_right(heard):
        return summary(draft, world)
    answer = True if _AGREES.search(heard.text) else read_yes_no(heard.text, context, fine_means=True)
    if answer is None and heard.intent in {"affirm", "deny"}:
        answer = heard.intent == "affirm"
    if answer is True:
        return Step(draft, effect=Submit())
    named = named_field(draft, world, heard.text)
    if named is not None and (answer is False or sounds_like_correction(heard)):
        return ask_again(draft, world, named)
    if answer is False or heard.intent == "correct_information":
        return ask(draft, Question.correction, world)
    return NOT_AN_ANSWER


def hear_correction(draft: Draft, world: World, heard: Heard, context: ParseContext) -> Step | Unclear:
    """Which field is meant; its new value is taken if the sentence holds one and asked for otherwise."""
    named = named_field(draft, world, heard.text)
    changed = None if named is not None and only_names(named, heard.text) else corrected(draft, world, heard, context)
    if changed is not None:
        return changed
    if named is not None and named.name in draft.values:
        return ask_again(draft, world, named)
    if named is not None:
        return want(draft, world, named, heard.text, context)
    if read_yes_no(heard.text, context, fine_means=False) is False or _NOTHING_TO_CORRECT.search(heard.text):
        return summary(draft, world)
    return NOT_AN_ANSWER
