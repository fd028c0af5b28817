"""`toritsugi train`: a current model in `bot/models/`, trained only when its inputs changed."""

import argparse
import os
from functools import partial

import anyio

from gateway.cli.up import SIGNALLED, say
from gateway.trial.layout import trial_from
from gateway.trial.preflight import prepare_state_folder, require_bot_environment
from gateway.trial.stopping import run_until_signal
from gateway.trial.supervisor import Supervisor
from gateway.trial.training import ensure_model


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--force", action="store_true", help="train even when nothing changed")


def run(arguments: argparse.Namespace) -> int:
    environment = dict(os.environ)
    trial = trial_from(environment)
    prepare_state_folder(trial)
    require_bot_environment(trial)
    main = partial(ensure_model, Supervisor(say), trial, environment, is_forced=arguments.force)
    received = anyio.run(run_until_signal, main, partial(say, "stopping / 停止しています"))
    return 0 if received is None else SIGNALLED + received
