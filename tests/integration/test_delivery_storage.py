"""A staged delivery exists only with the transaction that caused it, and is taken and concluded once."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from conversation_builders import NOON, start_conversation
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from conversation.deliveries import (
    DELIVER_TASK,
    DeliveryRow,
    StagedDelivery,
    begin_delivery,
    conclude_delivery,
    stage_delivery,
)
from conversation.log import list_events, lock_conversation
from conversation.model import Channel, ConversationId
from database.engine import Database
from database.vault import Vault

ADDRESS, CODE = "090-0000-1234", "確認コードは 123456 です。"


class ListedJobs:
    """The job queue as a list."""

    def __init__(self) -> None:
        self.deferred: list[tuple[str, dict[str, Any]]] = []

    async def defer(self, session: AsyncSession, task: str, **arguments: Any) -> None:  # noqa: ARG002  # The protocol.
        self.deferred.append((task, arguments))


async def stage(session: AsyncSession, vault: Vault, conversation_id: ConversationId, jobs: ListedJobs) -> UUID:
    log = await lock_conversation(session, vault, conversation_id)
    return await stage_delivery(
        session,
        vault,
        jobs,
        log,
        channel=Channel.sms,
        address=ADDRESS,
        text=CODE,
        purpose="one_time_code",
        at=NOON,
    )


async def start_delivery(database: Database, vault: Vault) -> UUID:
    conversation_id = await start_conversation(database, vault)
    async with database.sessions.begin() as session:
        return await stage(session, vault, conversation_id, ListedJobs())


async def begin(database: Database, vault: Vault, delivery_id: UUID) -> StagedDelivery | None:
    async with database.sessions.begin() as session:
        return await begin_delivery(session, vault, delivery_id, at=NOON)


async def conclude(database: Database, delivery_id: UUID, state: str) -> None:
    async with database.sessions.begin() as session:
        await conclude_delivery(session, delivery_id, state=state, provider_message_id="SM1", at=NOON)


async def state_of_delivery(database: Database, delivery_id: UUID) -> str | None:
    async with database.sessions() as session:
        return await session.scalar(select(DeliveryRow.state).where(DeliveryRow.id == delivery_id))


async def test_staging_writes_row_event_and_job_together(database: Database, vault: Vault) -> None:
    conversation_id, jobs = await start_conversation(database, vault), ListedJobs()
    async with database.sessions.begin() as session:
        delivery_id = await stage(session, vault, conversation_id, jobs)
    async with database.sessions() as session:
        kinds = [entry.event.kind for entry in await list_events(session, vault, conversation_id)]
    assert await state_of_delivery(database, delivery_id) == "pending"
    assert kinds == ["conversation.opened", "delivery.staged"]
    assert jobs.deferred == [(DELIVER_TASK, {"lock": str(conversation_id), "delivery_id": str(delivery_id)})]


async def test_what_is_rolled_back_was_never_staged(database: Database, vault: Vault) -> None:
    conversation_id = await start_conversation(database, vault)
    async with database.sessions() as session:
        delivery_id = await stage(session, vault, conversation_id, ListedJobs())
        await session.rollback()
        kinds = [entry.event.kind for entry in await list_events(session, vault, conversation_id)]
    assert await state_of_delivery(database, delivery_id) is None
    assert kinds == ["conversation.opened"]


async def test_the_stored_content_shows_neither_address_nor_text(database: Database, vault: Vault) -> None:
    delivery_id = await start_delivery(database, vault)
    async with database.sessions() as session:
        content = await session.scalar(select(DeliveryRow.content).where(DeliveryRow.id == delivery_id))
    assert content is not None
    assert [planted for planted in (ADDRESS, CODE, "123456") if planted.encode() in content] == []
    staged = await begin(database, vault, delivery_id)
    assert staged is not None
    assert (staged.message.address, staged.message.text) == (ADDRESS, CODE)
    assert (staged.state, staged.message.reference) == ("pending", str(delivery_id))


async def test_an_interrupted_delivery_comes_back_as_unknown(database: Database, vault: Vault) -> None:
    delivery_id = await start_delivery(database, vault)
    await begin(database, vault, delivery_id)
    again = await begin(database, vault, delivery_id)
    assert again is not None
    assert again.state == "unknown"


@pytest.mark.parametrize("state", ["sent", "failed"])
async def test_a_concluded_delivery_is_not_taken_again(database: Database, vault: Vault, state: str) -> None:
    delivery_id = await start_delivery(database, vault)
    await begin(database, vault, delivery_id)
    await conclude(database, delivery_id, state)
    assert await begin(database, vault, delivery_id) is None


async def test_the_first_conclusion_counts(database: Database, vault: Vault) -> None:
    delivery_id = await start_delivery(database, vault)
    await begin(database, vault, delivery_id)
    await conclude(database, delivery_id, "sent")
    await conclude(database, delivery_id, "failed")
    assert await state_of_delivery(database, delivery_id) == "sent"


async def test_what_was_not_taken_is_not_concluded(database: Database, vault: Vault) -> None:
    delivery_id = await start_delivery(database, vault)
    await conclude(database, delivery_id, "sent")
    assert await state_of_delivery(database, delivery_id) == "pending"


async def test_there_is_nothing_to_deliver_under_an_unknown_id(database: Database, vault: Vault) -> None:
    assert await begin(database, vault, uuid4()) is None
