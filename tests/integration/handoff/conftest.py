"""A database of its own for the floor: routing sees everybody who waits in it, whoever's test that is."""

from collections.abc import AsyncIterator

import pytest

from database.engine import Database, open_database
from database.vault import Vault
from tests.integration.handoff.scene import House, open_house, own_database


@pytest.fixture(scope="session")
def floor_url(database_url: str) -> str:
    return own_database(database_url, "floor")


@pytest.fixture(scope="session")
async def floor_database(floor_url: str) -> AsyncIterator[Database]:
    database = open_database(floor_url)
    yield database
    await database.close()


@pytest.fixture
def house(floor_database: Database, vault: Vault, floor_url: str) -> House:
    return open_house(floor_database, vault, floor_url)
