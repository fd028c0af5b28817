"""What the trial writes: the welcome box, its logs, and the operator's errors."""

from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest

from gateway.cli import COMMANDS, main, operator_error
from gateway.trial.errors import PortTakenError
from gateway.trial.layout import Trial
from gateway.trial.logs import LARGEST_BYTES, log_writer, unchanged, without_customer_words
from gateway.trial.welcome import columns, welcome

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_the_box_is_straight_with_japanese_in_it(tmp_path: Path) -> None:
    box = welcome(Trial(root=tmp_path, state_dir=tmp_path / "var"))
    assert len({columns(line) for line in box.splitlines()}) == 1
    assert "佐藤 花子 / 1980年5月5日 / 証券番号 A123456789" in box
    assert "agent1@demo.example" in box


def test_no_demo_accounts_are_shown_outside_demo_mode(tmp_path: Path) -> None:
    box = welcome(Trial(root=tmp_path, state_dir=tmp_path / "var", is_demo=False))
    assert "demo" not in box


@pytest.mark.parametrize(
    "words", ["佐藤 花子です", "090-0000-1234", "09000001234", "hanako@demo.example", "\\u4f50\\u85e4", "ｻﾄｳ"]
)
def test_customer_words_are_left_out_of_the_bots_log(words: str) -> None:
    kept = without_customer_words(f"ERROR could not parse '{words}' in turn 12")
    assert words not in kept
    assert kept.startswith("ERROR could not parse")
    assert kept.endswith("in turn 12")


def test_log_lines_carry_time_and_name_and_are_private(tmp_path: Path) -> None:
    file = tmp_path / "bot.log"
    log_writer(file, "bot", lambda: NOON, unchanged)("up and running")
    assert file.read_text() == "2026-11-23T12:00:00.000+00:00 bot | up and running\n"
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_large_log_is_set_aside(tmp_path: Path) -> None:
    file = tmp_path / "bot.log"
    file.write_bytes(b"x" * (LARGEST_BYTES + 1))
    log_writer(file, "bot", lambda: NOON, unchanged)("next")
    assert file.stat().st_size < 100
    assert (tmp_path / "bot.log.1").stat().st_size > LARGEST_BYTES


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    log_writer(tmp_path / "missing" / "bot.log", "bot", lambda: NOON, unchanged)("lost")


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--help"])
    assert end.value.code == 0
    shown = capsys.readouterr().out
    assert COMMANDS.keys() <= set(shown.split())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_its_module(name: str) -> None:
    assert find_spec(COMMANDS[name].module) is not None


def test_errors_for_the_operator_are_found_inside_groups() -> None:
    meant = PortTakenError("Taken.", "使用中です。")
    assert operator_error(ExceptionGroup("a", [ValueError(), ExceptionGroup("b", [meant])])) is meant


@pytest.mark.parametrize("error", [ValueError("bug"), ExceptionGroup("a", [KeyError("bug")])])
def test_programming_errors_keep_their_traceback(error: Exception) -> None:
    assert operator_error(error) is None
