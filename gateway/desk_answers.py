"""Canned answers (定型文): careful sentences an agent chooses, reads again and sends, read from an operator's file.

A file that loads uses only variables that can be filled in. A value that is not known is left as a visible gap,
never guessed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from string import Formatter
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from casework.procedures.load import read_checked

GAP = "＿＿"


class Variable(StrEnum):
    customer_name = "customer_name"
    agent_name = "agent_name"
    queue = "queue"
    case_no = "case_no"
    today = "today"


def _with_known_variables(text: str) -> str:
    for _, name, wanted_format, conversion in Formatter().parse(text):
        if name is not None and (name not in set(Variable) or wanted_format or conversion):
            known = ", ".join(f"{{{variable}}}" for variable in Variable)
            raise ValueError(f"{{{name}}} cannot be filled in as it stands; write one of {known}")
    return text


class CannedAnswer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Annotated[str, Field(min_length=1, max_length=40)]
    category: Annotated[str, Field(min_length=1, max_length=20)]
    text: Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_with_known_variables)]


class CannedAnswers(BaseModel):
    """By code, in the order of the file; YAML itself refuses a code that stands twice."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    answers: Annotated[
        dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")], CannedAnswer], Field(min_length=1)
    ]


@dataclass(frozen=True)
class Rendered:
    """`missing` are the variables that left a gap, each once, in the order of the text."""

    text: str
    missing: tuple[Variable, ...]


def load_canned_answers(path: Path) -> CannedAnswers:
    """Raise ProcedureFileError naming file, line and field."""
    return read_checked(path, CannedAnswers)


def render(answer: CannedAnswer, values: Mapping[Variable, str]) -> Rendered:
    """The values are taken as they are: braces within them mean nothing."""
    parts: list[str] = []
    missing: dict[Variable, None] = {}
    for literal, name, _, _ in Formatter().parse(answer.text):
        parts.append(literal)
        if name is None:
            continue
        value = values.get(Variable(name), "")
        parts.append(value or GAP)
        if not value:
            missing[Variable(name)] = None
    return Rendered("".join(parts), tuple(missing))
