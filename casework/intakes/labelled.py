"""Answers that say what they are about: 「ノートです、ナンバーは品川500あ1234、名義は妻」 fills three fields."""

import re
from dataclasses import dataclass

from casework.fields.normalise import normalise
from casework.fields.parsed import ParseContext, Parsed
from casework.intakes.answers import read_field
from casework.intakes.applying import open_fields
from casework.intakes.draft import Draft
from casework.intakes.glean import value_of
from casework.intakes.step import World
from casework.procedures.spec import FieldSpec, FieldType

_CLAUSE = re.compile(r"[、。,\n]")
_LEAD = r"^(?:(?:あと|それと|それから|で|えっ?と|あの|新しい|その)[、 ]*)*(?:お)?"
# Where a policy is named every word counts, and an address has parts with names of their own.
_NOT_BY_NAME = frozenset({FieldType.policies, FieldType.address, FieldType.attachments, FieldType.place})


@dataclass(frozen=True)
class Labelled:
    """The draft with what was said by name, and the rest of the sentence."""

    draft: Draft
    rest: str


def labelled(draft: Draft, world: World, text: str, asked: FieldSpec, context: ParseContext) -> Labelled:
    """Nothing is taken where the open question holds an account, or where a person is in danger."""
    if world.procedure.urgent or asked.is_verbatim or asked.type in _NOT_BY_NAME:
        return Labelled(draft, text)
    kept: list[str] = []
    told = draft
    for clause in _CLAUSE.split(normalise(text)):
        filled = _taken(told, world, clause, asked, context)
        if filled is None:
            kept.append(clause)
        told = filled or told
    return (
        Labelled(told, "、".join(part for part in kept if part.strip())) if told is not draft else Labelled(draft, text)
    )


def _taken(draft: Draft, world: World, clause: str, asked: FieldSpec, context: ParseContext) -> Draft | None:
    found = _named(draft, world, clause, asked)
    if found is None:
        return None
    spec, said = found
    read = read_field(spec, said, draft, context)
    return draft.with_value(spec.name, value_of(read)) if isinstance(read, Parsed) else None


def _named(draft: Draft, world: World, clause: str, asked: FieldSpec) -> tuple[FieldSpec, str] | None:
    """The open field whose name the clause begins with; the longest name counts, also that of the open question."""
    matches = [
        (len(name), spec, match[1])
        for spec in open_fields(draft, world.procedure)
        if spec is asked or (spec.name not in draft.values and spec.type not in _NOT_BY_NAME and spec.gleaned)
        for name in (spec.label, *spec.aliases)
        if (match := re.match(f"{_LEAD}{re.escape(name)}(?:の番号)?(?:は|が|も|:)[、 ]*(.+)", clause))
    ]
    if not matches:
        return None
    _, spec, said = max(matches, key=lambda each: each[0])
    return None if spec is asked else (spec, said)
