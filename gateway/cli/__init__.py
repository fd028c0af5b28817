"""The operator's command line. Each command is a module that is imported only when it is called.

A command module has `add_arguments(parser)` and `run(arguments) -> exit code`. An exception with a text `code`
is meant for the operator: its text is printed, without a traceback.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

INTERRUPTED = 130


class CommandModule(Protocol):
    """What the module of a command offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, arguments: argparse.Namespace) -> int: ...


@dataclass(frozen=True, slots=True)
class OperatorCommand:
    """A word after `toritsugi` and what it does."""

    module: str
    purpose: str


COMMANDS = {
    "up": OperatorCommand("gateway.cli.up", "run the whole trial service until Ctrl-C (what `make up` does)"),
    "migrate": OperatorCommand("gateway.cli.migrate", "bring the database schema up to date"),
    "demo": OperatorCommand("gateway.cli.demo", "load the invented demo data, once"),
    "import": OperatorCommand("gateway.cli.import_", "import customers and policies from CSV files"),
    "disaster": OperatorCommand("gateway.cli.disaster", "switch the wide-area disaster mode on or off"),
    "staff": OperatorCommand("gateway.cli.staff", "create a staff account"),
    "train": OperatorCommand("gateway.cli.train", "train the bot if its inputs changed"),
    "bot": OperatorCommand("gateway.cli.bot", "how well the bot understands: evaluate, report, misunderstood, label"),
    "evaluate": OperatorCommand("gateway.cli.evaluate", "the same as `bot evaluate`"),
    "create-secrets": OperatorCommand(
        "gateway.cli.create_secrets", "write the secret files of docker-compose.yml, once"
    ),
    "knowledge": OperatorCommand("gateway.cli.knowledge", "list what the articles did not answer, for their editors"),
    "reindex": OperatorCommand("gateway.cli.reindex", "make the search index of the contact log anew"),
    "worker": OperatorCommand("gateway.cli.worker", "run background jobs in a process of their own (production)"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code of one command."""
    words = sys.argv[1:] if argv is None else list(argv)
    try:
        return _run_command(words)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        meant_for_operator = operator_error(error)
        if meant_for_operator is None:
            raise
        print(meant_for_operator, file=sys.stderr)
        return 1


def operator_error(error: BaseException) -> Exception | None:
    """The exception with a code, also from inside a group; None when there is only a programming error."""
    if isinstance(error, BaseExceptionGroup):
        return next(filter(None, map(operator_error, error.exceptions)), None)
    is_meant = isinstance(error, Exception) and isinstance(getattr(error, "code", None), str)
    return cast("Exception", error) if is_meant else None


def _run_command(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="toritsugi", description="Toritsugi 取次: operator commands.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, command in COMMANDS.items():
        own = commands.add_parser(name, help=command.purpose, description=command.purpose)
        if words[:1] == [name]:
            _module_of(command).add_arguments(own)
    arguments = parser.parse_args(words)
    return _module_of(COMMANDS[arguments.command]).run(arguments)


def _module_of(command: OperatorCommand) -> CommandModule:
    return cast("CommandModule", import_module(command.module))
