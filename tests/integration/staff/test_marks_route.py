"""What happened between the messages, as the desk and the contact log read it."""

from collections.abc import Mapping
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI

from conversation import events as ev
from conversation.deliveries import CONTENT, DeliveryRow
from conversation.log import lock_conversation
from conversation.model import Channel, Direction
from gateway.api import StaffDesk
from gateway.api.refusals import install_refusals
from gateway.staff.permissions import Role
from tests.integration.staff.records import Records, Seen
from tests.integration.staff.scene import NOON, Account, Staff

pytestmark = pytest.mark.integration
CALL = "CA0123456789"


async def append(desk: StaffDesk, seen: Seen, *events: ev.Event) -> None:
    async with desk.sessions.begin() as session:
        log = await lock_conversation(session, desk.vault, seen.conversation_id)
        await log.append(*events, at=NOON)


async def lost_sms(desk: StaffDesk, seen: Seen, *, state: str, code: str | None) -> UUID:
    delivery_id = uuid4()
    row = DeliveryRow(
        id=delivery_id,
        conversation_id=seen.conversation_id,
        channel=Channel.sms,
        purpose="message",
        content=desk.vault.seal_json(CONTENT, delivery_id, {"address": "+819000000001", "text": "文"}),
        state=state,
        attempts=1,
        error_code=code,
        staged_at=NOON,
        updated_at=NOON,
    )
    async with desk.sessions.begin() as session:
        session.add(row)
    return delivery_id


async def a_served_call(records: Records, accounts: Mapping[Role, Account]) -> Seen:
    seen = await records.contact(NOON, channel=Channel.voice, is_closed=False)
    await records.hand_over(seen, accounts[Role.agent].account_id, at=NOON)
    return seen


async def test_the_agent_reads_what_happened(
    desk: StaffDesk, agent: Staff, accounts: Mapping[Role, Account], records: Records
) -> None:
    seen = await a_served_call(records, accounts)
    failed = await lost_sms(desk, seen, state="failed", code="21610")
    arrived = await lost_sms(desk, seen, state="sent", code=None)
    await append(
        desk,
        seen,
        ev.CallStarted(call_sid=CALL, direction=Direction.inbound),
        ev.DeliveryConcluded(delivery_id=failed, outcome="failed"),
        ev.DeliveryConcluded(delivery_id=arrived, outcome="unknown"),
        ev.DeliveryConcluded(delivery_id=arrived, outcome="sent"),
        ev.CallEnded(call_sid=CALL, by="customer", seconds=3),
    )
    answer = await agent.get(f"/api/conversations/{seen.conversation_id}/marks")
    shown = [(mark["kind"], mark["after_seq"], mark.get("error_code")) for mark in answer.json()["items"]]
    assert shown == [("call.started", 2, None), ("delivery.failed", 2, "21610"), ("call.ended", 2, None)]
    assert CALL not in answer.text


async def test_a_conversation_of_words_only_has_none(
    agent: Staff, accounts: Mapping[Role, Account], records: Records
) -> None:
    seen = await a_served_call(records, accounts)
    answer = await agent.get(f"/api/conversations/{seen.conversation_id}/marks")
    assert (answer.status_code, answer.json()) == (200, {"items": []})


async def test_marks_of_others_are_not_read(app: FastAPI, agent: Staff, records: Records) -> None:
    install_refusals(app)
    seen = await records.contact(NOON, is_closed=False)
    answer = await agent.get(f"/api/conversations/{seen.conversation_id}/marks")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not_your_conversation")


async def test_the_contact_log_has_the_marks_of_its_contact(
    desk: StaffDesk, agent: Staff, accounts: Mapping[Role, Account], records: Records
) -> None:
    seen = await a_served_call(records, accounts)
    await append(desk, seen, ev.CallStarted(call_sid=CALL, direction=Direction.inbound))
    contact = (await agent.get(f"/api/contacts/{seen.contact_id}")).json()
    assert [mark["kind"] for mark in contact["marks"]] == ["call.started"]
    assert [message.get("channel") for message in contact["transcript"]] == ["voice", None]


async def test_the_trial_has_a_telephone_of_its_own(agent: Staff) -> None:
    answer = await agent.get("/api/telephone/token")
    assert (answer.status_code, answer.json()) == (200, {"kind": "trial"})


async def test_the_token_is_for_whoever_is_signed_in(staff: Staff) -> None:
    assert (await staff.get("/api/telephone/token")).status_code == 401
