"""A turn belongs to one process at a time, and whoever lost it changes nothing."""

import asyncio
from datetime import timedelta

from conversation_builders import NOON, receive_message, start_conversation, wait_for_a_blocked_statement

from conversation.model import TurnId
from conversation.turns import (
    ClaimedTurn,
    TurnResult,
    claim_turn,
    finish_turn,
    list_unfinished_turns,
    read_result,
    record_result,
)
from database.engine import Database
from database.vault import Vault

LEASE = timedelta(seconds=30)
DECIDED = TurnResult(say=("受け付けました。",), contact_reason="address_change")


async def start_turn(database: Database, vault: Vault) -> TurnId:
    received = await receive_message(database, vault, await start_conversation(database, vault))
    assert received.turn_id is not None
    return received.turn_id


async def claim(database: Database, vault: Vault, turn_id: TurnId, *, seconds: float = 0) -> ClaimedTurn | None:
    async with database.sessions.begin() as session:
        return await claim_turn(session, vault, turn_id, at=NOON + timedelta(seconds=seconds), lease=LEASE)


async def finish(database: Database, vault: Vault, turn: ClaimedTurn | None) -> tuple[bool, TurnResult | None]:
    assert turn is not None
    async with database.sessions.begin() as session:
        return await finish_turn(session, vault, turn)


async def test_two_concurrent_claims_have_one_owner(database: Database, vault: Vault) -> None:
    turn_id = await start_turn(database, vault)
    claims = await asyncio.gather(*(claim(database, vault, turn_id) for _ in range(2)))
    assert [turn is None for turn in claims].count(False) == 1


async def test_a_claim_waits_for_another_and_then_finds_it_taken(database: Database, vault: Vault) -> None:
    turn_id = await start_turn(database, vault)
    async with asyncio.TaskGroup() as tasks, database.sessions.begin() as session:
        assert await claim_turn(session, vault, turn_id, at=NOON, lease=LEASE) is not None
        second = tasks.create_task(claim(database, vault, turn_id))
        await wait_for_a_blocked_statement(session)
    assert second.result() is None


async def test_a_turn_is_finished_once(database: Database, vault: Vault) -> None:
    turn_id = await start_turn(database, vault)
    turn = await claim(database, vault, turn_id)
    assert await finish(database, vault, turn) == (True, None)
    assert await finish(database, vault, turn) == (False, None)
    assert await claim(database, vault, turn_id, seconds=3600) is None


async def test_two_concurrent_finishes_have_one_owner(database: Database, vault: Vault) -> None:
    turn = await claim(database, vault, await start_turn(database, vault))
    results = await asyncio.gather(*(finish(database, vault, turn) for _ in range(2)))
    assert sorted(is_ours for is_ours, _ in results) == [False, True]


async def test_a_lease_is_kept_until_it_runs_out(database: Database, vault: Vault) -> None:
    turn_id = await start_turn(database, vault)
    assert await claim(database, vault, turn_id) is not None
    assert await claim(database, vault, turn_id, seconds=30) is None
    assert await claim(database, vault, turn_id, seconds=30.001) is not None


async def test_who_lost_the_lease_cannot_finish(database: Database, vault: Vault) -> None:
    turn_id = await start_turn(database, vault)
    first = await claim(database, vault, turn_id)
    second = await claim(database, vault, turn_id, seconds=31)
    assert await finish(database, vault, first) == (False, None)
    assert await finish(database, vault, second) == (True, None)


async def test_a_claim_after_a_crash_finds_what_was_decided(database: Database, vault: Vault) -> None:
    turn_id = await start_turn(database, vault)
    await claim(database, vault, turn_id)
    async with database.sessions.begin() as session:
        await record_result(session, vault, turn_id, DECIDED)
    second = await claim(database, vault, turn_id, seconds=31)
    assert second is not None
    assert (second.result, second.attempts) == (DECIDED, 2)
    assert await finish(database, vault, second) == (True, DECIDED)


async def test_a_decision_that_was_rolled_back_is_not_found(database: Database, vault: Vault) -> None:
    turn_id = await start_turn(database, vault)
    async with database.sessions() as session:
        await record_result(session, vault, turn_id, DECIDED)
        await session.rollback()
        assert await read_result(session, vault, turn_id) is None


async def test_the_first_decision_stays(database: Database, vault: Vault) -> None:
    turn_id = await start_turn(database, vault)
    await claim(database, vault, turn_id)
    later = TurnResult(say=("遅れた答えです。",))
    async with database.sessions.begin() as session:
        assert await record_result(session, vault, turn_id, DECIDED)
        assert not await record_result(session, vault, turn_id, later)
        assert await read_result(session, vault, turn_id) == DECIDED


async def test_a_turn_that_is_over_takes_no_decision(database: Database, vault: Vault) -> None:
    turn_id = await start_turn(database, vault)
    await finish(database, vault, await claim(database, vault, turn_id))
    async with database.sessions.begin() as session:
        assert not await record_result(session, vault, turn_id, DECIDED)
        assert await read_result(session, vault, turn_id) is None


async def test_turns_of_one_conversation_run_in_order(database: Database, vault: Vault) -> None:
    conversation_id = await start_conversation(database, vault)
    first, second = [(await receive_message(database, vault, conversation_id, name)).turn_id for name in ("m-1", "m-2")]
    assert first is not None
    assert second is not None
    assert await claim(database, vault, second) is None
    turn = await claim(database, vault, first)
    assert await claim(database, vault, second) is None
    await finish(database, vault, turn)
    assert await claim(database, vault, second) is not None


async def test_turns_of_two_conversations_run_side_by_side(database: Database, vault: Vault) -> None:
    turns = [await start_turn(database, vault) for _ in range(2)]
    assert None not in [await claim(database, vault, turn_id) for turn_id in turns]


async def test_the_sweep_finds_what_nobody_works_on(database: Database, vault: Vault) -> None:
    waiting, leased, lapsed = [await start_turn(database, vault) for _ in range(3)]
    done = await start_turn(database, vault)
    await claim(database, vault, leased, seconds=60)
    await claim(database, vault, lapsed)
    await finish(database, vault, await claim(database, vault, done))
    async with database.sessions() as session:
        now = NOON + timedelta(seconds=61)
        found = await list_unfinished_turns(session, at=now, older_than=timedelta(seconds=10))
        assert {waiting, leased, lapsed, done} & {turn.turn_id for turn in found} == {waiting, lapsed}
        fresh = await list_unfinished_turns(session, at=now, older_than=timedelta(seconds=62))
        assert waiting not in {turn.turn_id for turn in fresh}
