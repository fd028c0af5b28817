"""The production set-up, checked as text: no Docker engine is needed, and none has run it here."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from gateway.cli.create_secrets import production_secrets

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILES = sorted((ROOT / "docker").glob("Dockerfile.*"), key=lambda file: file.name)
ONE_SHOT = {"migrate"}
INSIDE_ONLY = {"bot", "postgres", "valkey", "gateway", "worker", "migrate"}
# A release, not a name that moves: at least major and minor.
PINNED = re.compile(r"^[\w./-]+:v?\d+\.\d+[\w.-]*$")

every_service = pytest.mark.parametrize("name", SERVICES)


def networks_of(name: str) -> set[str]:
    return set(SERVICES[name]["networks"])


def test_the_services_of_the_architecture_are_there() -> None:
    assert set(SERVICES) == {"proxy", "gateway", "worker", "migrate", "bot", "bot-2", "postgres", "valkey"}


@pytest.mark.parametrize("name", sorted(set(SERVICES) - ONE_SHOT))
def test_every_service_has_a_health_check_and_restarts(name: str) -> None:
    check = SERVICES[name]["healthcheck"]
    assert check["test"][0] in {"CMD", "CMD-SHELL"}
    assert {"interval", "timeout", "retries"} <= check.keys()
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", sorted(ONE_SHOT))
def test_one_shot_services_end_and_are_waited_for(name: str) -> None:
    assert SERVICES[name]["restart"] == "no"
    for dependent in ("gateway", "worker"):
        assert SERVICES[dependent]["depends_on"][name] == {"condition": "service_completed_successfully"}


@every_service
def test_every_image_is_pinned(name: str) -> None:
    assert PINNED.match(SERVICES[name]["image"])


@every_service
def test_every_service_has_limits(name: str) -> None:
    assert SERVICES[name]["deploy"]["resources"]["limits"].keys() == {"cpus", "memory", "pids"}


@every_service
def test_no_service_runs_as_root_or_gains_rights(name: str) -> None:
    service = SERVICES[name]
    assert int(service["user"].partition(":")[0]) > 0
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["read_only"] is True
    assert "privileged" not in service


@pytest.mark.parametrize("name", sorted(INSIDE_ONLY))
def test_only_the_proxy_publishes_ports(name: str) -> None:
    assert "ports" not in SERVICES[name]
    assert "network_mode" not in SERVICES[name]
    assert "ports" in SERVICES["proxy"]


@pytest.mark.parametrize("name", ["bot", "postgres", "valkey", "migrate"])
def test_what_nobody_may_reach_has_only_internal_networks(name: str) -> None:
    assert [network for network in networks_of(name) if not COMPOSE["networks"][network].get("internal")] == []


def test_the_proxy_reaches_the_gateway_alone() -> None:
    assert [name for name in SERVICES if networks_of(name) & networks_of("proxy")] == ["proxy", "gateway", "worker"]


def test_rasa_and_the_database_share_no_network() -> None:
    assert not networks_of("bot") & networks_of("postgres")


def test_rasa_gets_no_secret_but_its_own() -> None:
    assert set(SERVICES["bot"]["secrets"]) == {"TORITSUGI_BOT_TOKEN", "TORITSUGI_BOT_REDIS_PASSWORD"}


def test_the_owners_login_stays_with_the_migrations() -> None:
    holders = [
        name for name, service in SERVICES.items() if "TORITSUGI_DATABASE_OWNER_URL" in service.get("secrets", [])
    ]
    assert holders == ["migrate"]


def test_the_cache_writes_nothing_to_disk() -> None:
    command = SERVICES["valkey"]["command"]
    assert command[command.index("--save") + 1] == ""
    assert command[command.index("--appendonly") + 1] == "no"
    assert "volumes" not in SERVICES["valkey"]


def test_rasas_tracker_expires() -> None:
    endpoints = yaml.safe_load((ROOT / "bot" / "endpoints.redis.yml").read_text(encoding="utf-8"))
    assert endpoints["tracker_store"]["record_exp"] <= 1800
    assert endpoints["lock_store"]["type"] == endpoints["tracker_store"]["type"] == "redis"
    assert "models" not in endpoints


def test_the_trials_and_productions_actions_are_called_alike() -> None:
    trial, production = (
        yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))["action_endpoint"]
        for path in ("bot/endpoints.yml", "bot/endpoints.redis.yml")
    )
    assert trial == production


def test_every_mounted_secret_is_made_by_create_secrets() -> None:
    mounted = {secret for service in SERVICES.values() for secret in service.get("secrets", [])}
    assert mounted == set(COMPOSE["secrets"]) == set(production_secrets())


def test_no_secret_stands_in_the_file() -> None:
    values = [
        str(value)
        for service in SERVICES.values()
        for name, value in service.get("environment", {}).items()
        if re.search("PASSWORD|TOKEN|KEY|SECRET", name) and not str(value).startswith("/run/secrets/")
    ]
    assert values == []


@pytest.mark.parametrize("dockerfile", DOCKERFILES, ids=lambda file: file.name)
def test_images_are_built_from_pinned_bases_and_run_as_nobody_special(dockerfile: Path) -> None:
    text = dockerfile.read_text(encoding="utf-8")
    bases = re.findall(r"^FROM (\S+)", text, re.MULTILINE)
    assert [base for base in bases if not PINNED.match(base)] == []
    last_stage = text[text.rindex("\nFROM ") :]
    assert int(re.findall(r"^USER (\d+):\d+$", last_stage, re.MULTILINE)[-1]) > 0


@pytest.mark.parametrize("name", ["gateway", "bot"])
def test_python_images_are_built_in_stages_from_the_locks(name: str) -> None:
    text = (ROOT / "docker" / f"Dockerfile.{name}").read_text(encoding="utf-8")
    assert text.count("\nFROM ") == 2
    assert "uv sync --frozen" in text
    assert "pip install" not in text[text.rindex("\nFROM ") :]


def test_the_gateway_image_leaves_out_what_only_the_trial_needs() -> None:
    text = (ROOT / "docker" / "Dockerfile.gateway").read_text(encoding="utf-8")
    assert text.count("--no-default-groups") == text.count("uv sync")


def test_secrets_and_state_never_reach_an_image() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "**"
    assert {"docker/secrets", "bot/models", "bot/.venv"} <= set(lines)
    assert not {"!var", "!tests", "!.git"} & set(lines)
