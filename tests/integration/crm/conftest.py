"""Customers are numbered by the tests, so the CRM's tables start empty in each of them."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from database.base import Base
from database.engine import Database, driver_url, open_database


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    tables = ", ".join(name for name in Base.metadata.tables if name.startswith("crm_"))
    owner = create_async_engine(driver_url(database_url))
    async with owner.begin() as connection:
        await connection.execute(text(f"TRUNCATE {tables}"))
    await owner.dispose()
    database = open_database(database_url)
    yield database
    await database.close()
