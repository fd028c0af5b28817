"""Budgets that parallel senders and restarts cannot exceed, and numbers that want nothing."""

import asyncio
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from conversation.messages import Receipt
from gateway.channels.sms.budget import is_opted_out, opt_in, opt_out
from gateway.channels.sms.sms_file import SmsFile
from gateway.channels.sms.tables import SentSmsRow
from tests.integration.sms_out.scene import RULES, Counter

pytestmark = pytest.mark.integration

NUMBER = "+819000000001"
PREFIX = "+81900000"


def limited(**budgets: int) -> SmsFile:
    return RULES.model_copy(update={"budgets": RULES.budgets.model_copy(update=budgets)})


async def counted(counter: Counter) -> list[UUID]:
    async with counter.database.sessions() as session:
        return list(await session.scalars(select(SentSmsRow.delivery_id)))


@pytest.mark.parametrize(
    ("rules", "numbers", "most"),
    [
        (limited(per_number_hour=7), [NUMBER] * 20, 7),
        (limited(per_prefix_hour=9, per_number_hour=9), [f"{PREFIX}{n:04d}" for n in range(20)], 9),
        (limited(per_day=11), [f"+819000{n:02d}0000" for n in range(20)], 11),
    ],
)
async def test_twenty_senders_at_once_never_exceed_a_budget(
    counter: Counter, rules: SmsFile, numbers: list[str], most: int
) -> None:
    staged = [await counter.stage(number) for number in numbers]
    states = await asyncio.gather(*(counter.carry_out(delivery_id, rules) for delivery_id in staged))
    assert sorted(states) == ["failed"] * (20 - most) + ["sent"] * most
    assert len(counter.carrier.accepted) == most
    codes = {(await counter.row(delivery_id)).error_code for delivery_id in staged}
    assert codes == {None, "budget_exhausted"}


async def test_a_restart_resets_no_budget_and_time_does(counter: Counter) -> None:
    rules = limited(per_number_hour=2)
    assert [await counter.carry_out(await counter.stage(NUMBER), rules) for _ in range(3)] == ["sent", "sent", "failed"]
    # Everything that sends is built anew for each delivery: only the database remembers.
    counter.clock.turn(minutes=59)
    assert await counter.carry_out(await counter.stage(NUMBER), rules) == "failed"
    counter.clock.turn(minutes=2)
    assert await counter.carry_out(await counter.stage(NUMBER), rules) == "sent"


async def test_codes_have_five_an_hour_and_a_conversation_does_not_use_them_up(counter: Counter) -> None:
    for _ in range(6):
        assert await counter.carry_out(await counter.stage(NUMBER)) == "sent"
    codes = [await counter.carry_out(await counter.stage(NUMBER, "one_time_code")) for _ in range(6)]
    assert codes == ["sent"] * 5 + ["failed"]
    assert await counter.carry_out(await counter.stage(NUMBER)) == "sent"


async def test_codes_to_many_numbers_of_a_prefix_end_at_twenty(counter: Counter) -> None:
    staged = [await counter.stage(f"{PREFIX}{n:04d}", "one_time_code") for n in range(25)]
    states = [await counter.carry_out(delivery_id) for delivery_id in staged]
    assert states == ["sent"] * 20 + ["failed"] * 5


@pytest.mark.parametrize("first", [Receipt("busy"), Receipt("unknown")])
async def test_a_message_tried_again_counts_once(counter: Counter, first: Receipt) -> None:
    rules, counter.carrier.script = limited(per_number_hour=1), [(first, False)]
    delivery_id = await counter.stage(NUMBER)
    assert await counter.carry_out(delivery_id, rules) == f"delivery_{first.outcome}"
    counter.clock.turn(seconds=15)
    assert await counter.carry_out(delivery_id, rules) == "sent"
    assert await counted(counter) == [delivery_id]


@pytest.mark.parametrize("number", ["+815000000001", "+81300000001", "+8820000000001", "MINATO"])
async def test_other_numbers_fail_without_a_word_to_the_carrier(counter: Counter, number: str) -> None:
    delivery_id = await counter.stage(number)
    assert await counter.carry_out(delivery_id) == "failed"
    assert (await counter.row(delivery_id)).error_code == "not_a_mobile"
    assert (counter.carrier.accepted, await counted(counter)) == ([], [])


async def test_who_has_opted_out_gets_the_confirmation_only(counter: Counter) -> None:
    async with counter.database.sessions.begin() as session:
        await opt_out(session, counter.vault, NUMBER, at=counter.clock())
        await opt_out(session, counter.vault, NUMBER, at=counter.clock())
    refused = await counter.stage(NUMBER)
    assert await counter.carry_out(refused) == "failed"
    assert (await counter.row(refused)).error_code == "opted_out"
    assert await counter.carry_out(await counter.stage(NUMBER, "opt_out_confirmation")) == "sent"
    async with counter.database.sessions.begin() as session:
        await opt_in(session, counter.vault, NUMBER)
    assert await counter.carry_out(await counter.stage(NUMBER)) == "sent"


async def test_the_carriers_opt_out_is_kept(counter: Counter) -> None:
    counter.carrier.script = [(Receipt("failed", error_code="21610"), False)]
    delivery_id = await counter.stage(NUMBER)
    assert await counter.carry_out(delivery_id) == "failed"
    assert (await counter.row(delivery_id)).error_code == "21610"
    async with counter.database.sessions() as session:
        assert await is_opted_out(session, counter.vault, NUMBER)
        assert not await is_opted_out(session, counter.vault, f"+8190{uuid4().int % 10**8:08d}")
