"""Who is sent a link: a Japanese mobile that wants SMS from us, and nobody else."""

import re
from uuid import uuid4

import pytest
from sqlalchemy import select

from conversation.deliveries import CONTENT, DELIVER_TASK, DeliveryRow
from conversation.model import Channel, ConversationId
from gateway.channels.lines import open_line
from gateway.channels.mobile_links import MobileLinks
from gateway.channels.sms.budget import number_index
from gateway.channels.sms.tables import SmsOptOutRow
from tests.integration.links.scene import RULES, SMS_RULES, Scene, a_number

pytestmark = pytest.mark.integration


async def sent(scene: Scene, conversation_id: ConversationId) -> bool:
    mobile = MobileLinks(scene.links, scene.vault, scene.jobs, SMS_RULES)
    async with scene.locked(conversation_id) as (session, log):
        return await mobile.send_link(session, log, purpose="photo", intake_id=None, at=scene.clock())


async def staged(scene: Scene, conversation_id: ConversationId) -> list[dict[str, str]]:
    async with scene.database.sessions() as session:
        rows = await session.scalars(select(DeliveryRow).where(DeliveryRow.conversation_id == conversation_id))
        return [scene.vault.open_json(CONTENT, row.id, row.content) | {"purpose": row.purpose} for row in rows]


@pytest.mark.parametrize("channel", [Channel.sms, Channel.voice])
async def test_a_mobile_gets_one_sms_with_a_link_that_works(scene: Scene, channel: Channel) -> None:
    number = a_number()
    conversation_id = await scene.says(number, "事故です", channel=channel)
    assert await sent(scene, conversation_id)
    (delivery,) = await staged(scene, conversation_id)
    assert (delivery["address"], delivery["purpose"]) == (number, "photo_link")
    found = re.search(r"https://chat\.example/c/(\S+)$", delivery["text"])
    assert found is not None
    assert "24時間有効" in delivery["text"]
    assert (await scene.links.redeem(found[1])).purpose == "photo"
    assert len(scene.jobs.of(DELIVER_TASK)) == 1


@pytest.mark.parametrize("prefix", ["+813", "+8150", "+81120", "+1202", "+8290"])
async def test_no_other_number_gets_a_link(scene: Scene, prefix: str) -> None:
    conversation_id = await scene.says(f"{prefix}0000{uuid4().int % 10**4:04d}", "事故です", channel=Channel.voice)
    assert not await sent(scene, conversation_id)
    assert await staged(scene, conversation_id) == []
    assert "link.issued" not in await scene.kinds(conversation_id)


async def test_a_withheld_number_gets_no_link(scene: Scene) -> None:
    async with scene.database.sessions.begin() as session:
        address = f"call:{uuid4().hex}"
        log = await open_line(session, scene.vault, Channel.voice, address, at=scene.clock())
    assert not await sent(scene, log.conversation_id)


async def test_who_wants_no_sms_gets_none(scene: Scene) -> None:
    number = a_number()
    conversation_id = await scene.says(number, "事故です")
    async with scene.database.sessions.begin() as session:
        session.add(SmsOptOutRow(number_index=number_index(scene.vault, number), at=scene.clock()))
    assert not await sent(scene, conversation_id)
    assert await staged(scene, conversation_id) == []


async def test_with_the_links_of_the_day_used_up_nothing_is_sent(scene: Scene) -> None:
    conversation_id = await scene.says(a_number(), "事故です")
    for _ in range(RULES.per_day):
        await scene.issued(conversation_id)
    assert not await sent(scene, conversation_id)
