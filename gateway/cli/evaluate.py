"""`toritsugi bot evaluate`: intents and fields measured on sentences nothing was built from; writes the report."""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from gateway.evaluation.figures import slots_as_json
from gateway.evaluation.intents import printed_object
from gateway.evaluation.slots import answers_of, slot_report
from gateway.evaluation.tables import REPORT_COMMAND, intents_text, report_text, slots_text
from gateway.trial.bot_model import file_sha256, require_intact
from gateway.trial.layout import Trial, trial_from
from gateway.trial.preflight import require_bot_environment
from gateway.trial.services import bot_environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sentences", type=Path, help="other sentences than bot/evaluation/intents.yml; no report")
    parser.add_argument("--slots-only", action="store_true", help="only the field parsers; no report")
    parser.add_argument(
        "--misread",
        action="store_true",
        help="show what they misread; for whoever reads it the set is independent no more",
    )


def run(arguments: argparse.Namespace) -> int:
    environment = dict(os.environ)
    trial = trial_from(environment)
    folder = trial.bot_dir / "evaluation"
    slots = slot_report(answers_of(folder / "slots.yml"))
    if arguments.slots_only:
        print(slots_text(slots, shows_misread=arguments.misread))
        return 0
    require_bot_environment(trial)
    require_intact(trial.model_file)
    words = ["--sentences", str(arguments.sentences.resolve())] if arguments.sentences else []
    intents = _in_bot(trial, environment, words)
    if intents is None:
        return 1
    if arguments.sentences:
        print(intents_text(intents))
        return 0
    model_sha256 = file_sha256(trial.model_file)
    report = {
        "command": REPORT_COMMAND,
        "model_sha256": model_sha256,
        "intents": intents,
        "slots": slots_as_json(slots),
    }
    (folder / "report.json").write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    text = report_text(intents, slots, model_sha256)
    (folder / "report.md").write_text(text, encoding="utf-8")
    print(text)
    return 0


def _in_bot(trial: Trial, environment: dict[str, str], words: list[str]) -> dict[str, Any] | None:
    command = [str(trial.bot_python), "-m", "scripts.evaluate", "--model", str(trial.model_file), *words]
    own = bot_environment(trial, environment, "")
    done = subprocess.run(command, cwd=trial.bot_dir, env=own, check=False, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        print(done.stderr[-2000:], file=sys.stderr)
        return None
    return printed_object(done.stdout)
