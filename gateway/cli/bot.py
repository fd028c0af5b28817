"""`toritsugi bot …`: what concerns the bot's understanding. Each word is a module of its own, like the commands."""

import argparse
from importlib import import_module
from typing import cast

from gateway.cli import CommandModule, OperatorCommand

WORDS = {
    "evaluate": OperatorCommand(
        "gateway.cli.evaluate", "measure intents and fields on sentences nothing was built from, and write the report"
    ),
    "report": OperatorCommand("gateway.cli.bot_report", "how the bot has served: contained, handed over, abandoned"),
    "misunderstood": OperatorCommand(
        "gateway.cli.bot_misunderstood", "write the sentences it misunderstood, masked, for an editor to label"
    ),
    "label": OperatorCommand("gateway.cli.bot_label", "check such a list and add its sentences to the training data"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    words = parser.add_subparsers(dest="bot_word", metavar="WORD", required=True)
    for name, word in WORDS.items():
        _module_of(word).add_arguments(words.add_parser(name, help=word.purpose, description=word.purpose))


def run(arguments: argparse.Namespace) -> int:
    return _module_of(WORDS[arguments.bot_word]).run(arguments)


def _module_of(word: OperatorCommand) -> CommandModule:
    return cast("CommandModule", import_module(word.module))
