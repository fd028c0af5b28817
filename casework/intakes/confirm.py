"""The end of the interview: confirming the summary and correcting single values, at any time."""

import re
from typing import Any

from casework.fields.parsed import ParseContext, Parsed, Reason, Unclear
from casework.intakes import wording
from casework.intakes.answers import read_field
from casework.intakes.draft import Draft, FieldValue, Question
from casework.intakes.glean import glean_corrections, value_of
from casework.intakes.questions import ask, ask_next
from casework.intakes.step import Heard, Step, Submit, World
from casework.intakes.yes_no_answers import read_yes_no
from casework.procedures.spec import FieldSpec

_PARTS = re.compile(
    r"[。、,\n]|違い(?:ました|ます)|違って(?:いて|て)?|間違(?:い|え)(?:ました|です|て)|(?:じゃ|では)なくて?"
)
NOT_AN_ANSWER = Unclear(Reason.not_understood, wording.CLARIFY)


def hear_summary(draft: Draft, world: World, heard: Heard, context: ParseContext) -> Step | Unclear:
    text = heard.text.strip()
    if text == wording.CORRECT:
        return ask(draft, Question.correction, world)
    corrected = hear_correction(draft, world, heard, context)
    if isinstance(corrected, Step):
        return corrected
    answer = True if text == wording.CONFIRM else read_yes_no(heard.text, context, fine_means=True)
    if answer is None and heard.intent in {"affirm", "deny"}:
        answer = heard.intent == "affirm"
    if answer is True:
        return Step(draft, effect=Submit())
    if answer is False:
        return ask(draft, Question.correction, world)
    return NOT_AN_ANSWER


def hear_correction(draft: Draft, world: World, heard: Heard, context: ParseContext) -> Step | Unclear:
    """Find the field that is meant; take the new value if the sentence holds one, ask for it otherwise."""
    spec = _meant_field(draft, world, heard.text)
    if spec is None:
        return _corrected_by_content(draft, world, heard, context)
    if heard.text.strip() in {spec.label, *spec.aliases}:
        return _ask_again(draft, world, spec)
    parsed = _read_one_of(_readings(heard.text, spec), spec, draft.without(spec.name), context)
    if isinstance(parsed, Unclear):
        if draft.asked == Question.correction or heard.intent == "correct_information":
            return _ask_again(draft, world, spec)
        return NOT_AN_ANSWER
    return _replaced(draft, world, spec, value_of(parsed))


def _corrected_by_content(draft: Draft, world: World, heard: Heard, context: ParseContext) -> Step | Unclear:
    """A value that can only belong to one field, as in 「5丁目でした」 or 「15日の間違いです」."""
    if heard.intent not in {"correct_information", "deny", "inform"}:
        return NOT_AN_ANSWER
    found = glean_corrections(draft, world, heard.text, context)
    if found is None:
        return NOT_AN_ANSWER
    name, value = found
    return _replaced(draft, world, world.procedure.field(name), value)


def _replaced(draft: Draft, world: World, spec: FieldSpec, value: FieldValue) -> Step:
    """A new postal code makes the address that followed from it stale."""
    stale = [other.name for other in world.procedure.fields if other.postal_code_field == spec.name]
    cleared = draft.without(*stale) if draft.values.get(spec.name) != value else draft
    changed = cleared.with_value(spec.name, value).model_copy(update={"misses": 0})
    return ask_next(changed, world).before(wording.CORRECTED.format(label=spec.label, spoken=value.spoken))


def _ask_again(draft: Draft, world: World, spec: FieldSpec) -> Step:
    return ask_next(
        draft.without(spec.name).model_copy(update={"misses": 0, "wanted": (*draft.wanted, spec.name)}), world
    )


def _meant_field(draft: Draft, world: World, text: str) -> FieldSpec | None:
    """The field whose label or alias the sentence names; the longest name wins."""
    named = [
        (len(name), spec)
        for spec in world.procedure.fields
        for name in (spec.label, *spec.aliases)
        if name in text and (spec.name in draft.values or spec.asked == "on_mention")
    ]
    return max(named, key=lambda pair: pair[0])[1] if named else None


def _read_one_of(texts: list[str], spec: FieldSpec, draft: Draft, context: ParseContext) -> Parsed[Any] | Unclear:
    """The first reading that holds a value."""
    for text in texts:
        parsed = read_field(spec, text, draft, context)
        if not isinstance(parsed, Unclear):
            return parsed
    return NOT_AN_ANSWER


def _readings(text: str, spec: FieldSpec) -> list[str]:
    """The sentence after its topic, then its parts, last first: 「番地が違いました。4丁目2の10です」."""
    parts = [part for part in _PARTS.split(text) if part.strip()]
    return [_after_topic(text, spec), *(_after_topic(part, spec) for part in reversed(parts))]


def _after_topic(text: str, spec: FieldSpec) -> str:
    """Drop the field's own name in front of its value: 「引越し日は4月1日です」 leaves 「4月1日です」."""
    for name in sorted((spec.label, *spec.aliases), key=len, reverse=True):
        for particle in ("は", "が", "を", "の", ":", "："):
            head, found, tail = text.partition(f"{name}{particle}")
            if found and tail.strip():
                return tail if len(tail) > 1 else head
    return text
