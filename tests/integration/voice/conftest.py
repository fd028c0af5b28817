"""A database of its own for the telephone: routing sees everybody who waits in it."""

from collections.abc import AsyncIterator

import pytest

from database.engine import Database, open_database
from database.vault import Vault
from tests.integration.handoff.scene import House, open_house, own_database
from tests.integration.voice.scene import Line, answering


@pytest.fixture(scope="session")
def calls_url(database_url: str) -> str:
    return own_database(database_url, "calls")


@pytest.fixture(scope="session")
async def calls_database(calls_url: str) -> AsyncIterator[Database]:
    database = open_database(calls_url)
    yield database
    await database.close()


@pytest.fixture
def house(calls_database: Database, vault: Vault, calls_url: str) -> House:
    return open_house(calls_database, vault, calls_url)


@pytest.fixture
async def line(house: House) -> AsyncIterator[Line]:
    async with answering(house) as line:
        yield line
