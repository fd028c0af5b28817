"""Trains the bot when its inputs changed. The model in use is replaced only by a finished one."""

import re
import shutil
from collections.abc import Mapping

import anyio

from gateway.trial.bot_model import (
    ModelState,
    install_model,
    make_newest,
    model_state,
    training_fingerprint,
)
from gateway.trial.child import Command, run_to_end
from gateway.trial.errors import TrainingFailedError
from gateway.trial.layout import Trial
from gateway.trial.logs import log_writer, unchanged
from gateway.trial.services import bot_environment
from gateway.trial.supervisor import Step, Supervisor, run_step

PROGRESS_SECONDS = 5.0
# Rasa writes sets in the order of their hashes; with one seed the same inputs give the same file.
SETTLE = "scripts/settle_model.py"
SAME_ORDER = {"PYTHONHASHSEED": "0"}
WHY = {
    ModelState.missing: "there is no model yet",
    ModelState.outdated: "its inputs changed",
    ModelState.corrupted: "the model file is damaged (checksum differs) / モデルファイルが壊れています",
}
_COMPONENT = re.compile(r"train component '(?:[\w.]*\.)?(\w+)'")


async def ensure_model(
    supervisor: Supervisor, trial: Trial, environment: Mapping[str, str], *, is_forced: bool = False
) -> None:
    """Leave the model current and newest in its folder. Raises `TrainingFailedError`."""
    fingerprint = training_fingerprint(trial.bot_dir)
    state = model_state(trial.model_file, fingerprint)
    if state is ModelState.current and not is_forced:
        supervisor.say(f"model: up to date ({trial.show(trial.model_file)})")
    else:
        reason = WHY.get(state, "asked for")
        supervisor.say(f"model: training, because {reason}; this takes about a minute")
        await _train(supervisor, trial, environment, fingerprint)
    make_newest(trial.model_file)


async def _train(supervisor: Supervisor, trial: Trial, environment: Mapping[str, str], fingerprint: str) -> None:
    output = trial.state_dir / "training"
    shutil.rmtree(output, ignore_errors=True)
    log = trial.log_file("training")
    write_line = log_writer(log, "training", supervisor.now, unchanged)
    words = ("-m", "rasa", "train", "--force", "--out", str(output), "--fixed-model-name", "toritsugi")
    stage, began = ["starting"], anyio.current_time()

    def follow(line: str) -> None:
        write_line(line)
        if found := _COMPONENT.search(line):
            stage[0] = found[1]

    async def report_progress() -> None:
        while True:
            await anyio.sleep(PROGRESS_SECONDS)
            supervisor.say(f"model: training, {anyio.current_time() - began:.0f} s, at {stage[0]}")

    async with anyio.create_task_group() as group:
        group.start_soon(report_progress)
        exit_code = await run_to_end(_in_bot(trial, environment, *words), follow)
        group.cancel_scope.cancel()
    trained = output / "toritsugi.tar.gz"
    if exit_code != 0 or not trained.exists():
        raise TrainingFailedError(
            f"The training of the bot failed (exit code {exit_code}): its log is {log}.",
            f"ボットの学習に失敗しました。ログ {log} をご覧ください。",
        )
    await run_step(supervisor, Step("model archive", _in_bot(trial, environment, SETTLE, str(trained)), log))
    install_model(trained, trial.model_file, fingerprint)
    supervisor.say(f"model: trained ({anyio.current_time() - began:.0f} s)")


def _in_bot(trial: Trial, environment: Mapping[str, str], *words: str) -> Command:
    own = bot_environment(trial, environment, "") | SAME_ORDER
    return Command((str(trial.bot_python), *words), trial.bot_dir, own)
