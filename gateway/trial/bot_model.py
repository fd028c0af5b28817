"""The trained model and what it was trained from. Only a model whose checksum we wrote ourselves is ever loaded."""

import hashlib
import os
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from gateway.trial.errors import BotFilesMissingError, ModelCorruptedError

NEEDED_INPUTS = ("config.yml", "domain.yml", "data", "uv.lock")
OPTIONAL_INPUTS = ("domain", "components", "scripts/settle_model.py")
BLOCK_BYTES = 1024 * 1024


class ModelState(StrEnum):
    current = "current"
    missing = "missing"
    outdated = "outdated"
    corrupted = "corrupted"


def training_fingerprint(bot_dir: Path) -> str:
    """One value for everything that training reads; equal values mean an equal model."""
    missing = [name for name in NEEDED_INPUTS if not (bot_dir / name).exists()]
    if missing:
        raise BotFilesMissingError(
            f"The bot cannot be trained: {', '.join(missing)} is missing in {bot_dir}.",
            f"{bot_dir} に {', '.join(missing)} がないため、ボットを学習できません。",
        )
    digest = hashlib.sha256()
    for file in _input_files(bot_dir):
        digest.update(f"{file.relative_to(bot_dir).as_posix()}\0{file_sha256(file)}\n".encode())
    return digest.hexdigest()


def file_sha256(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()


def model_state(model: Path, fingerprint: str) -> ModelState:
    if not (model.exists() and _checksum_file(model).exists() and _fingerprint_file(model).exists()):
        return ModelState.missing
    if _recorded_checksum(model) != file_sha256(model):
        return ModelState.corrupted
    is_current = _fingerprint_file(model).read_text(encoding="ascii").strip() == fingerprint
    return ModelState.current if is_current else ModelState.outdated


def install_model(trained: Path, model: Path, fingerprint: str) -> None:
    """Put a new model in place. Interrupted half-way it leaves one that counts as corrupted, never a wrong one."""
    model.parent.mkdir(parents=True, exist_ok=True)
    checksum = file_sha256(trained)
    trained.replace(model)
    _checksum_file(model).write_text(f"{checksum}  {model.name}\n", encoding="ascii")
    _fingerprint_file(model).write_text(f"{fingerprint}\n", encoding="ascii")


def make_newest(model: Path) -> None:
    """Clients take the newest file of the folder, and somebody may have trained another one there by hand."""
    os.utime(model)


def require_intact(model: Path) -> None:
    """Raises `ModelCorruptedError` unless the file is the one that was trained here."""
    if not model.exists() or _recorded_checksum(model) != file_sha256(model):
        raise ModelCorruptedError(
            f"The model {model} is not the one that was trained here: run `make bot-train`.",
            f"モデル {model} が学習時のものと一致しません。`make bot-train` を実行してください。",
        )


def _input_files(bot_dir: Path) -> Iterator[Path]:
    for name in sorted({*NEEDED_INPUTS, *OPTIONAL_INPUTS}):
        path = bot_dir / name
        candidates = sorted(path.rglob("*")) if path.is_dir() else [path]
        yield from (file for file in candidates if file.is_file() and "__pycache__" not in file.parts)


def _recorded_checksum(model: Path) -> str | None:
    file = _checksum_file(model)
    return file.read_text(encoding="ascii", errors="replace").partition(" ")[0] if file.exists() else None


def _checksum_file(model: Path) -> Path:
    return model.with_name(f"{model.name}.sha256")


def _fingerprint_file(model: Path) -> Path:
    return model.with_name(f"{model.name}.fingerprint")
