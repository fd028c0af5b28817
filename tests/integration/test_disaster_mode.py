"""While the disaster mode is on the bot speaks and routes otherwise; when it ends everything is as before."""

from collections.abc import AsyncIterator

import pytest

from conversation.model import Channel
from database.engine import Database
from database.vault import Vault
from tests.integration.counter_customer import (
    HANAKO,
    NOON,
    Customer,
    a_mode,
    offered,
    rules,
    said,
    switch_off,
    switch_on,
)

pytestmark = pytest.mark.integration

SYMPATHY = "台風23号の被害に遭われた皆さまに、心よりお見舞い申し上げます。"
WAIT = "このまま担当者を待つ"
CALLBACK = "折り返し電話を希望する"
PERSON = ("担当者につないで", "talk_to_agent", 0.99, "action_hand_off")
DAMAGED = ("台風で屋根の瓦が飛びました", "report_accident", 0.97, "action_open_procedure")
CRASHED = ("交差点で車に追突されました", "report_accident", 0.97, "action_open_procedure")


@pytest.fixture
async def off(database: Database) -> AsyncIterator[None]:
    """Whatever a test switches on, it leaves nothing on."""
    yield
    await switch_off(database)


@pytest.fixture
async def customer(database: Database, vault: Vault, off: None) -> Customer:
    someone = Customer(database, vault)
    await someone.arrives()
    return someone


async def open_draft_of(customer: Customer) -> str:
    from casework.intakes.store import find_open_draft  # noqa: PLC0415  # Only this question needs it.

    async with customer.database.sessions() as session:
        draft = await find_open_draft(session, customer.vault, customer.conversation_id)
    assert draft is not None
    return draft.procedure


async def test_without_the_mode_nothing_is_different(customer: Customer) -> None:
    greeted = await customer.says("こんにちは", "greet", action="action_small_talk")
    assert "お見舞い" not in said(greeted)
    await customer.says(*DAMAGED)
    assert await open_draft_of(customer) == "accident_report"


async def test_the_first_answer_carries_sympathy_and_what_to_do(customer: Customer) -> None:
    await switch_on(customer.database, a_mode())
    greeted = await customer.says("こんにちは", "greet", action="action_small_talk")
    assert greeted.say[0] == SYMPATHY
    assert "写真" in said(greeted)
    assert "ブレーカー" in said(greeted)
    assert offered(greeted)[0] == "災害による被害のご連絡"
    again = await customer.says("こんにちは", "greet", action="action_small_talk")
    assert "お見舞い" not in said(again)


async def test_a_text_message_has_the_short_greeting_and_a_caller_none(
    database: Database, vault: Vault, off: None
) -> None:
    await switch_on(database, a_mode())
    texter, caller = Customer(database, vault, Channel.sms), Customer(database, vault, Channel.voice)
    await texter.arrives()
    await caller.arrives()
    written = await texter.says("こんにちは", "greet", action="action_small_talk")
    assert written.say[0] == "台風23号の被害に、心よりお見舞い申し上げます。"
    spoken = await caller.says("こんにちは", "greet", action="action_small_talk")
    assert "お見舞い" not in said(spoken)


async def test_damage_of_nature_opens_the_short_form(customer: Customer) -> None:
    await switch_on(customer.database, a_mode())
    opened = await customer.says(*DAMAGED)
    assert await open_draft_of(customer) == "disaster_damage"
    assert "119番" in said(opened)
    assert "写真" in said(opened)


async def test_an_accident_on_the_road_keeps_its_own_report(customer: Customer) -> None:
    await switch_on(customer.database, a_mode())
    await customer.says(*CRASHED)
    assert await open_draft_of(customer) == "accident_report"


async def test_whoever_reports_damage_is_understood_whatever_the_intent(customer: Customer) -> None:
    await switch_on(customer.database, a_mode())
    await customer.says("被害の連絡をしたいんですが", "nlu_fallback", 0.2, "action_say_not_understood")
    assert await open_draft_of(customer) == "disaster_damage"


async def test_the_choice_of_the_greeting_opens_the_form_only_while_the_mode_is_on(customer: Customer) -> None:
    title = rules().procedures["disaster_damage"].title
    await customer.says(title, "report_accident", action="action_open_procedure")
    assert await open_draft_of(customer) == "accident_report"


async def test_the_whole_form_is_submitted_with_a_longer_promise(customer: Customer) -> None:
    await switch_on(customer.database, a_mode())
    await customer.says(*DAMAGED)
    for answer in (
        "一部の破損",
        "はい",
        "いいえ",
        "1050011",
        "佐藤花子です",
        "09000000001",
        "あとで送る",
        "わからない",
    ):
        last = await customer.says(answer)
    assert "「保険金で直せる」" in said(last)
    done = await customer.says("はい、この内容で連絡します", "affirm")
    assert "受付番号" in said(done)
    # Monday 23 November is a holiday: five business days after it is Monday, 30 November.
    assert "11月30日（月）" in said(done)
    (promise,) = await customer.promised()
    assert promise.case_no is not None
    assert promise.case_no in said(done)
    assert (promise.kind, promise.made_by) == ("callback", None)
    assert promise.due_at.isoformat() == "2026-11-30T08:00:00+00:00"


async def test_danger_in_the_form_goes_to_a_person_at_once(customer: Customer) -> None:
    await switch_on(customer.database, a_mode())
    opened = await customer.says("大雨で家が浸水して二階に取り残されています", "report_accident")
    assert opened.handoff is not None
    assert opened.handoff.reason == "emergency"
    assert "119番" in said(opened)


async def test_an_emergency_is_neither_greeted_nor_called_back(customer: Customer) -> None:
    await switch_on(customer.database, a_mode())
    helped = await customer.says("意識がない人がいます", "report_accident")
    assert "119番" in helped.say[0]
    assert helped.handoff is not None
    assert WAIT not in offered(helped)


async def test_a_callback_is_offered_before_the_queue(customer: Customer) -> None:
    await switch_on(customer.database, a_mode())
    asked = await customer.says(*PERSON)
    assert asked.handoff is None
    assert offered(asked) == [CALLBACK, WAIT]
    assert "11月26日（木）" in said(asked)


async def test_who_takes_the_callback_is_promised_it(customer: Customer) -> None:
    await switch_on(customer.database, a_mode())
    await customer.says(*PERSON)
    opened = await customer.says("はい", "affirm")
    assert await open_draft_of(customer) == "callback"
    assert opened.handoff is None
    for answer in ("09000000001", "いつでも", "雨漏りの相談"):
        await customer.says(answer)
    done = await customer.says("はい、この内容で申し込みます", "affirm")
    assert "11月26日（木）" in said(done)
    (promise,) = await customer.promised()
    assert promise.due_at.isoformat() == "2026-11-26T08:00:00+00:00"


@pytest.mark.parametrize("words", [WAIT, "いいえ", "担当者につないで"])
async def test_who_would_rather_wait_waits_where_they_were_going(customer: Customer, words: str) -> None:
    await switch_on(customer.database, a_mode())
    await customer.says(*PERSON)
    waits = await customer.says(words, "deny")
    assert waits.handoff is not None
    assert (waits.handoff.reason, waits.handoff.queue) == ("asked_for", "general")


async def test_waiting_works_although_the_mode_has_ended_meanwhile(customer: Customer) -> None:
    await switch_on(customer.database, a_mode())
    await customer.says(*PERSON)
    await switch_off(customer.database)
    waits = await customer.says(WAIT)
    assert waits.handoff is not None


async def test_the_callback_is_offered_once_in_a_contact(customer: Customer) -> None:
    await switch_on(customer.database, a_mode())
    await customer.says(*PERSON)
    await customer.says("こんにちは", "greet", action="action_small_talk")
    again = await customer.says(*PERSON)
    assert again.handoff is not None


async def test_the_draft_goes_along_to_the_person(customer: Customer) -> None:
    await switch_on(customer.database, a_mode())
    await customer.says(*DAMAGED)
    await customer.says("担当者と話したい", "talk_to_agent", 0.99)
    assert await open_draft_of(customer) == "disaster_damage"
    waits = await customer.says(WAIT)
    assert waits.handoff is not None
    assert waits.handoff.queue == "accident"


@pytest.mark.parametrize(
    ("words", "procedure"),
    [
        ("大阪市で台風で屋根の瓦が飛びました", "accident_report"),
        ("東京都港区で台風で屋根の瓦が飛びました", "disaster_damage"),
        ("〒105-0011の家の屋根が台風で飛びました", "disaster_damage"),
        ("台風で屋根の瓦が飛びました", "disaster_damage"),
    ],
)
async def test_areas_are_those_somebody_says_or_does_not_say(customer: Customer, words: str, procedure: str) -> None:
    await switch_on(customer.database, a_mode("東京都"))
    await customer.says(words, "report_accident", 0.97, "action_open_procedure")
    assert await open_draft_of(customer) == procedure


async def test_who_is_registered_elsewhere_is_served_as_ever(customer: Customer) -> None:
    await switch_on(customer.database, a_mode("北海道"))
    await customer.says("こんにちは", "greet", action="action_small_talk")
    await customer.proves(HANAKO)
    await customer.says(*DAMAGED)
    assert await open_draft_of(customer) == "accident_report"


async def test_when_it_is_switched_off_everything_is_as_before(customer: Customer) -> None:
    await switch_on(customer.database, a_mode())
    await switch_off(customer.database)
    greeted = await customer.says("こんにちは", "greet", action="action_small_talk")
    assert "お見舞い" not in said(greeted)
    person = await customer.says(*PERSON)
    assert person.handoff is not None


async def test_it_expires_by_itself(customer: Customer) -> None:
    await switch_on(customer.database, a_mode(days=3))
    customer.clock.turn(days=3)
    greeted = await customer.says("こんにちは", "greet", action="action_small_talk")
    assert "お見舞い" not in said(greeted)
    assert customer.clock() > NOON
