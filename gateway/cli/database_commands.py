"""What commands that write to the built-in CRM share: settings of the trial or of the environment, and a store."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from config.settings import Settings
from crm_adapter.sql_crm import SqlCrm
from database.engine import Database, open_database
from gateway.wiring import open_vault, utc_now


@asynccontextmanager
async def opened_crm(settings: Settings) -> AsyncIterator[tuple[SqlCrm, Database]]:
    """The built-in CRM on the configured database."""
    vault = open_vault(settings)
    database = open_database(settings.database_url.get_secret_value(), pool_size=2)
    try:
        yield SqlCrm(database.sessions, vault, utc_now), database
    finally:
        await database.close()
