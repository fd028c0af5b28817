"""One embedded PostgreSQL with the real migrations for the whole run, reached as the restricted application role.

The log is append-only even for its owner, so nothing is emptied between tests: each test makes its own fresh ids.
"""

import secrets
from collections.abc import AsyncIterator, Iterator

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from database.embedded import embedded_postgresql
from database.engine import Database, open_database
from database.vault import Vault, VaultKeys

_ALONE = ("journeys", "integration")


class LayerScheduling(LoadScopeScheduling):
    """With `-n 2` the journeys share one service in one process, and integration tests one database in the other."""

    def _split_scope(self, nodeid: str) -> str:
        layer = nodeid.split("/")[1]
        return layer if layer in _ALONE else nodeid.split("::", maxsplit=1)[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LayerScheduling:
    return LayerScheduling(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest layers begin first; the others' files fill up whichever process has time."""
    begin_first = [f"tests/{layer}/" for layer in _ALONE]
    items.sort(key=lambda item: next((n for n, start in enumerate(begin_first) if item.nodeid.startswith(start)), 9))


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
