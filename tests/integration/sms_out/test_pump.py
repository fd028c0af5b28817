"""What is said in a contact by SMS is staged once, in order, whatever dies or runs at the same time."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from casework.intakes.store import open_draft
from casework.procedures.load import read_checked
from casework.procedures.spec import Procedure
from conversation import events as ev
from conversation.log import list_events
from conversation.messages import Attachment, Choice
from conversation.model import Channel, ConversationId, Direction, HolderKind
from gateway.channels.links import TooManyLinksError
from gateway.channels.sms.pump import SmsPump, pump
from gateway.channels.sms.tables import SmsThreadRow
from tests.integration.sms_out.scene import LINK, NOON, RULES, Counter, ListedJobs, changed, said

pytestmark = pytest.mark.integration

ADDRESS_CHANGE = Path(__file__).parents[3] / "config" / "procedures" / "address_change.yml"
YES_NO = (Choice(label="はい", value="はい"), Choice(label="いいえ", value="いいえ"))


class PowerCutError(Exception):
    """The process dies here."""


@dataclass
class DyingJobs(ListedJobs):
    """Takes one job; at the next one everything ends."""

    async def defer(self, session: AsyncSession, task: str, *, lock: str | None = None, **arguments: Any) -> None:
        if self.deliveries:
            raise PowerCutError
        await super().defer(session, task, lock=lock, **arguments)


async def delivered_seq(counter: Counter, conversation_id: ConversationId) -> int | None:
    async with counter.database.sessions() as session:
        query = select(SmsThreadRow.delivered_seq).where(SmsThreadRow.conversation_id == conversation_id)
        return await session.scalar(query)


async def on_the_web(counter: Counter, conversation_id: ConversationId) -> None:
    await counter.log(
        conversation_id,
        ev.ContactClosed(disposition="left"),
        ev.ContactOpened(contact_id=uuid4(), channel=Channel.webchat, direction=Direction.inbound),
    )


async def test_everything_said_is_staged_once_and_in_order(counter: Counter) -> None:
    conversation_id = await counter.texted()
    await counter.log(conversation_id, said("お名前を教えてください。"), said("よろしいですか。", choices=YES_NO))
    assert await pump(counter.desk, conversation_id) == 2
    assert await pump(counter.desk, conversation_id) == 0
    await counter.log(conversation_id, said("受付を終了しました。", by="system"))
    assert await pump(counter.desk, conversation_id) == 1
    assert await counter.bodies(conversation_id) == [
        "お名前を教えてください。",
        "よろしいですか。\n1 はい\n2 いいえ",
        "受付を終了しました。",
    ]
    assert await delivered_seq(counter, conversation_id) == 4
    assert set(counter.jobs.locks) == {str(conversation_id)}
    assert counter.links == []


async def test_agents_write_the_same_way(counter: Counter) -> None:
    conversation_id = await counter.texted()
    await counter.log(conversation_id, ev.HolderChanged(holder=HolderKind.agent, holder_name="sato", reason="test"))
    words = said("担当の佐藤です。", by="agent").model_copy(update={"author_id": "sato"})
    await counter.log(conversation_id, words)
    assert await pump(counter.desk, conversation_id) == 1
    assert await counter.bodies(conversation_id) == ["担当の佐藤です。"]


async def test_it_goes_to_the_number_of_the_conversation(counter: Counter) -> None:
    conversation_id = await counter.texted(number="+819000004321")
    await counter.log(conversation_id, said("承りました。"))
    await pump(counter.desk, conversation_id)
    await counter.carry_out(counter.jobs.deliveries[-1])
    assert [(m.address, m.text, m.purpose) for m in counter.carrier.accepted] == [
        ("+819000004321", "承りました。", "reply")
    ]


async def test_what_was_said_on_another_channel_is_never_sent(counter: Counter) -> None:
    conversation_id = await counter.texted()
    await counter.log(conversation_id, said("SMSで。"))
    await on_the_web(counter, conversation_id)
    await counter.log(conversation_id, said("ウェブで。"))
    assert await pump(counter.desk, conversation_id) == 1
    assert await counter.bodies(conversation_id) == ["SMSで。"]
    assert await delivered_seq(counter, conversation_id) == 3


async def test_a_thread_that_begins_later_sends_nothing_old(counter: Counter) -> None:
    number = f"+8190{uuid4().int % 10**8:08d}"
    conversation_id = await counter.texted("もしもし", number, via=Channel.voice)
    await counter.log(conversation_id, said("お電話ありがとうございます。"), ev.ContactClosed(disposition="done"))
    assert await counter.texted("続きです", number) == conversation_id
    await counter.log(conversation_id, said("続きを承ります。"))
    await pump(counter.desk, conversation_id)
    assert await counter.bodies(conversation_id) == ["続きを承ります。"]


async def test_a_long_answer_carries_a_link_to_the_open_draft(counter: Counter) -> None:
    conversation_id = await counter.texted()
    procedure = read_checked(ADDRESS_CHANGE, Procedure)
    async with counter.database.sessions.begin() as session:
        draft = await open_draft(session, counter.vault, conversation_id, procedure, opening_text="", at=NOON)
    await counter.log(conversation_id, said("ご説明でございます。" * 60 + "よろしいですか。", choices=YES_NO))
    await pump(counter.desk, conversation_id)
    body = (await counter.bodies(conversation_id))[0]
    assert f"…よろしいですか。\n1 はい\n2 いいえ\n続きはこちらからご覧ください: {LINK}" in body
    assert counter.links == [draft.intake_id]
    async with counter.database.sessions() as session:
        issued = await list_events(session, counter.vault, conversation_id, kinds=("link.issued",))
    assert len(issued) == 1


async def test_a_file_comes_as_a_link(counter: Counter) -> None:
    conversation_id = await counter.texted()
    file = Attachment(attachment_id=uuid4(), file_name="見積書.pdf", content_type="application/pdf", size=10)
    await counter.log(conversation_id, said("お確かめください。", by="system", attachments=[file]))
    await pump(counter.desk, conversation_id)
    body = (await counter.bodies(conversation_id))[0]
    assert body == f"お確かめください。\n添付の資料がございます。\n続きはこちらからご覧ください: {LINK}"


async def test_a_one_way_sender_links_every_message(counter: Counter) -> None:
    conversation_id = await counter.texted()
    await counter.log(conversation_id, said("承りました。"), said("お待ちください。"))
    await pump(changed(counter.desk, is_one_way=True), conversation_id)
    assert [body.partition("\n")[2] for body in await counter.bodies(conversation_id)] == [
        f"このSMSには返信できません。お返事はこちらからお願いします: {LINK}"
    ] * 2
    assert len(counter.links) == 2


async def test_without_a_link_left_the_shortened_answer_goes_out(counter: Counter) -> None:
    async def refuse(*_: object, **__: object) -> str:
        raise TooManyLinksError

    conversation_id = await counter.texted()
    await counter.log(conversation_id, said("ご説明でございます。" * 60 + "よろしいですか。"))
    await pump(changed(counter.desk, issue_link=refuse), conversation_id)
    assert (await counter.bodies(conversation_id))[0].endswith("…よろしいですか。")


async def test_the_first_message_tells_how_to_stop_them(counter: Counter) -> None:
    desk, conversation_id = changed(counter.desk, rules=RULES), await counter.texted()
    for text in ("承りました。", "お待ちください。"):
        await counter.log(conversation_id, said(text))
        await pump(desk, conversation_id)
    assert await counter.bodies(conversation_id) == [
        f"承りました。\n{RULES.words.opt_out_hint}",
        "お待ちください。",
    ]


async def test_a_crash_before_the_commit_loses_and_repeats_nothing(counter: Counter) -> None:
    conversation_id, jobs = await counter.texted(), DyingJobs()
    await counter.log(conversation_id, said("一度だけ。"), said("これも一度だけ。"))
    with pytest.raises(PowerCutError):
        await pump(changed(counter.desk, jobs=jobs), conversation_id)
    assert len(jobs.deliveries) == 1
    assert await counter.bodies(conversation_id) == []
    assert await delivered_seq(counter, conversation_id) is None
    assert await pump(counter.desk, conversation_id) == 2
    assert await counter.bodies(conversation_id) == ["一度だけ。", "これも一度だけ。"]


async def test_pumps_at_the_same_time_stage_each_message_once(counter: Counter) -> None:
    conversation_id = await counter.texted()
    texts = [f"{number}通目です。" for number in range(5)]
    await counter.log(conversation_id, *(said(text) for text in texts))
    staged = await asyncio.gather(*(pump(counter.desk, conversation_id) for _ in range(8)))
    assert sorted(staged) == [0] * 7 + [5]
    assert await counter.bodies(conversation_id) == texts


async def test_messages_said_while_pumps_run_are_all_staged_in_order(counter: Counter) -> None:
    conversation_id, texts = await counter.texted(), [f"{number}通目です。" for number in range(12)]
    sms = SmsPump(counter.desk)

    async def speak() -> None:
        for text in texts:
            await counter.log(conversation_id, said(text))
            sms.kick(conversation_id)

    await asyncio.gather(speak(), *(pump(counter.desk, conversation_id) for _ in range(6)))
    await counter.background.run()
    assert await counter.bodies(conversation_id) == texts


async def test_kicks_of_one_conversation_are_one_piece_of_work(counter: Counter) -> None:
    conversation_id, sms = await counter.texted(), SmsPump(counter.desk)
    await counter.log(conversation_id, said("承りました。"))
    for _ in range(3):
        sms.kick(conversation_id)
    assert await counter.background.run() == 1
    sms.kick(conversation_id)
    assert await counter.background.run() == 1
    assert await counter.bodies(conversation_id) == ["承りました。"]


async def test_only_news_that_may_concern_sms_is_pumped(counter: Counter) -> None:
    conversation_id, sms = await counter.texted(), SmsPump(counter.desk)
    log = await counter.log(conversation_id, said("承りました。"))
    async with counter.database.sessions() as session:
        logged = await list_events(session, counter.vault, conversation_id)
    sms.kick(conversation_id, logged[:1], log.state)
    assert await counter.background.run() == 0
    sms.kick(conversation_id, logged, log.state)
    assert await counter.background.run() == 1
    assert await counter.bodies(conversation_id) == ["承りました。"]


async def test_a_conversation_without_sms_is_not_even_locked(counter: Counter) -> None:
    async def refuse(*_: object, **__: object) -> str:
        raise PowerCutError

    conversation_id = await counter.texted(via=Channel.voice)
    desk = changed(counter.desk, sessions=refuse)
    log = await counter.log(conversation_id, said("お電話で。"))
    async with counter.database.sessions() as session:
        logged = await list_events(session, counter.vault, conversation_id)
    SmsPump(desk).kick(conversation_id, logged, log.state)
    assert await counter.background.run() == 1
    assert await delivered_seq(counter, conversation_id) is None


async def on_queue(counter: Counter, conversation_id: ConversationId) -> None:
    waits = ev.HolderChanged(holder=HolderKind.queue, holder_name="general", reason="test")
    await counter.log(conversation_id, waits)


async def test_who_waits_on_the_web_and_writes_by_sms_is_answered_by_sms(counter: Counter) -> None:
    number = f"+8190{uuid4().int % 10**8:08d}"
    conversation_id = await counter.texted(number=number)
    await on_the_web(counter, conversation_id)
    await on_queue(counter, conversation_id)
    await counter.log(conversation_id, said("お待ちください。", by="system"))
    await counter.texted("まだですか", number)
    await counter.log(conversation_id, said("順番にご案内しております。", by="system"))
    assert await pump(counter.desk, conversation_id) == 1
    await counter.texted("ウェブで続けます", number, via=Channel.voice)
    await counter.log(conversation_id, said("承知いたしました。", by="system"))
    assert await pump(counter.desk, conversation_id) == 0
    assert await counter.bodies(conversation_id) == ["順番にご案内しております。"]


async def test_after_a_call_its_agent_answers_a_text_by_sms(counter: Counter) -> None:
    number, call_sid = f"+8190{uuid4().int % 10**8:08d}", f"CA{uuid4().hex}"
    conversation_id = await counter.texted(number=number, via=Channel.voice)
    await counter.log(conversation_id, ev.CallStarted(call_sid=call_sid, direction=Direction.inbound))
    served = ev.HolderChanged(holder=HolderKind.agent, holder_name="sato", reason="test")
    await counter.log(conversation_id, served)
    await counter.texted("話しながら書いています", number)
    words = said("お電話で。", by="agent").model_copy(update={"author_id": "sato"})
    await counter.log(conversation_id, words)
    await counter.log(conversation_id, ev.CallEnded(call_sid=call_sid, by="customer"))
    await counter.log(conversation_id, said("お電話は終了しました。", by="system"))
    assert await pump(counter.desk, conversation_id) == 0
    await counter.texted("先ほどの件ですが", number)
    await counter.log(conversation_id, words.model_copy(update={"message_id": uuid4(), "text": "承りました。"}))
    assert await pump(counter.desk, conversation_id) == 1
    assert await counter.bodies(conversation_id) == ["承りました。"]


async def test_nothing_of_a_call_goes_out_whatever_the_number_writes_meanwhile(counter: Counter) -> None:
    number, call_sid = f"+8190{uuid4().int % 10**8:08d}", f"CA{uuid4().hex}"
    conversation_id = await counter.texted("住所を変えたい", number, via=Channel.voice)
    await counter.log(conversation_id, ev.CallStarted(call_sid=call_sid, direction=Direction.inbound))
    await counter.texted("はい", number)
    await counter.log(conversation_id, said("新しいご住所は東京都ですね。"))
    assert await pump(counter.desk, conversation_id) == 0


async def test_the_sweep_may_come_before_the_first_message(counter: Counter) -> None:
    desk, conversation_id = changed(counter.desk, rules=RULES), await counter.texted()
    assert await pump(desk, conversation_id) == 0
    for text in ("承りました。", "お待ちください。"):
        await counter.log(conversation_id, said(text))
        await pump(desk, conversation_id)
    assert await counter.bodies(conversation_id) == [f"承りました。\n{RULES.words.opt_out_hint}", "お待ちください。"]


async def test_the_sweep_finds_what_nobody_kicked(counter: Counter) -> None:
    sms = SmsPump(counter.desk)
    behind, told = await counter.texted(), await counter.texted()
    for conversation_id in (behind, told):
        await counter.log(conversation_id, said("承りました。"))
    assert await sms.sweep() == 0
    await pump(counter.desk, told)
    counter.clock.turn(seconds=3)
    assert await sms.sweep() == 1
    await counter.background.run()
    assert await counter.bodies(behind) == ["承りました。"]
    counter.clock.turn(seconds=3)
    assert await sms.sweep() == 0
    await counter.background.run()
