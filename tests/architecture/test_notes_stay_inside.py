"""Internal notes (内部メモ) have no way to a customer: nothing that writes to one can reach them."""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot/actions", "casework", "conversation", "crm_adapter", "gateway", "handoff", "insight", "knowledge")
NOTES, ROW = "handoff.notes", "NoteRow"
OWNERS = {"handoff.tables", NOTES}
# Everything through which words come to a customer.
WRITING = (
    "gateway.channels",
    "gateway.turn",
    "gateway.delivery",
    "gateway.carrier",
    "gateway.intake",
    "bot.actions",
    "conversation",
    "casework",
)
# Whoever uses one of these says something to a customer, wherever they stand.
SPEAKING = {"MessagePosted", "OutboundMessage", "AgentWords", "stage_delivery"}
SQL_ON_NOTES = re.compile(r"\b(?:from|join|into|update)\s+notes\b", re.IGNORECASE)


@dataclass(frozen=True)
class Module:
    """What a module imports, also inside functions, which names it mentions, and its texts."""

    imports: frozenset[str]
    mentions: frozenset[str]
    texts: tuple[str, ...]


def read(source: str) -> Module:
    nodes = list(ast.walk(ast.parse(source)))
    imports = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    for node in nodes:
        match node:
            case ast.ImportFrom(module=str() as origin, names=names, level=0):
                imports |= {origin, *(f"{origin}.{alias.name}" for alias in names)}
            case _:
                continue
    mentions = {alias.name for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names}
    mentions |= {node.id for node in nodes if isinstance(node, ast.Name)}
    mentions |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    texts = tuple(node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return Module(frozenset(imports), frozenset(mentions), texts)


def product() -> Mapping[str, Module]:
    files = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return {name_of(path): read(path.read_text("utf-8")) for path in files}


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def is_writing(name: str) -> bool:
    return name.startswith(WRITING)


def imported_by(module: Module, modules: Mapping[str, Module]) -> Iterator[str]:
    """Importing a module runs the packages above it too."""
    for name in module.imports:
        parts = name.split(".")
        yield from {".".join(parts[:length]) for length in range(1, len(parts) + 1)} & modules.keys()


def way_to_notes(start: str, modules: Mapping[str, Module]) -> list[str]:
    """The shortest chain of imports from `start` to the notes; empty when there is none."""
    came_from: dict[str, str] = {start: ""}
    waiting = [start]
    while waiting:
        current = waiting.pop(0)
        for name in sorted(set(imported_by(modules[current], modules)) - came_from.keys()):
            came_from[name] = current
            waiting.append(name)
    chain, step = [], NOTES
    while step in came_from and step:
        chain.append(step)
        step = came_from[step]
    return chain[::-1]


def speakers_with_notes(modules: Mapping[str, Module]) -> list[str]:
    return [name for name, module in modules.items() if module.mentions & SPEAKING and NOTES in module.imports]


def strangers_to_the_row(modules: Mapping[str, Module]) -> set[str]:
    return {name for name, module in modules.items() if ROW in module.mentions} - OWNERS


MODULES = product()


def test_only_their_owners_know_the_rows() -> None:
    assert strangers_to_the_row(MODULES) == set()


@pytest.mark.parametrize("name", sorted(filter(is_writing, MODULES)))
def test_nothing_that_writes_to_a_customer_reaches_the_notes(name: str) -> None:
    assert way_to_notes(name, MODULES) == []


def test_whoever_speaks_to_a_customer_imports_no_notes() -> None:
    assert speakers_with_notes(MODULES) == []


def test_nobody_reads_the_table_behind_our_back() -> None:
    assert [name for name, module in MODULES.items() if any(map(SQL_ON_NOTES.search, module.texts))] == []


def test_the_lists_are_not_empty() -> None:
    assert {prefix for prefix in WRITING if not any(name.startswith(prefix) for name in MODULES)} == set()
    assert {name for name in SPEAKING if not any(name in module.mentions for module in MODULES.values())} == set()
    assert ROW in MODULES[NOTES].mentions


@pytest.mark.parametrize(
    "source",
    [
        "import handoff.notes",
        "import handoff.notes as n",
        "from handoff import notes",
        "from handoff.notes import list_notes",
        "def f():\n    from handoff.notes import list_notes",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from handoff.notes import Note",
        "from inside import anything",
        "import inside.deeper",
    ],
)
def test_the_rule_notices_every_way(source: str) -> None:
    inside = {
        "inside": read("from handoff import notes"),
        "inside.deeper": read(""),
        "handoff": read(""),
        NOTES: read(""),
    }
    assert way_to_notes("gateway.channels.x", {**inside, "gateway.channels.x": read(source)})[-1] == NOTES


@pytest.mark.parametrize("source", ["import handoff", "from handoff import promises", "notes = 1", "x.list_notes()"])
def test_the_rule_lets_the_rest_pass(source: str) -> None:
    others = {"handoff": read(""), "handoff.promises": read(""), NOTES: read("")}
    assert way_to_notes("gateway.channels.x", {**others, "gateway.channels.x": read(source)}) == []


def test_the_rule_notices_a_stranger_and_a_speaker() -> None:
    by_name = read("from handoff.tables import NoteRow")
    by_attribute = read("from handoff import tables\nselect(tables.NoteRow)")
    speaker = read("from handoff.notes import list_notes\nfrom conversation import events as ev\nev.MessagePosted()")
    assert strangers_to_the_row({"a": by_name, "b": by_attribute, "c": speaker}) == {"a", "b"}
    assert speakers_with_notes({"a": by_name, "b": by_attribute, "c": speaker}) == ["c"]
    assert SQL_ON_NOTES.search("SELECT text FROM notes WHERE true")
