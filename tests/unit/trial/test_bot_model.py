"""A model is used only when we trained it, from exactly these inputs."""

from collections.abc import Callable
from pathlib import Path

import pytest

from gateway.trial.bot_model import (
    ModelState,
    install_model,
    make_newest,
    model_state,
    require_intact,
    training_fingerprint,
)
from gateway.trial.errors import BotFilesMissingError, ModelCorruptedError


@pytest.fixture
def bot_dir(tmp_path: Path) -> Path:
    (tmp_path / "data" / "nlu").mkdir(parents=True)
    (tmp_path / "data" / "nlu" / "greet.yml").write_text("- こんにちは", encoding="utf-8")
    for name in ("config.yml", "domain.yml", "uv.lock", "endpoints.yml"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    return tmp_path


@pytest.fixture
def model(bot_dir: Path) -> Path:
    trained = bot_dir / "trained.tar.gz"
    trained.write_bytes(b"weights")
    model = bot_dir / "models" / "toritsugi.tar.gz"
    install_model(trained, model, training_fingerprint(bot_dir))
    return model


def test_fingerprint_is_the_same_for_the_same_inputs(bot_dir: Path) -> None:
    assert training_fingerprint(bot_dir) == training_fingerprint(bot_dir)


@pytest.mark.parametrize(
    "change",
    [
        lambda bot: (bot / "config.yml").write_text("other"),
        lambda bot: (bot / "domain.yml").write_text("other"),
        lambda bot: (bot / "uv.lock").write_text("other"),
        lambda bot: (bot / "data" / "nlu" / "greet.yml").write_text("other"),
        lambda bot: (bot / "data" / "rules.yml").write_text("more"),
        lambda bot: (bot / "data" / "nlu" / "greet.yml").rename(bot / "data" / "nlu" / "renamed.yml"),
    ],
    ids=["config", "domain", "lock", "data", "new file", "renamed file"],
)
def test_fingerprint_changes_with_every_input(bot_dir: Path, change: Callable[[Path], object]) -> None:
    before = training_fingerprint(bot_dir)
    change(bot_dir)
    assert training_fingerprint(bot_dir) != before


@pytest.mark.parametrize("name", ["endpoints.yml", "components/__pycache__/x.pyc", "evaluation/intents.yml"])
def test_fingerprint_ignores_what_training_does_not_read(bot_dir: Path, name: str) -> None:
    before = training_fingerprint(bot_dir)
    (bot_dir / name).parent.mkdir(parents=True, exist_ok=True)
    (bot_dir / name).write_text("changed")
    assert training_fingerprint(bot_dir) == before


def test_missing_inputs_are_named(bot_dir: Path) -> None:
    (bot_dir / "domain.yml").unlink()
    with pytest.raises(BotFilesMissingError, match=r"domain\.yml"):
        training_fingerprint(bot_dir)


def test_installed_model_is_current(bot_dir: Path, model: Path) -> None:
    assert model_state(model, training_fingerprint(bot_dir)) is ModelState.current


def test_model_of_other_inputs_is_outdated(model: Path) -> None:
    assert model_state(model, "another fingerprint") is ModelState.outdated


def test_altered_model_is_corrupted_whatever_its_inputs(bot_dir: Path, model: Path) -> None:
    model.write_bytes(b"weights of somebody else")
    assert model_state(model, training_fingerprint(bot_dir)) is ModelState.corrupted


@pytest.mark.parametrize("suffix", ["", ".sha256", ".fingerprint"])
def test_model_without_its_stamps_is_missing(bot_dir: Path, model: Path, suffix: str) -> None:
    model.with_name(model.name + suffix).unlink()
    assert model_state(model, training_fingerprint(bot_dir)) is ModelState.missing


def test_swapped_model_is_refused_at_start(model: Path) -> None:
    require_intact(model)
    model.write_bytes(b"weights of somebody else")
    with pytest.raises(ModelCorruptedError):
        require_intact(model)


def test_our_model_becomes_the_newest_of_its_folder(model: Path) -> None:
    by_hand = model.with_name("by-hand.tar.gz")
    by_hand.write_bytes(b"trained by hand")
    make_newest(model)
    assert max(model.parent.glob("*.tar.gz"), key=lambda file: (file.stat().st_mtime_ns, file == model)) == model
