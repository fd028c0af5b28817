"""`toritsugi up`: the trial service on this machine, until Ctrl-C."""

import argparse
import os
import time
from functools import partial

import anyio

from gateway.trial.layout import Trial, trial_from
from gateway.trial.run import run_trial
from gateway.trial.stopping import run_until_signal
from gateway.trial.supervisor import Supervisor
from gateway.trial.welcome import welcome

SIGNALLED = 128


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "Settings come from TORITSUGI_* variables, for example TORITSUGI_PORT=8080."


def run(arguments: argparse.Namespace) -> int:  # noqa: ARG001  # The signature of every command.
    # The only reader of the environment here: it is passed on to the processes that read their settings from it.
    environment = dict(os.environ)
    main = partial(run_trial, Supervisor(say), trial_from(environment), environment, greet)
    received = anyio.run(run_until_signal, main, partial(say, "stopping every process / 停止しています"))
    say("stopped / 停止しました")
    return 0 if received is None else SIGNALLED + received


def say(line: str) -> None:
    print(f"{time.strftime('%H:%M:%S')}  {line}", flush=True)


def greet(trial: Trial) -> None:
    print(welcome(trial), flush=True)
