"""The documents tell the truth where it can be checked: links, paths, event kinds, error codes, settings, fields."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from casework.procedures.spec import Condition, FieldSpec, FieldType, Procedure
from config.settings import Settings
from conversation import events as ev
from gateway.channels.webchat import errors as webchat_errors

ROOT = Path(__file__).resolve().parents[2]
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
SOCKET_API = (ROOT / "docs" / "socket-api.md").read_text(encoding="utf-8")
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
OUTSIDE = ("http://", "https://", "mailto:")
TICKED = re.compile(r"`([^`\n]+)`")
# A file of ours as prose names it: at least one folder, and a suffix.
FILE_PATH = re.compile(r"^(?:[\w.-]+/)+[\w.-]+\.(?:py|yml|yaml|md|sh|json|txt|toml)$")
PACKAGES = ("bot/actions", "casework", "conversation", "crm_adapter", "gateway", "handoff", "knowledge")
SUFFIXES = {"py", "yml"}
SECTIONS = ("## Context", "## Decision", "## Consequences", "## Alternatives")
EVENT_KINDS = [event.model_fields["kind"].default for event in get_args(get_args(ev.Event)[0])]


def relative_links(document: Path) -> list[str]:
    targets = LINK.findall(document.read_text(encoding="utf-8"))
    return [target for target in targets if not target.startswith(OUTSIDE)]


def anchors(document: Path) -> set[str]:
    """The anchors of the headings, as GitHub forms them."""
    headings = re.findall(r"^#+ +(.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def resolves(document: Path, target: str) -> bool:
    name, _, anchor = target.partition("#")
    file = (document.parent / name).resolve() if name else document
    return file.exists() and (not anchor or anchor in anchors(file))


def section(text: str, heading: str) -> str:
    _, found, rest = text.partition(f"\n{heading}\n")
    assert found, f"{heading} is missing"
    return rest.partition("\n## ")[0]


def setting_names(model: type[BaseModel], prefix: str) -> Iterator[str]:
    """The environment variable of every setting, those of nested groups included."""
    for name, field in model.model_fields.items():
        group = field.annotation
        if isinstance(group, type) and issubclass(group, BaseModel):
            yield from setting_names(group, f"{prefix}{name.upper()}__")
        else:
            yield f"{prefix}{name.upper()}"


def field_names(model: type[BaseModel]) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_relative_link_resolves(document: Path) -> None:
    broken = [target for target in relative_links(document) if not resolves(document, target)]
    assert broken == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_named_with_its_folder_exists(document: Path) -> None:
    named = {text for text in TICKED.findall(document.read_text(encoding="utf-8")) if FILE_PATH.match(text)}
    made_at_run_time = {name for name in named if name.startswith("var/")}
    missing = {name for name in named - made_at_run_time if not (ROOT / name).exists()}
    assert missing == set()


def test_everything_in_the_code_map_exists() -> None:
    paths = TICKED.findall(section(ARCHITECTURE, "## Code map"))
    assert len(paths) > 100
    assert [path for path in paths if not (ROOT / path).exists()] == []


@pytest.mark.parametrize(
    "package",
    [
        "conversation",
        "casework/intakes",
        "casework/identity",
        "bot/actions",
        "handoff",
        "gateway/desk",
    ],
)
def test_the_code_map_leaves_out_no_module_of_the_heart(package: str) -> None:
    mapped = set(TICKED.findall(section(ARCHITECTURE, "## Code map")))
    modules = {f"{package}/{file.name}" for file in (ROOT / package).glob("*.py") if file.name != "__init__.py"}
    assert modules - mapped - {"casework/intakes/yes_no_answers.py"} == set()


def test_the_way_of_a_message_names_what_exists() -> None:
    source = "\n".join(
        file.read_text(encoding="utf-8") for folder in PACKAGES for file in (ROOT / folder).rglob("*.py")
    )
    names = {text.rpartition(".")[2] for text in TICKED.findall(section(ARCHITECTURE, "## The way of a message"))}
    words = {name for name in names if name.isidentifier() and name not in SUFFIXES}
    defined = set(re.findall(r"(?:def|class) (\w+)|\"([\w.]+)\"", source))
    known = {name.rpartition(".")[2] for pair in defined for name in pair if name}
    assert len(words) > 30
    assert words - known == set()


@pytest.mark.parametrize("kind", EVENT_KINDS)
def test_every_event_kind_is_in_the_table_of_the_log(kind: str) -> None:
    assert f"| `{kind}` |" in section(ARCHITECTURE, "## The log")


def test_the_table_of_the_log_has_no_other_kind() -> None:
    named = re.findall(r"^\| `([\w.]+)` \|", section(ARCHITECTURE, "## The log"), re.MULTILINE)
    assert sorted(named) == sorted(EVENT_KINDS)


@pytest.mark.parametrize("code", sorted({*webchat_errors._MESSAGES, "unavailable"}))
def test_every_code_of_web_chat_is_explained(code: str) -> None:
    assert f"| `{code}` |" in section(SOCKET_API, "## Codes")


@pytest.mark.parametrize("name", list(setting_names(Settings, "TORITSUGI_")))
def test_every_setting_is_in_the_table(name: str) -> None:
    assert f"`{name}`" in section(OPERATIONS, "## Settings")


@pytest.mark.parametrize(
    ("model", "heading"),
    [(Procedure, "### The file"), (FieldSpec, "### A field"), (Condition, "### Conditions")],
    ids=["procedure", "field", "condition"],
)
def test_everything_a_procedure_file_may_say_is_explained(model: type[BaseModel], heading: str) -> None:
    _, _, rest = CONTRIBUTING.partition(f"\n{heading}\n")
    explained = re.findall(r"\w+", rest.partition("\n##")[0])
    assert field_names(model) - set(explained) == set()


def test_every_field_type_is_explained() -> None:
    assert [kind.value for kind in FieldType if f"`{kind.value}`" not in CONTRIBUTING] == []


@pytest.mark.parametrize("document", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_is_one_dated_page_in_four_parts(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    number = document.stem[:4]
    places: list[Any] = [text.find(heading) for heading in SECTIONS]
    assert text.startswith(f"# {number}: ")
    assert re.search(r"^Date: \d{4}-\d{2}-\d{2} · Status: \w+", text, re.MULTILINE)
    assert places == sorted(places)
    assert places[0] > 0


def test_decisions_are_numbered_without_gaps() -> None:
    assert [int(document.stem[:4]) for document in DECISIONS] == list(range(1, len(DECISIONS) + 1))
