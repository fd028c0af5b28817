"""Reading the files an operator edits, with errors that name file, line and field."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedBase
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.reader import ReaderError
from ruamel.yaml.scalarstring import FoldedScalarString

from casework.errors import ProcedureFileError
from casework.procedures.spec import Procedure

_FOLD = re.compile(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f]|\{)|(?<=\}) (?=[^\x00-\x7f]|\{)")
Model = TypeVar("Model", bound=BaseModel)


def load_procedures(folder: Path) -> Mapping[str, Procedure]:
    """All procedures by name. Raises ProcedureFileError for the first mistake."""
    procedures: dict[str, Procedure] = {}
    for path in sorted(folder.glob("*.yml")):
        procedure = read_checked(path, Procedure)
        if procedure.procedure != path.stem:
            raise ProcedureFileError(f"{path.name}, line 1, procedure: must be '{path.stem}', the name of the file.")
        procedures[procedure.procedure] = procedure
    if not procedures:
        raise ProcedureFileError(f"{folder} holds no procedure file (*.yml).")
    return procedures


def read_checked(path: Path, model: type[Model]) -> Model:
    """Parse and validate one YAML file."""
    document = _document_of(path)
    try:
        return model.model_validate(unfolded(document))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "the file"
        raise ProcedureFileError(
            f"{path.name}, line {_line_of(document, first['loc'])}, {field}: {first['msg']}."
        ) from error


def _document_of(path: Path) -> Any:  # noqa: ANN401  # A YAML document has any shape.
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ProcedureFileError(f"{path.name}: the file must be UTF-8.") from error
    try:
        return YAML(typ="rt").load(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ProcedureFileError(f"{path.name}, line {line}: not valid YAML ({error.problem}).") from error
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise ProcedureFileError(f"{path.name}, line {line}: not valid YAML (a control character).") from error


def unfolded(node: Any) -> Any:  # noqa: ANN401  # A YAML document has any shape.
    """Japanese has no spaces between words: the line ends of a folded text (`>-`) must not become any."""
    if isinstance(node, FoldedScalarString):
        return _FOLD.sub("", node)
    if isinstance(node, Mapping):
        return {key: unfolded(value) for key, value in node.items()}
    return [unfolded(item) for item in node] if isinstance(node, list) else node


def _line_of(document: Any, location: tuple[Any, ...]) -> int:  # noqa: ANN401  # A YAML document has any shape.
    """The line of the deepest part of the path that exists."""
    line, node = 1, document
    for part in location:
        if not isinstance(node, CommentedBase):
            break
        try:
            line = node.lc.data[part][0] + 1
            node = node[part]  # type: ignore[index]  # Both mappings and sequences are indexed.
        except (KeyError, IndexError, TypeError):
            break
    return line
