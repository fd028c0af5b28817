"""One embedded PostgreSQL with the real migrations for the whole run, reached as the restricted application role.

The log is append-only even for its owner, so nothing is emptied between tests: each test makes its own fresh ids.
"""

import secrets
from collections.abc import AsyncIterator, Iterator

import pytest

from database.embedded import embedded_postgresql
from database.engine import Database, open_database
from database.vault import Vault, VaultKeys


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
