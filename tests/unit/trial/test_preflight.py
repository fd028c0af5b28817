"""What the trial refuses before it starts anything, and how it says so."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.trial import preflight
from gateway.trial.errors import (
    AlreadyRunningError,
    BotEnvironmentMissingError,
    DiskFullError,
    InvalidSettingError,
    PortTakenError,
    StateFolderError,
    TrialError,
)
from gateway.trial.layout import LOOPBACK, Trial, trial_from


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    return Trial(root=tmp_path, state_dir=tmp_path / "var")


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as server:
        server.bind((LOOPBACK, 0))
        server.listen()
        yield server.getsockname()[1]


def test_settings_have_the_documented_defaults(tmp_path: Path) -> None:
    trial = trial_from({}, root=tmp_path)
    assert (trial.state_dir, trial.url) == (tmp_path / "var", "http://127.0.0.1:8000")
    assert (trial.actions_url, trial.is_demo) == ("http://127.0.0.1:8001/actions", True)


@pytest.mark.parametrize(("text", "is_demo"), [("1", True), ("true", True), ("0", False), ("False", False)])
def test_demo_mode_can_be_switched_off(tmp_path: Path, text: str, is_demo: bool) -> None:
    assert trial_from({"TORITSUGI_DEMO": text}, root=tmp_path).is_demo is is_demo


@pytest.mark.parametrize("text", ["", "http", "0", "65536", "-1", "8000.0", "８０００"])
def test_impossible_ports_are_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(InvalidSettingError, match="TORITSUGI_PORT"):
        trial_from({"TORITSUGI_PORT": text}, root=tmp_path)


def test_a_disk_with_room_is_accepted(tmp_path: Path) -> None:
    preflight.require_disk_space(preflight.NEEDED_BYTES, tmp_path)


def test_a_full_disk_is_refused_with_what_is_left(tmp_path: Path) -> None:
    with pytest.raises(DiskFullError, match=r"0\.50 GiB") as refusal:
        preflight.require_disk_space(preflight.NEEDED_BYTES // 2, tmp_path)
    assert_says_it_in_two_languages(refusal.value)


def test_the_state_folder_is_made(trial: Trial) -> None:
    preflight.prepare_state_folder(trial)
    assert trial.log_file("bot").parent.is_dir()


def test_a_state_folder_that_is_a_file_is_refused(trial: Trial) -> None:
    trial.state_dir.write_text("not a folder")
    with pytest.raises(StateFolderError) as refusal:
        preflight.prepare_state_folder(trial)
    assert_says_it_in_two_languages(refusal.value)


def test_a_free_port_is_accepted_and_a_taken_one_refused(taken_port: int) -> None:
    with pytest.raises(PortTakenError, match=str(taken_port)) as refusal:
        preflight.require_free_port(taken_port)
    assert_says_it_in_two_languages(refusal.value)


def test_taken_private_ports_are_replaced(trial: Trial, taken_port: int) -> None:
    wished = Trial(root=trial.root, state_dir=trial.state_dir, bot_port=taken_port, actions_port=taken_port)
    moved = preflight.with_free_private_ports(wished)
    assert len({taken_port, moved.port, moved.bot_port, moved.actions_port}) == 4
    assert preflight.is_port_free(moved.bot_port)
    assert preflight.is_port_free(moved.actions_port)


def test_a_second_trial_on_the_same_state_is_refused(trial: Trial) -> None:
    preflight.prepare_state_folder(trial)
    with preflight.sole_trial(trial), pytest.raises(AlreadyRunningError) as refusal, preflight.sole_trial(trial):
        pass
    assert_says_it_in_two_languages(refusal.value)


def test_the_state_is_free_again_after_the_first_trial(trial: Trial) -> None:
    preflight.prepare_state_folder(trial)
    with preflight.sole_trial(trial):
        pass
    with preflight.sole_trial(trial):
        pass


def test_a_missing_bot_environment_is_refused(trial: Trial) -> None:
    with pytest.raises(BotEnvironmentMissingError) as refusal:
        preflight.require_bot_environment(trial)
    assert_says_it_in_two_languages(refusal.value)


def assert_says_it_in_two_languages(error: TrialError) -> None:
    english, japanese = str(error).splitlines()
    assert english.endswith((".", "make up"))
    assert japanese.endswith("。")
