"""Two archives with the same content are the same file, whenever and in whatever order they were packed."""

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from bot.scripts.settle_model import METADATA, content, settle

pytestmark = pytest.mark.unit

WEIGHTS = "components/train_Stub0/weights.npy"


def packed(file: Path, entries: list[tuple[str, bytes]], *, at: int) -> Path:
    with tarfile.open(file, "w:gz") as archive:
        for name, data in entries:
            entry = tarfile.TarInfo(name)
            entry.size, entry.mtime = len(data), at
            archive.addfile(entry, io.BytesIO(data))
    return file


def metadata(trained_at: str, model_id: str, random_id: str) -> bytes:
    node: dict[str, Any] = {"uses": "Stub", "resource": {"name": "train_Stub0", "output_fingerprint": random_id}}
    return json.dumps({"trained_at": trained_at, "model_id": model_id, "nodes": {"stub": node}}).encode()


@pytest.fixture
def monday(tmp_path: Path) -> Path:
    entries = [(WEIGHTS, b"weights"), (METADATA, metadata("2026-11-23T10:00:00.0", "abc", "1"))]
    return packed(tmp_path / "monday.tar.gz", entries, at=1)


def test_time_ids_and_order_leave_no_trace(tmp_path: Path, monday: Path) -> None:
    entries = [(METADATA, metadata("2026-11-24T11:11:11.1", "def", "2")), (WEIGHTS, b"weights")]
    tuesday = packed(tmp_path / "tuesday.tar.gz", entries, at=2)
    assert settle(monday) == settle(tuesday)
    assert monday.read_bytes() == tuesday.read_bytes()


def test_other_weights_are_another_model(tmp_path: Path, monday: Path) -> None:
    other = packed(
        tmp_path / "other.tar.gz",
        [(WEIGHTS, b"others"), (METADATA, metadata("2026-11-23T10:00:00.0", "abc", "1"))],
        at=1,
    )
    assert settle(monday) != settle(other)
    assert monday.read_bytes() != other.read_bytes()


def test_content_stays_and_the_id_names_it(monday: Path) -> None:
    identity = settle(monday)
    files = content(monday)
    assert files[WEIGHTS] == b"weights"
    assert json.loads(files[METADATA])["model_id"] == identity[:32]


def test_settling_twice_changes_nothing(monday: Path) -> None:
    settle(monday)
    once = monday.read_bytes()
    settle(monday)
    assert monday.read_bytes() == once
