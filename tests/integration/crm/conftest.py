"""A real PostgreSQL with the CRM's tables, reached as the restricted application role."""

import secrets
from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

import crm_adapter.tables  # noqa: F401  # Registers the tables.
from database.base import Base
from database.embedded import embedded_postgresql
from database.engine import APPLICATION_ROLE, Database, driver_url, open_database
from database.vault import Vault, VaultKeys


@pytest.fixture(scope="session")
def postgresql_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("postgresql")
    with pytest.MonkeyPatch.context() as patch:
        # The wheel looks for a runtime folder while it is imported, and warns where there is none.
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        with embedded_postgresql(folder / "data") as url:
            yield url


@pytest.fixture(scope="session")
async def migrated_url(postgresql_url: str) -> str:
    engine = create_async_engine(driver_url(postgresql_url))
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
        await connection.execute(text(f"CREATE ROLE {APPLICATION_ROLE}"))
        await connection.execute(
            text(f"GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO {APPLICATION_ROLE}")
        )
    await engine.dispose()
    return postgresql_url


@pytest.fixture
async def database(migrated_url: str) -> AsyncIterator[Database]:
    tables = ", ".join(Base.metadata.tables)
    engine = create_async_engine(driver_url(migrated_url))
    async with engine.begin() as connection:
        await connection.execute(text(f"TRUNCATE {tables}"))
    await engine.dispose()
    database = open_database(migrated_url)
    yield database
    await database.close()


@pytest.fixture(scope="session")
def vault() -> Vault:
    keys = VaultKeys({"00000001": secrets.token_bytes(32)}, "00000001", secrets.token_bytes(32))
    return Vault(keys)
