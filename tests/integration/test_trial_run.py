"""`make up` from its checks to its stop, with a stand-in for Rasa and for the gateway and a real PostgreSQL."""

import json
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

import anyio
import pytest

from gateway.trial.errors import StepFailedError
from gateway.trial.layout import Trial
from gateway.trial.preflight import with_free_private_ports
from gateway.trial.restarts import RestartPolicy
from gateway.trial.run import run_trial
from gateway.trial.supervisor import Supervisor

DEADLINE_SECONDS = 60
ANSWER_200 = """
from http.server import BaseHTTPRequestHandler, HTTPServer
class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
HTTPServer(("127.0.0.1", port), Answer).serve_forever()
"""
RASA = (
    """
import json, os, pathlib, sys
words = sys.argv[1:]
after = lambda option: words[words.index(option) + 1]
if words[0] == "train":
    print("Starting to train component 'Stub'.", flush=True)
    folder = pathlib.Path(after("--out"))
    folder.mkdir(parents=True)
    (folder / (after("--fixed-model-name") + ".tar.gz")).write_bytes(b"weights")
    sys.exit()
pathlib.Path("environment.json").write_text(json.dumps(dict(os.environ)))
port = int(after("-p"))
"""
    + ANSWER_200
)
GATEWAY = (
    """
import json, os, pathlib
pathlib.Path("environment.json").write_text(json.dumps(dict(os.environ)))
port = int(os.environ["TORITSUGI_PORT"])
"""
    + ANSWER_200
)
OPERATOR_COMMAND = "import sys; print('ran', sys.argv[1])"


@dataclass
class Console:
    """What the operator saw."""

    lines: list[str] = field(default_factory=list)
    is_ready: anyio.Event = field(default_factory=anyio.Event)

    def shows(self, text: str) -> bool:
        return any(text in line for line in self.lines)


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    write(tmp_path / "bot/rasa/__main__.py", RASA)
    write(tmp_path / "bot/serve.py", RASA)
    write(tmp_path / "bot/scripts/settle_model.py", "import pathlib, sys; assert pathlib.Path(sys.argv[1]).exists()")
    write(tmp_path / "bot/data/nlu.yml", "- こんにちは")
    for name in ("config.yml", "domain.yml", "uv.lock"):
        write(tmp_path / "bot" / name, name)
    write(tmp_path / "gateway/__init__.py", "")
    write(tmp_path / "gateway/cli/__init__.py", "")
    write(tmp_path / "gateway/__main__.py", GATEWAY)
    write(tmp_path / "gateway/cli/__main__.py", OPERATOR_COMMAND)
    python = tmp_path / "bot/.venv/bin/python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    ports = with_free_private_ports(Trial(root=tmp_path, state_dir=tmp_path / "var", bot_port=1, actions_port=1))
    return Trial(root=tmp_path, state_dir=tmp_path / "var", port=ports.actions_port, bot_port=ports.bot_port)


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


async def run_until_ready(trial: Trial, console: Console) -> None:
    supervisor = Supervisor(console.lines.append, RestartPolicy(attempts_before_ready=1))
    async with anyio.create_task_group() as group:
        group.start_soon(run_trial, supervisor, trial, dict(os.environ), lambda _: console.is_ready.set())
        with anyio.fail_after(DEADLINE_SECONDS):
            await console.is_ready.wait()
        group.cancel_scope.cancel()


pytestmark = pytest.mark.filterwarnings("ignore:XDG_RUNTIME_DIR")


async def test_the_first_start_trains_and_the_second_does_not(trial: Trial) -> None:
    first, second = Console(), Console()
    await run_until_ready(trial, first)
    await run_until_ready(trial, second)
    assert first.shows("model: training, because there is no model yet")
    assert second.shows("model: up to date (bot/models/toritsugi.tar.gz)")
    assert not second.shows("training")


async def test_a_corrupted_model_is_said_in_one_line_and_trained_again(trial: Trial) -> None:
    await run_until_ready(trial, Console())
    trial.model_file.write_bytes(b"damaged")
    console = Console()
    await run_until_ready(trial, console)
    assert console.shows("the model file is damaged")
    assert trial.model_file.read_bytes() == b"weights"


async def test_data_is_prepared_before_the_gateway_and_each_process_is_told_its_share(trial: Trial) -> None:
    console = Console()
    await run_until_ready(trial, console)
    order = [line.partition(" (")[0] for line in console.lines]
    assert order.index("database: ready") < order.index("migrate: running")
    assert order.index("migrate: done") < order.index("bot: starting")
    assert max(order.index("demo: done"), order.index("bot: ready")) < order.index("gateway: starting")
    bot = json.loads((trial.bot_dir / "environment.json").read_text())
    gateway = json.loads((trial.root / "environment.json").read_text())
    assert bot["TORITSUGI_BOT_TOKEN"] == gateway["TORITSUGI_BOT_TOKEN"]
    assert gateway["TORITSUGI_DATABASE_URL"].startswith("postgresql://")
    assert not {"TORITSUGI_DATABASE_URL", "TORITSUGI_VAULT__KEYS"} & bot.keys()


async def test_a_failed_migration_ends_the_start_with_its_reason(trial: Trial) -> None:
    write(trial.root / "gateway/cli/__main__.py", "import sys; sys.exit('the schema is newer than this program')")
    with pytest.raises(ExceptionGroup) as failed:
        await run_until_ready(trial, Console())
    assert failed.group_contains(StepFailedError, match="the schema is newer than this program")
