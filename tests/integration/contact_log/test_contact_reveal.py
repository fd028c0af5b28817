"""Transcripts are masked until somebody gives a reason, and the reason is kept."""

import re
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from conversation import events as ev
from conversation.messages import Attachment, Choice
from gateway.staff.permissions import Role
from tests.integration.contact_log.scene import MARKS, SAID, Browser, Scene
from tests.integration.staff.scene import code_of

PHOTO = Attachment(attachment_id=uuid4(), file_name="黒猫屋標識子_免許証.png", content_type="image/png", size=9)

RANDOM_IDS = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|K[0-9A-F]{12}")


@pytest.mark.parametrize("role", Role)
async def test_a_transcript_is_masked_for_everybody(scene: Scene, role: Role) -> None:
    seen = await scene.contact(SAID, attachments=[PHOTO], is_closed=False)
    await scene.append(
        seen,
        ev.MessagePosted(
            message_id=uuid4(),
            author_kind="bot",
            text="黒猫屋標識子さま、どの契約でしょうか。",
            choices=(Choice(label="自動車 K987654321", value="K987654321"),),
        ),
    )
    answer = await (await scene.browser(role)).get(f"/api/contacts/{seen.contact_id}")
    assert answer.status_code == 200
    # Ids made at random may hold any four digits; what people said may not.
    shown = RANDOM_IDS.sub("", answer.text.replace(str(PHOTO.attachment_id) + "/", "免許証"))
    assert [mark for mark in (*MARKS, "免許証") if mark in shown] == []
    said, _, asked = answer.json()["transcript"]
    assert said["text"].startswith("［氏名］です。フリガナは ［氏名］ で、電話は［電話番号］です。\n")
    assert said["text"].endswith("引っ越しをしました")
    assert said["attachments"] == [
        {
            "attachment_id": str(PHOTO.attachment_id),
            "file_name": "［ファイル］",
            "content_type": "image/png",
            "size": 9,
        }
    ]
    assert asked["text"] == "［氏名］さま、どの契約でしょうか。"
    assert asked["choices"] == [{"label": "自動車 ［番号］", "value": "［番号］"}]


@pytest.mark.parametrize("role", [Role.supervisor, Role.administrator, Role.auditor])
async def test_a_reason_reveals_and_is_kept(scene: Scene, auditor: Browser, role: Role) -> None:
    browser = await scene.browser(role)
    seen = await scene.contact(SAID, attachments=[PHOTO])
    answer = await browser.reveal(seen.contact_id, " 苦情の事実確認 ")
    assert answer.status_code == 200
    said = answer.json()["transcript"][0]
    assert said["text"] == SAID
    assert said["attachments"][0]["file_name"] == PHOTO.file_name
    assert said["attachments"][0]["url"] == f"/files/{PHOTO.attachment_id}"
    (access,) = await auditor.accesses(contact_id=str(seen.contact_id))
    assert (access["action"], access["reason"], access["role"]) == ("contacts.reveal", "苦情の事実確認", role)
    assert access["staff_id"] == str(browser.staff.account_id)
    assert access["conversation_id"] == str(seen.conversation_id)
    assert access["fields"] == ["contact", "transcript", "attachments"]


async def test_an_agent_cannot_reveal(scene: Scene, agent: Browser, auditor: Browser) -> None:
    seen = await scene.contact(SAID)
    assert code_of(await agent.reveal(seen.contact_id, "見たいので")) == (403, "not_permitted")
    assert await auditor.accesses(contact_id=str(seen.contact_id)) == []


@pytest.mark.parametrize("reason", ["", "x", " x ", "理" * 201, None, 12, ["理由"], "理由\x00", "理\n由"])
async def test_a_reveal_needs_a_reason(scene: Scene, supervisor: Browser, auditor: Browser, reason: Any) -> None:
    seen = await scene.contact(SAID)
    answer = await supervisor.reveal(seen.contact_id, reason)
    assert code_of(answer) == (422, "invalid_request")
    assert answer.json()["error"]["fields"].keys() == {"reason"}
    assert await auditor.accesses(contact_id=str(seen.contact_id)) == []


async def test_a_reveal_needs_the_csrf_token(scene: Scene, supervisor: Browser) -> None:
    seen = await scene.contact(SAID)
    answer = await supervisor.http.post(f"/api/contacts/{seen.contact_id}/reveal", json={"reason": "確認のため"})
    assert code_of(answer) == (403, "csrf_failed")


async def test_an_unknown_contact_reveals_nothing_and_leaves_no_record(supervisor: Browser, auditor: Browser) -> None:
    unknown = uuid4()
    assert code_of(await supervisor.reveal(unknown, "確認のため")) == (404, "contact_not_found")
    assert await auditor.accesses(contact_id=str(unknown)) == []


async def test_no_record_no_read(scene: Scene, database_url: str) -> None:
    """The log is made unwritable for a moment, as its owner could by accident."""
    supervisor, seen = await scene.browser(Role.supervisor), await scene.contact(SAID)
    customer_id = await scene.customer()
    async with scene.owner(database_url) as owner:
        await owner.execute(text("REVOKE INSERT ON access_log FROM toritsugi_app"))
        try:
            answers = [
                await supervisor.reveal(seen.contact_id, "確認のため"),
                await supervisor.get(f"/api/contacts/{seen.contact_id}"),
                await supervisor.get(f"/api/customers/{customer_id}"),
                await supervisor.get("/api/customers", q=customer_id),
                await supervisor.get("/api/contacts/export.csv"),
            ]
        finally:
            await owner.execute(text("GRANT INSERT ON access_log TO toritsugi_app"))
    assert [code_of(answer) for answer in answers] == [(500, "internal_error")] * 5
    assert [mark for mark in MARKS for answer in answers if mark in answer.text] == []


async def test_what_is_revealed_is_what_was_said_at_that_moment(scene: Scene, supervisor: Browser) -> None:
    seen = await scene.contact("一言目", is_closed=False)
    await scene.agent_says(seen, "090-0000-7391へ折り返します")
    masked = (await supervisor.get(f"/api/contacts/{seen.contact_id}")).json()["transcript"]
    plain = (await supervisor.reveal(seen.contact_id, "確認のため")).json()["transcript"]
    assert masked[-1]["text"] == "［電話番号］へ折り返します"
    assert plain[-1]["text"] == "090-0000-7391へ折り返します"
    assert masked[-1]["author_name"] == plain[-1]["author_name"] == "検査 花子"
    assert [message["seq"] for message in masked] == [message["seq"] for message in plain]


async def test_a_contact_of_many_messages_is_masked_and_indexed(scene: Scene, supervisor: Browser) -> None:
    customer_id = await scene.customer()
    seen = await scene.contact("はじめに", customer_id, is_closed=False)
    await scene.agent_says(seen, *(f"{n}件目のご案内、090-0000-7391 黒猫屋さま" for n in range(300)))
    await scene.index(seen)
    answer = await supervisor.get(f"/api/contacts/{seen.contact_id}")
    assert len(answer.json()["transcript"]) == 302
    assert "黒猫屋" not in answer.text
    assert await supervisor.found(customer_id=customer_id, q="299件目") == [seen.contact_id]
