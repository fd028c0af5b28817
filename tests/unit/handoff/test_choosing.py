"""Which contact goes to which agent: one rule a test."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest

from conversation.model import Channel, ConversationId
from handoff.choosing import choose
from handoff.model import AgentId, ReadyAgent, Waiting

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
SATO, SUZUKI, TANAKA = (AgentId(UUID(int=number)) for number in (1, 2, 3))
CHAT, CALL = Channel.webchat, Channel.voice


def contact(number: int, **changes: Any) -> Waiting:
    """The contact that entered as the number-th."""
    rank_at = NOW + timedelta(seconds=number)
    return replace(Waiting(ConversationId(UUID(int=number)), CHAT, ("general",), rank_at), **changes)


def agent(agent_id: AgentId, idle_minutes: int = 0, free: Mapping[Channel, int] | None = None) -> ReadyAgent:
    idle_since = NOW - timedelta(minutes=idle_minutes)
    return ReadyAgent(agent_id, idle_since, {CHAT: 1} if free is None else free, frozenset({"general"}))


def chosen(waiting: list[Waiting], agents: list[ReadyAgent]) -> list[tuple[int, AgentId]]:
    return [(match.conversation_id.int, match.agent_id) for match in choose(waiting, agents)]


def test_nothing_comes_of_nobody() -> None:
    assert choose([], [agent(SATO)]) == []
    assert choose([contact(1)], []) == []


def test_the_first_in_rank_is_served_and_the_others_wait() -> None:
    assert chosen([contact(3), contact(1), contact(2)], [agent(SATO)]) == [(1, SATO)]


def test_of_the_same_rank_the_smaller_id_is_served() -> None:
    assert chosen([contact(2, rank_at=NOW), contact(1, rank_at=NOW)], [agent(SATO)]) == [(1, SATO)]


def test_rank_compares_moments_not_clocks() -> None:
    tokyo = timezone(timedelta(hours=9))
    earlier = contact(2, rank_at=NOW.astimezone(tokyo) - timedelta(seconds=1))
    assert chosen([contact(1, rank_at=NOW), earlier], [agent(SATO)]) == [(2, SATO)]


def test_the_agent_idle_longest_is_given_the_contact() -> None:
    assert chosen([contact(1)], [agent(SATO, 1), agent(SUZUKI, 5), agent(TANAKA, 2)]) == [(1, SUZUKI)]


def test_of_agents_idle_equally_long_the_smaller_id_is_given_it() -> None:
    assert chosen([contact(1)], [agent(SUZUKI, 5), agent(SATO, 5)]) == [(1, SATO)]


def test_who_was_given_a_contact_is_no_longer_idle() -> None:
    agents = [agent(SATO, 60, {CHAT: 3}), agent(SUZUKI, 1, {CHAT: 3})]
    assert chosen([contact(n) for n in range(1, 5)], agents) == [(1, SATO), (2, SUZUKI), (3, SATO), (4, SUZUKI)]


def test_a_call_just_given_counts_before_the_next_chat() -> None:
    agents = [agent(SATO, 60, {CHAT: 1, CALL: 1}), agent(SUZUKI, 1)]
    assert chosen([contact(1, channel=CALL), contact(2)], agents) == [(1, SATO), (2, SUZUKI)]


def test_the_preferred_agent_comes_before_the_one_idle_longest() -> None:
    assert chosen([contact(1, preferred_agent_id=SATO)], [agent(SATO), agent(SUZUKI, 5)]) == [(1, SATO)]


@pytest.mark.parametrize(
    ("preferred", "changes"),
    [
        (agent(SATO, free={CHAT: 0, CALL: 1}), {}),
        (agent(TANAKA), {}),
        (agent(SATO), {"excluded_agent_ids": frozenset({SATO})}),
        (agent(SATO), {"skills": frozenset({"english"})}),
        (agent(SATO), {"queues": ("complaint",)}),
    ],
    ids=["full", "not ready", "excluded", "without the skill", "of another queue"],
)
def test_a_preferred_agent_who_is_not_eligible_holds_nobody_up(preferred: ReadyAgent, changes: dict[str, Any]) -> None:
    other = replace(agent(SUZUKI), queues=frozenset({"general", "complaint"}), skills=frozenset({"english"}))
    other = replace(other, idle_since=NOW - timedelta(hours=1))
    assert chosen([contact(1, preferred_agent_id=SATO, **changes)], [preferred, other]) == [(1, SUZUKI)]


@pytest.mark.parametrize(
    "changes",
    [
        {"channel": CALL},
        {"queues": ("accident",)},
        {"queues": ()},
        {"skills": frozenset({"english"})},
        {"skills": frozenset({"motor", "english"})},
        {"excluded_agent_ids": frozenset({SATO, SUZUKI})},
    ],
    ids=["channel", "queue", "no queue", "skill", "one of two skills", "excluded"],
)
def test_a_contact_nobody_may_take_waits_and_blocks_nobody(changes: dict[str, Any]) -> None:
    motor_agent = replace(agent(SATO), skills=frozenset({"motor"}))
    assert chosen([contact(1, **changes), contact(2)], [motor_agent]) == [(2, SATO)]


def test_an_agent_of_the_overflow_queue_may_take_the_contact() -> None:
    assert chosen([contact(1, queues=("accident", "general"))], [agent(SATO)]) == [(1, SATO)]


def test_all_skills_are_needed_and_more_do_no_harm() -> None:
    able = replace(agent(SATO), skills=frozenset({"motor", "english", "senior"}))
    needing = contact(1, skills=frozenset({"motor", "english"}))
    assert chosen([needing], [agent(SUZUKI, 60), able]) == [(1, SATO)]


def test_each_channel_has_its_own_capacity() -> None:
    waiting = [contact(1), contact(2), contact(3, channel=CALL), contact(4, channel=CALL)]
    assert chosen(waiting, [agent(SATO, free={CHAT: 1, CALL: 1})]) == [(1, SATO), (3, SATO)]


def test_an_agent_above_a_lowered_capacity_is_given_nothing() -> None:
    assert chosen([contact(1)], [agent(SATO, free={CHAT: -1})]) == []


def test_the_arguments_stay_as_they_were() -> None:
    free = {CHAT: 1}
    waiting = [contact(2), contact(1)]
    choose(waiting, [agent(SATO, free=free)])
    assert free == {CHAT: 1}
    assert waiting == [contact(2), contact(1)]
