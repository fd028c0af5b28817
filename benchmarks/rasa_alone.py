"""Rasa alone: accuracy and parse times of the model, training time, and what importing Rasa costs by itself."""

import json
import os
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from benchmarks.figures import Figure
from gateway.trial.services import NOT_FOR_THE_BOT, QUIET_BOT
from tests.sim.stack import BOT

LINEAR = "linear, no Rasa"
PYTHON = BOT / ".venv" / "bin" / "python"
IMPORT_RASA = "import rasa.core.agent, re; print(re.search(r'VmRSS:\\s+(\\d+)', open('/proc/self/status').read())[1])"


class BotScriptError(Exception):
    """A script failed in the bot's environment; the text ends with what it wrote."""


def evaluation_figures() -> tuple[list[Figure], dict[str, Any]]:
    rasa = printed_json(_in_bot("scripts/evaluate.py"))
    linear = printed_json(_in_bot(str(Path(__file__).parent / "linear_intents.py")))

    def figure(name: str, key: str, unit: str) -> Figure:
        return Figure(f"bot: {name}", rasa[key], unit, linear[key], LINEAR)

    figures = [
        figure("accuracy in scope", "accuracy_in_scope", "of 1"),
        Figure("bot: out-of-scope recall", rasa["out_of_scope_recall"], "of 1"),
        Figure("bot: false rejection", rasa["false_rejection"], "of 1"),
        figure("parse p50", "parse_ms_p50", "ms"),
        figure("parse p95", "parse_ms_p95", "ms"),
    ]
    return figures, {"rasa": rasa, "linear": linear}


def printed_json(output: str) -> dict[str, Any]:
    """The object a script printed; Rasa writes log lines on standard output before it."""
    lines = output.splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("{"))
    found: dict[str, Any] = json.loads("\n".join(lines[first:]))
    return found


def training_figure(linear_seconds: float) -> Figure:
    """From nothing: into a folder of its own and without Rasa's cache."""
    began = perf_counter()
    with TemporaryDirectory() as folder:
        words = ("-m", "rasa", "train", "--force", "--out", folder, "--fixed-model-name", "measured")
        _in_bot(*words, RASA_CACHE_DIRECTORY=f"{folder}/cache")
    return Figure("bot: training", perf_counter() - began, "s", linear_seconds, LINEAR)


def import_floor() -> tuple[float, float]:
    """Seconds and megabytes of a Python that has imported Rasa and loaded nothing."""
    began = perf_counter()
    kilobytes = int(_in_bot("-c", IMPORT_RASA).splitlines()[-1])
    return perf_counter() - began, kilobytes / 1024


def _in_bot(*words: str, **extra: str) -> str:
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("TORITSUGI_") and name not in NOT_FOR_THE_BOT
    }
    addresses = {"TORITSUGI_ACTIONS_URL": "http://127.0.0.1:9/actions", "TORITSUGI_BOT_TOKEN": "none"}
    environment = {**inherited, **QUIET_BOT, **addresses, **extra}
    run = subprocess.run([str(PYTHON), *words], cwd=BOT, env=environment, capture_output=True, check=False, text=True)
    if run.returncode:
        raise BotScriptError(f"{words} failed in the bot's environment:\n{run.stderr[-2000:]}")
    return run.stdout
