"""What a case promises is one promise with its due time; it is kept with the case, and customers may ask for it."""

from datetime import timedelta

import pytest

from casework.cases.records import list_cases
from conversation.model import Channel
from database.engine import Database
from database.vault import Vault
from gateway.fulfilment import FulfilmentDesk, fulfil_case
from handoff.promises import Promise, PromiseKind, PromiseState
from tests.integration.counter_customer import HANAKO, Customer, offered, rules, said

pytestmark = pytest.mark.integration

CALL_ME = ("折り返し電話をお願いします", "request_callback", 0.97, "action_open_procedure")
ASK = ("連絡まだですか", "ask_claim_status", 0.9, "action_tell_status")
CONFIRM = "はい、この内容で申し込みます"
SORRY = "お約束した期日を過ぎてもご連絡できておらず、誠に申し訳ございません。"


@pytest.fixture
async def customer(database: Database, vault: Vault) -> Customer:
    someone = Customer(database, vault)
    await someone.arrives()
    return someone


async def asks_for_a_callback(customer: Customer) -> Promise:
    await customer.says(*CALL_ME)
    for answer in ("09000000001", "いつでも", "保険料の相談"):
        await customer.says(answer)
    await customer.says(CONFIRM, "affirm")
    (promise,) = await customer.promised()
    return promise


async def test_a_callback_case_is_a_promise_of_a_call(customer: Customer) -> None:
    promise = await asks_for_a_callback(customer)
    assert (promise.kind, promise.made_by, promise.kept_at) == (PromiseKind.callback, None, None)
    # Monday 23 November is a holiday: one business day after it.
    assert promise.due_at.isoformat() == "2026-11-24T08:00:00+00:00"
    assert promise.case_no is not None
    assert promise.case_no in promise.text
    assert [job.arguments for job in customer.jobs.deferred if job.task == "remind_promise"] == [
        {"promise_id": str(promise.promise_id)}
    ]


async def test_a_repeated_confirmation_promises_nothing_twice(customer: Customer) -> None:
    first = await asks_for_a_callback(customer)
    await customer.says(CONFIRM, "affirm")
    assert await customer.promised() == [first]


async def test_the_time_is_told_again_to_who_asks_before_it(customer: Customer) -> None:
    await asks_for_a_callback(customer)
    told = await customer.says(*ASK)
    assert "11月24日（火）までに、担当者からお電話いたします。" in said(told)
    (promise,) = await customer.promised()
    assert promise.asked_at is None


async def test_who_asks_after_the_time_hears_an_apology_and_waits_before_others(customer: Customer) -> None:
    await asks_for_a_callback(customer)
    customer.clock.turn(days=2)
    sorry = await customer.says(*ASK)
    assert SORRY in said(sorry)
    (promise,) = await customer.promised()
    assert promise.asked_at == customer.clock()
    passed_on = await customer.says("はい", "affirm", action="action_small_talk")
    assert passed_on.handoff is not None
    assert passed_on.handoff.reason == "promise_overdue"
    assert rules().queues.reasons["promise_overdue"].head_start_seconds > 0


async def test_a_person_asked_for_without_an_overdue_promise_comes_in_turn(customer: Customer) -> None:
    await asks_for_a_callback(customer)
    passed_on = await customer.says("担当者につないで", "talk_to_agent", 0.99, "action_hand_off")
    assert passed_on.handoff is not None
    assert passed_on.handoff.reason == "asked_for"


async def test_a_caller_hears_nothing_of_another_call(database: Database, vault: Vault) -> None:
    caller = Customer(database, vault, Channel.voice)
    await caller.arrives()
    await asks_for_a_callback(caller)
    await caller.leaves()
    caller.clock.turn(days=2)
    told = await caller.says(*ASK)
    assert SORRY not in said(told)
    assert "11月" not in said(told)


async def test_who_has_proved_who_they_are_hears_of_what_is_overdue_with_their_cases(customer: Customer) -> None:
    await customer.says("こんにちは", "greet", action="action_small_talk")
    await customer.proves(HANAKO)
    await asks_for_a_callback(customer)
    customer.clock.turn(days=2)
    told = await customer.says("手続きの状況を教えてください", "ask_claim_status", 0.97, "action_tell_status")
    assert SORRY in said(told)
    assert "担当者につなぐ" in offered(told)


async def test_who_never_was_promised_anything_is_asked_who_they_are(customer: Customer) -> None:
    told = await customer.says(*ASK)
    assert SORRY not in said(told)
    assert "お名前" in said(told)


async def test_a_promise_is_kept_when_its_case_is_completed(customer: Customer) -> None:
    promise = await asks_for_a_callback(customer)
    async with customer.database.sessions() as session:
        (case,) = [
            case
            for case in await list_cases(session, customer.vault, procedure="callback", limit=50)
            if case.case_no == promise.case_no
        ]
    completing = {
        "callback": rules()
        .procedures["callback"]
        .model_copy(
            update={
                "outcomes": (rules().procedures["callback"].outcomes[-1].model_copy(update={"status": "completed"}),)
            }
        )
    }
    customer.clock.turn(hours=1)
    desk = FulfilmentDesk(customer.database.sessions, customer.vault, customer.crm, completing, customer.clock)
    await fulfil_case(desk, case.case_no)
    (kept,) = await customer.promised()
    assert (kept.kept_at, kept.asked_at) == (customer.clock(), None)
    await fulfil_case(desk, case.case_no)
    assert await customer.promised(PromiseState.open) == []


async def test_a_case_that_a_person_goes_on_with_stays_promised(customer: Customer) -> None:
    promise = await asks_for_a_callback(customer)
    desk = FulfilmentDesk(customer.database.sessions, customer.vault, customer.crm, rules().procedures, customer.clock)
    await fulfil_case(desk, promise.case_no or "")
    assert await customer.promised(PromiseState.open) == [promise]
    assert promise.due_at - promise.made_at > timedelta(hours=1)
