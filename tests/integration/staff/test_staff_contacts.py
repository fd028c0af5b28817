"""The contact log as staff read it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from conversation.messages import Attachment
from conversation.model import Channel
from gateway.api.paging import encode_cursor
from gateway.staff.permissions import Role
from tests.integration.staff.records import Records, Seen
from tests.integration.staff.scene import NOON, Account, Staff, code_of

MINUTE = timedelta(minutes=1)


def a_customer() -> str:
    return f"C{uuid4().hex[:12].upper()}"


def a_case_no() -> str:
    return f"T{uuid4().int % 10**11:011d}"


async def ids(agent: Staff, **query: str) -> list[UUID]:
    answer = await agent.get("/api/contacts", **query)
    assert answer.status_code == 200, answer.text
    return [UUID(item["contact_id"]) for item in answer.json()["items"]]


async def test_a_contact_has_exactly_the_names_of_the_contract(agent: Staff, records: Records) -> None:
    customer_id, case_no = a_customer(), a_case_no()
    seen = await records.contact(
        NOON, customer_id=customer_id, reason="address_change", case_no=case_no, is_closed=False
    )
    await records.hand_over(seen, "agent-7", at=NOON + MINUTE)
    (contact,) = (await agent.get("/api/contacts", customer_id=customer_id)).json()["items"]
    noon, later = "2026-11-23T03:00:00Z", "2026-11-23T03:01:00Z"
    assert contact == {
        "contact_id": str(seen.contact_id),
        "conversation_id": str(seen.conversation_id),
        "channel": "webchat",
        "direction": "inbound",
        "customer_id": customer_id,
        "started_at": noon,
        "contact_reason": "address_change",
        "verification_level": "L2",
        "agent_ids": ["agent-7"],
        "case_nos": [case_no],
        "segments": [
            {"kind": "bot", "started_at": noon, "ended_at": later},
            {"kind": "queue", "started_at": later, "ended_at": later},
            {"kind": "agent", "started_at": later, "agent_id": "agent-7"},
        ],
    }


async def test_a_closed_contact_says_when_and_how(agent: Staff, records: Records) -> None:
    seen = await records.contact(NOON)
    contact = (await agent.get(f"/api/contacts/{seen.contact_id}")).json()
    assert (contact["ended_at"], contact["disposition"]) == ("2026-11-23T03:00:00Z", "answered")
    assert contact["verification_level"] == "L0"
    assert {"customer_id", "contact_reason"}.isdisjoint(contact)


async def test_the_transcript_holds_this_contacts_messages_only(agent: Staff, records: Records) -> None:
    photo = Attachment(attachment_id=uuid4(), file_name="写真.png", content_type="image/png", size=9)
    first = await records.contact(NOON, text="一度目です")
    second = await records.contact(
        NOON + MINUTE, conversation=first.conversation_id, text="二度目です", attachments=[photo]
    )
    transcript = (await agent.get(f"/api/contacts/{second.contact_id}")).json()["transcript"]
    asked, answered = transcript
    assert [message["seq"] for message in transcript] == [3, 4]
    assert (asked["author_kind"], asked["text"]) == ("customer", "二度目です")
    assert asked["attachments"][0].keys() == {"attachment_id", "file_name", "content_type", "size"}
    assert asked["attachments"][0]["file_name"] == "［ファイル］"
    assert answered["choices"] == [{"label": "はい", "value": "はい"}]
    assert answered.keys() == {"seq", "message_id", "author_kind", "text", "choices", "attachments", "sent_at"}


@pytest.mark.parametrize("wanted", ["00000000-0000-4000-8000-000000000001", "1", "%00", "../../etc/passwd", "連絡"])
async def test_an_unknown_contact_is_not_found(agent: Staff, wanted: str) -> None:
    answer = await agent.http.get(f"/api/contacts/{wanted}")
    assert answer.status_code == 404
    assert code_of(answer)[1] in {"contact_not_found", "not_found"}


async def test_pages_follow_each_other_without_gap_or_repeat(agent: Staff, records: Records) -> None:
    customer_id = a_customer()
    seen = [await records.contact(NOON + n * MINUTE, customer_id=customer_id) for n in (0, 1, 1, 1, 2)]
    found: list[UUID] = []
    cursor = ""
    for _ in range(3):
        page = (await agent.get("/api/contacts", customer_id=customer_id, limit="2", cursor=cursor)).json()
        found += [UUID(item["contact_id"]) for item in page["items"]]
        cursor = page["next_cursor"]
        await records.contact(NOON + 9 * MINUTE, customer_id=customer_id)
    assert cursor is None
    assert (found[0], found[-1]) == (seen[-1].contact_id, seen[0].contact_id)
    assert len(found) == 5
    assert set(found) == {item.contact_id for item in seen}


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "連絡",
        "AAAA====",
        "/etc/passwd",
        "%00",
        "A" * 5_000,
        encode_cursor("case", "T26110000011"),
        encode_cursor("contact", "2026-11-23T03:00:00+00:00"),
        encode_cursor("contact", "yesterday", "00000000-0000-4000-8000-000000000001"),
        encode_cursor("contact", "2026-11-23T03:00:00+00:00", "1"),
        encode_cursor("contact", "9999-12-31T23:59:59-12:00", "00000000-0000-4000-8000-000000000001"),
    ],
)
async def test_a_cursor_that_is_none_is_refused(agent: Staff, cursor: str) -> None:
    assert code_of(await agent.get("/api/contacts", cursor=cursor)) == (400, "bad_cursor")


async def test_filters_narrow_and_empty_ones_do_not(agent: Staff, records: Records) -> None:
    customer_id = a_customer()
    chat = await records.contact(NOON, customer_id=customer_id, reason="renewal")
    call = await records.contact(NOON + MINUTE, customer_id=customer_id, channel=Channel.voice)
    only = {"customer_id": customer_id}
    assert await ids(agent, **only, channel="webchat") == [chat.contact_id]
    assert await ids(agent, **only, channel="voice") == [call.contact_id]
    assert await ids(agent, **only, contact_reason="renewal") == [chat.contact_id]
    assert await ids(agent, **only, contact_reason="complaint") == []
    nothing = {"channel": "", "contact_reason": "", "q": " ", "from": "", "to": "", "limit": "", "cursor": ""}
    assert await ids(agent, **only, **nothing) == [call.contact_id, chat.contact_id]


@pytest.mark.parametrize(
    ("query", "hours"),
    [
        ({"from": "2024-05-02", "to": "2024-05-02"}, [23, 0]),
        ({"from": "2024-05-02"}, [24, 23, 0]),
        ({"to": "2024-05-01"}, [-1]),
        ({"from": "2024-05-02T23:00:00+09:00", "to": "2024-05-03T00:00:00+09:00"}, [24, 23]),
        ({"from": "2024-05-02T23:00:00"}, [24, 23]),
        ({"from": "2024-05-02T14:00:00Z", "to": "2024-05-02T14:00:00Z"}, [23]),
        ({"from": "2024-05-03", "to": "2024-05-01"}, []),
    ],
)
async def test_dates_are_days_in_japan(
    agent: Staff, records: Records, query: Mapping[str, str], hours: list[int]
) -> None:
    customer_id = a_customer()
    midnight = datetime.fromisoformat("2024-05-02T00:00:00+09:00")
    seen: dict[int, Seen] = {
        hour: await records.contact(midnight + timedelta(hours=hour), customer_id=customer_id)
        for hour in (-1, 0, 23, 24)
    }
    assert await ids(agent, customer_id=customer_id, **query) == [seen[hour].contact_id for hour in hours]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("limit", "0"),
        ("limit", "201"),
        ("limit", "many"),
        ("channel", "fax"),
        ("from", "2026-02-30"),
        ("from", "yesterday"),
        ("to", "9999-12-31"),
        ("to", "0001-01-01T00:00:00+14:00"),
        ("q", "\x00"),
        ("q", "あ" * 201),
        ("customer_id", "\x00"),
        ("contact_reason", "x" * 65),
        ("disposition", "x" * 65),
        ("agent_id", "\x00"),
    ],
)
async def test_a_wrong_filter_is_named(agent: Staff, field: str, value: str) -> None:
    answer = await agent.get("/api/contacts", **{field: value})
    assert code_of(answer) == (422, "invalid_request")
    assert answer.json()["error"]["fields"].keys() == {field}


async def test_an_auditor_reads_contacts(staff: Staff, accounts: Mapping[Role, Account]) -> None:
    await staff.sign_in(accounts[Role.auditor])
    assert (await staff.get("/api/contacts")).status_code == 200
