"""Reviewed articles and the files they are written in.

An article that loads is complete: it has an owner, a source and a review date, and its id is unique.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
ArticleId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
Line = Literal["all", "motor", "fire", "earthquake", "personal_accident", "liability"]


class KnowledgeFileError(Exception):
    """A knowledge file cannot be used; the text names file, line and field."""

    code = "knowledge_file_invalid"


class Article(BaseModel):
    """A reviewed answer to a service question; `all` or no line at all means every line of business."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: ArticleId
    title: Text
    aliases: tuple[Text, ...] = ()
    answer: Text
    lines: tuple[Line, ...] = ()
    contact_reason: Code | None = None
    procedure: Code | None = None
    valid_from: date
    valid_to: date | None = None
    owner: Text
    source: Text
    reviewed_on: date

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError("valid_to lies before valid_from")
        return self

    def is_valid_on(self, day: date) -> bool:
        """The last day counts as valid."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def holds_for(self, line: str | None) -> bool:
        return line is None or not self.lines or "all" in self.lines or line in self.lines


def load_articles(folder: Path) -> tuple[Article, ...]:
    """All articles of the folder's *.yml files, by file and place; raise KnowledgeFileError on the first fault."""
    files = sorted(folder.glob("*.yml"))
    if not files:
        raise KnowledgeFileError(f"{folder}: no article files (*.yml).")
    articles: dict[str, Article] = {}
    for file in files:
        root, entries = _entries(file)
        for index, entry in enumerate(entries):
            article = _article(file, root, index, entry)
            if article.id in articles:
                where = _line(root, ("articles", index, "id"))
                raise KnowledgeFileError(f"{file}, line {where}, field id: {article.id!r} is used twice.")
            articles[article.id] = article
    return tuple(articles.values())


def valid_on(articles: Iterable[Article], day: date) -> tuple[Article, ...]:
    return tuple(article for article in articles if article.is_valid_on(day))


def _entries(file: Path) -> tuple[Any, Sequence[Any]]:
    """The document, which knows its line numbers, and its list of articles."""
    try:
        root = YAML(typ="rt").load(file.read_text("utf-8"))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise KnowledgeFileError(f"{file}, line {line}: not valid YAML ({error.problem}).") from error
    except (YAMLError, UnicodeDecodeError) as error:
        raise KnowledgeFileError(f"{file}: not readable as YAML in UTF-8.") from error
    if not isinstance(root, dict) or set(root) != {"articles"} or not isinstance(root["articles"], list):
        raise KnowledgeFileError(f"{file}, line 1, field articles: exactly one list named articles is expected.")
    return root, root["articles"]


def _article(file: Path, root: Any, index: int, entry: Any) -> Article:  # noqa: ANN401  # Untyped until validated.
    try:
        return Article.model_validate(entry)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        line = _line(root, ("articles", index, *fault["loc"]))
        field = ".".join(str(part) for part in fault["loc"]) or "valid_to"
        raise KnowledgeFileError(f"{file}, line {line}, field {field}: {fault['msg']}.") from error


def _line(node: Any, path: Sequence[str | int]) -> int:  # noqa: ANN401  # A ruamel.yaml node.
    """The 1-based line of `path`, or of its nearest ancestor when the field is missing."""
    line = 0
    for step in path:
        if isinstance(node, CommentedMap) and step in node:
            line = node.lc.key(step)[0]
        elif isinstance(node, CommentedSeq) and isinstance(step, int) and step < len(node):
            line = node.lc.item(step)[0]
        else:
            break
        node = node[step]
    return int(line) + 1
