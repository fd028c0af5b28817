"""One embedded PostgreSQL with the real migrations for the whole run, reached as the restricted application role.

The log is append-only even for its owner, so nothing is emptied between tests: each test makes its own fresh ids.
"""

import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from database.embedded import embedded_postgresql
from database.engine import Database, open_database
from database.vault import Vault, VaultKeys

_TESTS = Path(__file__).parent
_ALONE = ("journeys", "integration")


def pytest_itemcollected(item: pytest.Item) -> None:
    """With `-n 2` the journeys share one service in one process, and integration tests one database in the other."""
    layer = item.path.relative_to(_TESTS).parts[0]
    if layer in _ALONE:
        item.add_marker(pytest.mark.xdist_group(layer))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest group begins first; what has no group fills up whichever process has time."""
    items.sort(key=lambda item: item.get_closest_marker("journeys") is None)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--transcripts", action="store_true", help="write the stories' transcripts for readers")


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The owner's URL of a database at the newest revision."""
    from migrations.upgrade import upgrade  # noqa: PLC0415  # Unit tests need neither alembic nor every table.

    with embedded_postgresql(tmp_path_factory.mktemp("postgresql") / "data") as url:
        upgrade(url)
        yield url


@pytest.fixture(scope="session")
async def database(database_url: str) -> AsyncIterator[Database]:
    database = open_database(database_url)
    yield database
    await database.close()


@pytest.fixture(scope="session")
def vault() -> Vault:
    return Vault(VaultKeys({"00000001": secrets.token_bytes(32)}, "00000001", secrets.token_bytes(32)))
