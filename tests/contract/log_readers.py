"""Which functions of the product are given logged events or outbound messages, or read the log."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot/actions", "casework", "conversation", "crm_adapter", "gateway", "handoff", "insight", "knowledge")
GIVEN = {"LoggedEvent", "OutboundMessage"}
READING = {"list_events", "list_messages", "list_contact_events", "read_event"}


def functions_of(body: list[ast.stmt], prefix: str) -> Iterator[tuple[str, ast.AST]]:
    for node in body:
        match node:
            case ast.ClassDef():
                yield from functions_of(node.body, f"{prefix}.{node.name}")
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield f"{prefix}.{node.name}", node
            case _:
                continue


def names_in(tree: ast.AST | None) -> set[str]:
    nodes = list(ast.walk(tree)) if tree is not None else []
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    names |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    return names | {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def touches_the_log(function: ast.AST) -> bool:
    nodes = list(ast.walk(function))
    given = [names_in(node.annotation) for node in nodes if isinstance(node, ast.arg)]
    called = [names_in(node.func) for node in nodes if isinstance(node, ast.Call)]
    return bool(set().union(*given) & GIVEN) or bool(set().union(*called) & READING)


def functions_at_the_log() -> set[str]:
    found: set[str] = set()
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            tree = ast.parse(path.read_text("utf-8"))
            found |= {name for name, node in functions_of(tree.body, module) if touches_the_log(node)}
    return found
