"""Rasa alone: our model beside other pipelines on the same sentences in the same run, and what importing Rasa costs."""

import os
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from benchmarks.figures import Figure
from gateway.evaluation.figures import slots_as_json
from gateway.evaluation.intents import printed_object
from gateway.evaluation.slots import answers_of, slot_report
from gateway.trial.services import NOT_FOR_THE_BOT, QUIET_BOT
from tests.sim.stack import BOT, MODEL

HERE = Path(__file__).parent
PYTHON = BOT / ".venv" / "bin" / "python"
LINEAR, LOGISTIC, DIET = "linear, no Rasa", "Rasa's logistic regression", "DIET"
PIPELINES = {LOGISTIC: "logistic_regression.yml", DIET: "diet.yml"}
IMPORT_RASA = "import rasa.core.agent, re; print(re.search(r'VmRSS:\\s+(\\d+)', open('/proc/self/status').read())[1])"
SHARES = {
    "accuracy in scope": ("accuracy", 0.97, None),
    "out-of-scope recall": ("out_of_scope_recall", 0.9, None),
    "false rejection": ("false_rejection", None, 0.03),
}
COSTS = {
    "macro F1": ("macro_f1", "of 1"),
    "parse p50": ("parse_ms_p50", "ms"),
    "parse p95": ("parse_ms_p95", "ms"),
    "memory": ("memory_mb", "MB"),
    "training": ("train_seconds", "s"),
    "model file": ("model_mb", "MB"),
}


class BotScriptError(Exception):
    """A script failed in the bot's environment; the text ends with what it wrote."""


def evaluation_figures(*, with_diet: bool) -> tuple[list[Figure], dict[str, Any]]:
    """Each pipeline is trained from nothing; of ours the installed model is asked, and a training only timed."""
    details: dict[str, Any] = {"ours": printed_object(_in_bot("-m", "scripts.evaluate", "--model", str(MODEL)))}
    details["ours"]["train_seconds"] = _trained(BOT / "config.yml")
    details[LINEAR] = printed_object(_in_bot(str(HERE / "linear_intents.py")))
    compared = [LOGISTIC, DIET] if with_diet else [LOGISTIC]
    for name in compared:
        details[name] = _compared(HERE / "pipelines" / PIPELINES[name])
    details["slots"] = slots_as_json(slot_report(answers_of(BOT / "evaluation" / "slots.yml")))
    figures = [figure for name in (LINEAR, *compared) for figure in _against(details["ours"], details[name], name)]
    slots = Figure(
        "bot: answers read right by the field parsers", details["slots"]["all"]["share"], "of 1", at_least=0.98
    )
    return [*figures, slots], details


def import_floor() -> tuple[float, float]:
    """Seconds and megabytes of a Python that has imported Rasa and loaded nothing."""
    began = perf_counter()
    kilobytes = int(_in_bot("-c", IMPORT_RASA).splitlines()[-1])
    return perf_counter() - began, kilobytes / 1024


def _against(ours: dict[str, Any], other: dict[str, Any], name: str) -> list[Figure]:
    shares = [
        Figure(f"bot: {what}", ours[key]["share"], "of 1", other[key]["share"], name, at_least=least, at_most=most)
        for what, (key, least, most) in SHARES.items()
    ]
    return [*shares, *(Figure(f"bot: {w}", ours[k], u, other.get(k), name) for w, (k, u) in COSTS.items())]


def _compared(config: Path) -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        seconds = _trained(config, Path(folder))
        model = f"{folder}/measured.tar.gz"
        found = printed_object(_in_bot("-m", "scripts.evaluate", "--choose-threshold", "--model", model))
    return {**found, "train_seconds": seconds}


def _trained(config: Path, keep_in: Path | None = None) -> float:
    """The seconds of a training of intents from nothing, without Rasa's cache."""
    began = perf_counter()
    with TemporaryDirectory() as folder:
        words = ("-m", "rasa", "train", "nlu", "--config", str(config), "--out", str(keep_in or folder))
        _in_bot(*words, "--fixed-model-name", "measured", RASA_CACHE_DIRECTORY=f"{folder}/cache")
    return perf_counter() - began


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
