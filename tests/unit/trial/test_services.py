"""What each process of the trial is told. Rasa is told as little as possible."""

from pathlib import Path

import pytest

from gateway.trial.bot_model import install_model
from gateway.trial.errors import ModelCorruptedError
from gateway.trial.layout import Trial
from gateway.trial.secrets import TrialSecrets, load_or_create_secrets
from gateway.trial.services import bot_environment, bot_services, gateway_environment


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    return Trial(root=tmp_path, state_dir=tmp_path / "var", port=8123)


@pytest.fixture
def secrets(tmp_path: Path) -> TrialSecrets:
    return load_or_create_secrets(tmp_path)


def test_the_bot_learns_its_actions_and_nothing_else_of_ours(trial: Trial) -> None:
    operator = {"PATH": "/bin", "TORITSUGI_DATABASE_URL": "postgresql://secret", "TORITSUGI_VAULT__KEYS": "secret"}
    told = bot_environment(trial, operator, "token")
    assert {name for name in told if name.startswith("TORITSUGI_")} == {"TORITSUGI_ACTIONS_URL", "TORITSUGI_BOT_TOKEN"}
    assert "secret" not in " ".join(told.values())
    assert told["PATH"] == "/bin"


def test_the_bot_does_not_run_in_the_gateways_python(trial: Trial) -> None:
    told = bot_environment(trial, {"VIRTUAL_ENV": "/gateway/.venv", "PYTHONPATH": "/gateway"}, "token")
    assert not {"VIRTUAL_ENV", "PYTHONPATH"} & told.keys()


def test_the_bot_listens_on_loopback_only(trial: Trial, secrets: TrialSecrets) -> None:
    words = bot_services(trial, {}, secrets)[0].command.words
    assert words[words.index("-i") + 1] == "127.0.0.1"
    assert "--enable-api" not in words


def test_the_bot_does_not_start_with_a_model_that_was_tampered_with(trial: Trial, secrets: TrialSecrets) -> None:
    trained = trial.root / "trained.tar.gz"
    trained.write_bytes(b"weights")
    install_model(trained, trial.model_file, "inputs")
    (bot,) = bot_services(trial, {}, secrets)
    bot.before_start()
    trial.model_file.write_bytes(b"weights!")
    with pytest.raises(ModelCorruptedError, match="make bot-train"):
        bot.before_start()


def test_bot_and_gateway_share_the_token(trial: Trial, secrets: TrialSecrets) -> None:
    operator = {"TORITSUGI_BOT_TOKEN": "chosen by the operator"}
    bot = bot_services(trial, operator, secrets)[0].command.environment
    gateway = gateway_environment(trial, operator, secrets, "postgresql://")
    assert bot["TORITSUGI_BOT_TOKEN"] == gateway["TORITSUGI_BOT_TOKEN"] == "chosen by the operator"


def test_the_gateway_is_told_where_everything_is(trial: Trial, secrets: TrialSecrets) -> None:
    told = gateway_environment(trial, {}, secrets, "postgresql:///x")
    assert told["TORITSUGI_DATABASE_URL"] == "postgresql:///x"
    assert told["TORITSUGI_PUBLIC_BASE_URL"] == "http://127.0.0.1:8123"
    assert told["TORITSUGI_BOT_URL"] == "http://127.0.0.1:5005"
    assert told["TORITSUGI_DEMO"] == "1"
