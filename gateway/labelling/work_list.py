"""The file an editor works on: masked sentences with the bot's guess, and the intent to be filled in.

Writing masks, reading checks: a sentence with anything that still looks personal is refused with its line.
"""

import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml

OPEN = "?"
LEFT_OUT = "-"
LONGEST_SENTENCE = 300
_LABEL = "［"
HEADER = f"""\
# 取り違えた文の一覧。intent の「{OPEN}」を正しい用件に書き換え、使わない文は「{LEFT_OUT}」にしてください。
# Sentences the bot misunderstood. Fill in `intent` ({LEFT_OUT} for those of no use); then: toritsugi bot label FILE
# 個人の情報は伏せ字にしてありますが、残っていれば消してください。この一覧は使い終えたら削除してください。
"""

Mask = Callable[[str], str]


class WorkListError(Exception):
    """The file cannot be used; the text lists every reason with its line."""

    code = "work_list_refused"


@dataclass(frozen=True)
class Entry:
    """One masked sentence of the list."""

    text: str
    guess: str
    why: str
    channel: str
    contact_id: UUID


@dataclass(frozen=True)
class Labelled:
    """A sentence with the intent an editor gave it, and the line where it stands."""

    text: str
    intent: str
    contact_id: UUID | None
    line: int


@dataclass(frozen=True)
class WorkList:
    labelled: tuple[Labelled, ...]
    still_open: int
    left_out: int


def written(entries: Sequence[Entry]) -> str:
    """The list as YAML, every sentence once."""
    unique = {entry.text: entry for entry in reversed(entries)}
    rows = [_row(unique[text]) for text in dict.fromkeys(entry.text for entry in entries)]
    body = yaml.safe_dump({"sentences": rows}, allow_unicode=True, sort_keys=False, width=10_000)
    return HEADER + body


def one_line(masked: str) -> str:
    """As it can stand in the list and in training data."""
    return " ".join(masked.split())[:LONGEST_SENTENCE]


def read_work_list(file: Path, intents: Collection[str], mask: Mask) -> WorkList:
    """Raise WorkListError for anything that may not become training data."""
    try:
        root = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise WorkListError(f"{file}: {error}") from error
    rows = list(_rows(root))
    problems = [f"{file}:{line}: {problem}" for line, row in rows if (problem := _problem(row, intents, mask))]
    if not rows:
        problems.append(f"{file}:1: no sentences")
    if problems:
        raise WorkListError("\n".join(problems))
    labelled = [
        Labelled(one_line(row["text"]), row["intent"], _uuid(row.get("contact")), line)
        for line, row in rows
        if row["intent"] not in {OPEN, LEFT_OUT}
    ]
    counted = [row["intent"] for _, row in rows]
    return WorkList(tuple(labelled), counted.count(OPEN), counted.count(LEFT_OUT))


def is_personal(text: str, mask: Mask) -> bool:
    """Whether masking would still take something out; labels that stand there already are folded away first."""
    return _LABEL in mask(unicodedata.normalize("NFKC", text))


def _row(entry: Entry) -> dict[str, str]:
    return {
        "text": entry.text,
        "intent": OPEN,
        "guess": entry.guess,
        "why": entry.why,
        "channel": entry.channel,
        "contact": str(entry.contact_id),
    }


def _rows(root: yaml.Node | None) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each sentence with its line; what is not of the list's form is left as it is, for `_problem` to name."""
    top = _mapping(root)
    sentences = top.get("sentences")
    for node in sentences.value if isinstance(sentences, yaml.SequenceNode) else ():
        fields = _mapping(node)
        row = {name: value.value if isinstance(value, yaml.ScalarNode) else None for name, value in fields.items()}
        yield node.start_mark.line + 1, row


def _mapping(node: yaml.Node | None) -> dict[str, yaml.Node]:
    return {key.value: value for key, value in node.value} if isinstance(node, yaml.MappingNode) else {}


def _problem(row: dict[str, Any], intents: Collection[str], mask: Mask) -> str | None:
    """No text of a customer is repeated in it."""
    text, intent = row.get("text"), row.get("intent")
    if not isinstance(text, str) or not text.strip():
        return "`text` is missing"
    if not isinstance(intent, str) or intent not in {*intents, OPEN, LEFT_OUT}:
        return f"`intent: {intent}` is not one of bot/domain.yml"
    if intent in {OPEN, LEFT_OUT}:
        return None
    if len(text) > LONGEST_SENTENCE:
        return f"longer than {LONGEST_SENTENCE} characters"
    if any(mark in text for mark in ("](", "]{", "\n")):
        return "square brackets before `(` or `{` are markup to Rasa, and a sentence is one line"
    return "still holds personal data (a name, number, date or address)" if is_personal(text, mask) else None


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
