"""Whether what operators write may be said to customers: every text of `config/` against its wording guard."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from casework.errors import ProcedureFileError
from casework.procedures.load import unfolded
from casework.wording.guard import Kind, SaidTexts, WordingRules

logger = structlog.get_logger()


@dataclass(frozen=True)
class SaidText:
    """A text with its place; `path` is dotted."""

    file: str
    line: int
    path: str
    text: str
    kind: Kind


def check_wording(folder: Path, rules: WordingRules) -> None:
    """Raise ProcedureFileError naming file, line, field and rule of the first text that may not be said.

    An agent's canned answer is only warned of: the agent decides.
    """
    for said in said_texts(folder, rules):
        breach = rules.breach_in(said.text, said.kind, refusing_only=True)
        if breach is None:
            continue
        place = f"{said.file}, line {said.line}, {said.path}"
        if said.kind != "canned":
            raise ProcedureFileError(
                f"{place}: 「{breach.words}」 breaks the wording rule {breach.rule} ({breach.why})"
            )
        logger.warning("canned_answer_wording", place=place, rule=breach.rule)


def said_texts(folder: Path, rules: WordingRules) -> Iterator[SaidText]:
    """Everything below `folder` that customers see or hear, file by file."""
    for source in rules.texts:
        for path in sorted(folder.glob(source.files)):
            document = YAML(typ="rt").load(path.read_text(encoding="utf-8"))
            yield from _texts(document, path.name, source, "", 1)


def _texts(node: Any, file: str, source: SaidTexts, path: str, line: int) -> Iterator[SaidText]:  # noqa: ANN401
    """YAML documents have any shape."""
    if isinstance(node, CommentedMap | CommentedSeq):
        keys: Iterator[Any] = iter(node) if isinstance(node, CommentedMap) else iter(range(len(node)))
        for key in keys:
            below = int(node.lc.data[key][0]) + 1 if key in (node.lc.data or {}) else line
            yield from _texts(node[key], file, source, f"{path}.{key}".removeprefix("."), below)
    elif isinstance(node, str) and source.holds(path):
        yield SaidText(file, line, path, str(unfolded(node)), source.kind)
