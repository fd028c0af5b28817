"""Several instances of Rasa in the trial: their ports, what they share, and what they are told of it."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from gateway.trial.bot_redis import BotRedis, bot_redis_of, redis_service
from gateway.trial.errors import InvalidSettingError
from gateway.trial.layout import Trial, trial_from
from gateway.trial.preflight import with_free_private_ports
from gateway.trial.secrets import TrialSecrets, create_secrets
from gateway.trial.services import bot_services, gateway_environment

BOT = Path(__file__).resolve().parents[3] / "bot"
TWO = {"TORITSUGI_BOT__INSTANCES": "2"}


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    return replace(trial_from(TWO, tmp_path), state_dir=tmp_path / "var")


@pytest.fixture(scope="module")
def secrets() -> TrialSecrets:
    return create_secrets()


def test_one_instance_shares_nothing(tmp_path: Path, secrets: TrialSecrets) -> None:
    trial = trial_from({}, tmp_path)
    assert bot_redis_of(trial, {}, "pw") is None
    (bot,) = bot_services(trial, {}, secrets)
    assert "endpoints.yml" in bot.command.words


def test_each_instance_has_a_name_a_port_and_the_same_memory(trial: Trial, secrets: TrialSecrets) -> None:
    redis = BotRedis(port=6399, password="pw")
    bots = bot_services(trial, {}, secrets, redis)
    assert [bot.name for bot in bots] == ["bot", "bot-2"]
    assert [bot.command.words[bot.command.words.index("-p") + 1] for bot in bots] == ["5005", "5006"]
    assert all("endpoints.redis.yml" in bot.command.words for bot in bots)
    assert {bot.command.environment["TORITSUGI_BOT_REDIS_PASSWORD"] for bot in bots} == {"pw"}
    assert {bot.log_file.name for bot in bots} == {"bot.log", "bot-2.log"}


def test_the_gateway_is_told_of_all(trial: Trial, secrets: TrialSecrets) -> None:
    told = gateway_environment(trial, TWO, secrets, "postgresql:///x")
    assert told["TORITSUGI_BOT_URL"] == "http://127.0.0.1:5005,http://127.0.0.1:5006"


def test_all_private_ports_differ(trial: Trial) -> None:
    chosen = with_free_private_ports(replace(trial, bot_port=trial.port, more_bot_ports=(trial.port,)))
    ports = [chosen.port, *chosen.bot_ports, chosen.actions_port, chosen.redis_port]
    assert len(set(ports)) == len(ports) == 5


@pytest.mark.parametrize("value", ["0", "-1", "17", "two", "２", ""])
def test_an_impossible_number_is_refused(value: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidSettingError, match="TORITSUGI_BOT__INSTANCES"):
        trial_from({"TORITSUGI_BOT__INSTANCES": value}, tmp_path)


def test_a_named_redis_is_used(trial: Trial) -> None:
    redis = bot_redis_of(trial, {"TORITSUGI_REDIS_URL": "redis://gateway:p%40ss@cache:6380/0"}, "unused")
    assert redis == BotRedis(6380, "cache", "gateway", "p@ss")
    assert "p@ss" not in repr(redis)


@pytest.mark.parametrize("url", ["rediss://cache:6379/0", "cache:6379", "redis://cache:99999/0", "redis:///0"])
def test_a_redis_rasa_could_not_reach_is_refused(trial: Trial, url: str) -> None:
    with pytest.raises(InvalidSettingError, match="TORITSUGI_REDIS_URL"):
        bot_redis_of(trial, {"TORITSUGI_REDIS_URL": url}, "unused")


def test_without_a_server_two_instances_are_refused(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(InvalidSettingError, match="make redis"):
        bot_redis_of(trial, {}, "pw")


def test_the_trials_own_redis_writes_nothing_and_keeps_its_password_from_others(trial: Trial) -> None:
    service = redis_service(trial, {"PATH": "/bin", "TORITSUGI_VAULT__KEYS": "secret"}, BotRedis(6399, password="pw"))
    service.before_start()
    file = trial.state_dir / "redis" / "redis.conf"
    lines = file.read_text(encoding="utf-8").splitlines()
    assert {'save ""', "appendonly no", "requirepass pw", "bind 127.0.0.1"} <= {*lines}
    assert file.stat().st_mode & 0o777 == 0o600
    assert "pw" not in " ".join(service.command.words)
    assert service.command.environment == {"PATH": "/bin"}


def test_rasa_is_told_all_that_its_endpoints_name() -> None:
    text = (BOT / "endpoints.redis.yml").read_text(encoding="utf-8")
    told = {*BotRedis(6399).environment(), "TORITSUGI_ACTIONS_URL", "TORITSUGI_BOT_TOKEN"}
    stores = yaml.safe_load(text)
    named = {str(value) for store in ("tracker_store", "lock_store") for value in stores[store].values()}
    assert {f"${{{name}}}" for name in BotRedis(6399).environment()} <= named
    assert all(name in text for name in told)
    assert stores["lock_store"]["socket_timeout"] <= 2
