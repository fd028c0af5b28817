"""A database of its own for what is sent: the budget of a day counts everybody's messages."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import delete, update

from conversation.tables import ConversationRow
from database.engine import Database, open_database
from database.vault import Vault
from gateway.channels.sms.tables import SentSmsRow, SmsOptOutRow
from tests.integration.handoff.scene import own_database
from tests.integration.sms_out.scene import NOON, Counter, open_counter


@pytest.fixture(scope="session")
def sms_url(database_url: str) -> str:
    return own_database(database_url, "sms_out")


@pytest.fixture(scope="session")
async def sms_database(sms_url: str) -> AsyncIterator[Database]:
    database = open_database(sms_url)
    yield database
    await database.close()


@pytest.fixture
async def counter(sms_database: Database, vault: Vault) -> Counter:
    """Nothing has been sent today, and no conversation of another test is behind."""
    async with sms_database.sessions.begin() as session:
        await session.execute(delete(SentSmsRow))
        await session.execute(delete(SmsOptOutRow))
        await session.execute(update(ConversationRow).values(updated_at=NOON.replace(year=2000)))
    return open_counter(sms_database, vault)
