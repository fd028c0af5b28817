"""`toritsugi evaluate`: accuracy and confusions of the newest model, on sentences it was never trained on."""

import argparse
import os
import subprocess

from gateway.trial.layout import trial_from
from gateway.trial.preflight import require_bot_environment
from gateway.trial.services import bot_environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="passed on to bot/scripts/evaluate.py")


def run(arguments: argparse.Namespace) -> int:
    environment = dict(os.environ)
    trial = trial_from(environment)
    require_bot_environment(trial)
    return subprocess.run(  # noqa: S603  # Our own script, with the operator's own arguments.
        [trial.bot_python, "scripts/evaluate.py", *arguments.rest],
        cwd=trial.bot_dir,
        env=bot_environment(trial, environment, ""),
        check=False,
    ).returncode
