"""What staff are shown unasked or in lists is recorded as well; files are limited by conversation."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from conversation.model import Channel
from database.engine import Database
from gateway.api import StaffDesk
from gateway.api.presence import offer_view
from gateway.channels.webchat.attachments import FILES_PER_HOUR, Attachments
from gateway.channels.webchat.errors import RefusedMessageError
from gateway.staff.access_log import AccessQuery, AccessRecord, list_access
from gateway.staff.permissions import Role
from handoff.model import AgentId, OfferId
from handoff.offers import Offer
from tests.integration.staff.records import Records
from tests.integration.staff.scene import NOON, HandClock, Staff, make_account

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(64)


async def recorded(desk: StaffDesk, query: AccessQuery) -> list[AccessRecord]:
    async with desk.sessions() as session:
        return list(await list_access(session, desk.vault, query, limit=9))


async def test_an_offer_is_recorded_once_for_its_agent(database: Database, desk: StaffDesk, records: Records) -> None:
    account = await make_account(database, desk.vault, Role.agent)
    agent_id, seen = AgentId(UUID(account.account_id)), await records.contact(NOON)
    offer = Offer(
        OfferId(uuid4()), seen.conversation_id, agent_id, None, Channel.webchat, "serve", NOON, NOON + timedelta(1)
    )
    shown = [await offer_view(desk, offer) for _ in range(2)]
    assert shown[0].offer_id == shown[1].offer_id
    (record,) = await recorded(desk, AccessQuery(staff_id=agent_id))
    assert (record.action, record.conversation_id) == ("conversations.offer", seen.conversation_id)
    assert list(record.fields) == ["packet"]


async def test_each_case_that_is_read_is_recorded(desk: StaffDesk, agent: Staff, records: Records) -> None:
    seen = await records.contact(NOON)
    case_no = await records.case(seen, at=NOON)
    assert (await agent.get(f"/api/cases/{case_no}")).status_code == 200
    (record,) = await recorded(desk, AccessQuery(contact_id=seen.contact_id))
    assert (record.action, record.reason) == ("cases.read", case_no)
    assert (record.conversation_id, record.customer_id) == (seen.conversation_id, None)


async def test_a_conversation_takes_so_many_files_an_hour(
    desk: StaffDesk, records: Records, clock: HandClock, tmp_path: Path
) -> None:
    attachments = Attachments(desk.sessions, desk.vault, tmp_path, clock, max_bytes=1_000)
    seen = await records.contact(NOON)
    for _ in range(FILES_PER_HOUR):
        await attachments.store(seen.conversation_id, "photo.png", PNG)
    with pytest.raises(RefusedMessageError, match="too_many_messages"):
        await attachments.store(seen.conversation_id, "photo.png", PNG)
    clock.turn(timedelta(hours=1))
    assert (await attachments.store(seen.conversation_id, "photo.png", PNG)).size == len(PNG)
