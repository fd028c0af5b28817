"""The report on the bot and the list of misunderstood sentences, from contacts as the counter really leaves them."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from zlib import crc32

import pytest
from counter_scene import MORNING, TARO, Visitor, crm_with_demo

from conversation import events as ev
from conversation.model import Channel, HolderKind
from conversation.turns import Outcome
from database.engine import Database
from database.vault import Vault
from gateway.cli.bot_contacts import JST
from gateway.cli.bot_report import Reported, as_json, as_text
from insight.bot_figures import BotReport, report_of
from insight.contact_facts import ContactFacts, HandOver, read_contacts
from insight.misunderstood import Misunderstood, Why, read_misunderstood

pytestmark = pytest.mark.integration

DAYS = 3_650
HOURS = timedelta(hours=6)
FALLBACK, NOT_UNDERSTOOD = "nlu_fallback", "action_say_not_understood"
Comes = Callable[[], Awaitable[Visitor]]


@pytest.fixture
async def comes(database: Database, vault: Vault, request: pytest.FixtureRequest) -> Comes:
    """On a day of this test's own, because a report is about everybody of a day."""
    morning = MORNING + timedelta(days=1_000 + crc32(request.node.name.encode()) % DAYS)
    crm = await crm_with_demo(morning)

    async def arrive() -> Visitor:
        visitor = Visitor(database, vault, crm, now=morning)
        await visitor.arrives()
        return visitor

    return arrive


async def leaves(visitor: Visitor) -> None:
    await visitor.happens(ev.ContactClosed(disposition="answered"))


async def facts(visitor: Visitor, channel: Channel | None = None) -> list[ContactFacts]:
    async with visitor.database.sessions() as session:
        found = read_contacts(
            session, visitor.vault, since=visitor.now - HOURS, until=visitor.now + HOURS, channel=channel
        )
        return [contact async for contact in found]


async def report(visitor: Visitor) -> BotReport:
    return report_of(await facts(visitor), low_below=0.6, zone=JST)


async def misunderstood(visitor: Visitor) -> list[Misunderstood]:
    async with visitor.database.sessions() as session:
        found = read_misunderstood(
            session, visitor.vault, since=visitor.now - HOURS, until=visitor.now + HOURS, low_below=0.6
        )
        return [item async for item in found]


async def test_who_was_answered_is_resolved_and_who_left_a_question_open_has_given_up(comes: Comes) -> None:
    thanked = await comes()
    await thanked.says("さようなら", "goodbye", action="action_small_talk")
    await leaves(thanked)
    gone = await comes()
    await gone.says("住所変更をお願いします", "change_address")
    await gone.says(TARO[0])
    await leaves(gone)
    total = (await report(gone)).total
    assert (total.contacts, total.resolved, total.abandoned, total.with_person) == (2, 1, 1, 0)
    assert total.contained == 2
    assert (await report(gone)).left_at == {("address_change", "identity.policy_no"): 1}


async def test_misses_before_a_person_are_counted(comes: Comes) -> None:
    visitor = await comes()
    for text in ("むにゃむにゃ", "ふがふが"):
        await visitor.says(text, FALLBACK, 0.2, action=NOT_UNDERSTOOD)
    await visitor.happens(ev.HolderChanged(holder=HolderKind.queue, holder_name="general", reason="not_understood"))
    (contact,) = await facts(visitor)
    assert contact.hand_overs == (HandOver("not_understood", 2),)
    assert [turn.outcome for turn in contact.turns] == [Outcome.missed, Outcome.missed]
    found = await report(visitor)
    assert found.misses_before_person == {2: 1}
    assert (found.total.fallbacks, found.total.missed) == (2, 2)
    assert [item.why for item in await misunderstood(visitor)] == [Why.fallback, Why.fallback]


async def test_an_answer_that_is_asked_again_is_missed_and_is_no_fallback(comes: Comes) -> None:
    visitor = await comes()
    await visitor.says("住所変更をお願いします", "change_address")
    await visitor.identifies()
    await visitor.says("ええと", FALLBACK, 0.1)
    (contact,) = await facts(visitor)
    last = contact.turns[-1]
    assert last.outcome is Outcome.missed
    assert last.to_question == last.open_question
    total = (await report(visitor)).total
    assert (total.missed, total.fallbacks, total.low_confidence) == (1, 0, 0)
    assert await misunderstood(visitor) == [], "answers inside a procedure are no training data for intents"


async def test_what_the_agent_called_otherwise_is_listed_with_the_guess(comes: Comes) -> None:
    visitor = await comes()
    await visitor.says("住所変更をお願いします", "change_address")
    await visitor.happens(ev.ContactReasonNoted(contact_reason="address_change"))
    await visitor.happens(ev.HolderChanged(holder=HolderKind.queue, holder_name="general", reason="asked_for"))
    await visitor.happens(ev.ContactClosed(disposition="answered", contact_reason="renewal", agent_id="agent-1"))
    (item,) = await misunderstood(visitor)
    assert (item.why, item.guess, item.text) == (Why.corrected, "change_address", "住所変更をお願いします")


async def test_a_sure_sentence_that_nobody_corrected_is_not_listed(comes: Comes) -> None:
    visitor = await comes()
    await visitor.says("住所変更をお願いします", "change_address")
    await leaves(visitor)
    assert await misunderstood(visitor) == []


async def test_channels_are_told_apart(comes: Comes) -> None:
    visitor = await comes()
    await visitor.says("さようなら", "goodbye", action="action_small_talk")
    assert len(await facts(visitor, Channel.webchat)) == 1
    assert await facts(visitor, Channel.voice) == []


async def test_the_printed_report_has_every_figure_and_no_words_of_customers(comes: Comes) -> None:
    visitor = await comes()
    await visitor.says("むにゃむにゃ太郎", FALLBACK, 0.2, action=NOT_UNDERSTOOD)
    await leaves(visitor)
    reported = Reported(("2026-11-01", "2026-12-01"), await report(visitor), ())
    assert as_json(reported)["total"]["abandoned"] == 1
    assert "むにゃ" not in as_text(reported)
    assert "webchat" in as_text(reported)
