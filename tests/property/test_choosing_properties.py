"""Whoever waits and whoever is ready: the choice keeps its promises, and equals the same rules written plainly."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from itertools import count, cycle
from uuid import UUID

from choosing_reference import choose_plainly, free_left, in_turn, may_take
from hypothesis import given
from hypothesis import strategies as st

from conversation.model import Channel, ConversationId
from handoff.choosing import choose
from handoff.model import AgentId, ReadyAgent, Waiting

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
AGENT_IDS = [AgentId(UUID(int=number)) for number in range(6)]
MOST_HEAD_START, MOST_ARRIVALS = 5, 2
Floor = tuple[list[Waiting], list[ReadyAgent]]


def at(second: int) -> datetime:
    return NOW + timedelta(seconds=second)


# Few values of each, so that contacts compete, times tie, and agents are both suited and unsuited.
seconds = st.integers(0, 4).map(at)
channels = st.sampled_from([Channel.webchat, Channel.webchat, Channel.voice])
queues = st.sampled_from(["general", "accident"])
skills = st.sampled_from(["english", "motor"])
rare_skills = st.sampled_from([(), (), (), ("english",), ("motor",), ("nobody_has_it",)])
contacts = st.builds(
    Waiting,
    conversation_id=st.uuids().map(ConversationId),
    channel=channels,
    queues=st.lists(queues, min_size=1, max_size=2, unique=True).map(tuple),
    rank_at=seconds,
    skills=rare_skills.map(frozenset),
    preferred_agent_id=st.none() | st.sampled_from(AGENT_IDS),
    excluded_agent_ids=st.just(frozenset()) | st.frozensets(st.sampled_from(AGENT_IDS), max_size=2),
)
ready_agents = st.builds(
    ReadyAgent,
    agent_id=st.sampled_from(AGENT_IDS),
    idle_since=seconds,
    free=st.dictionaries(channels, st.sampled_from([1, 2, 3, 0, -1]), min_size=1),
    queues=st.frozensets(queues, min_size=1),
    skills=st.frozensets(skills),
)
floors = st.tuples(
    st.lists(contacts, min_size=3, max_size=14, unique_by=lambda contact: contact.conversation_id),
    st.lists(ready_agents, min_size=2, max_size=6, unique_by=lambda agent: agent.agent_id),
)


@given(floors)
def test_the_choice_equals_the_rules_written_plainly(floor: Floor) -> None:
    assert choose(*floor) == choose_plainly(*floor)


@given(floors, st.data())
def test_the_order_of_the_arguments_decides_nothing(floor: Floor, data: st.DataObject) -> None:
    waiting, agents = floor
    assert choose(data.draw(st.permutations(waiting)), data.draw(st.permutations(agents))) == choose(waiting, agents)


@given(floors)
def test_a_contact_has_at_most_one_agent(floor: Floor) -> None:
    matched = [match.conversation_id for match in choose(*floor)]
    assert len(matched) == len(set(matched))
    assert set(matched) <= {contact.conversation_id for contact in floor[0]}


@given(floors)
def test_no_capacity_is_exceeded_on_any_channel(floor: Floor) -> None:
    waiting, agents = floor
    channel_of = {contact.conversation_id: contact.channel for contact in waiting}
    free = {(agent.agent_id, channel): agent.free.get(channel, 0) for agent in agents for channel in Channel}
    taken = Counter((match.agent_id, channel_of[match.conversation_id]) for match in choose(waiting, agents))
    assert all(number <= free[place] for place, number in taken.items())


@given(floors)
def test_nobody_is_given_a_contact_they_may_not_take(floor: Floor) -> None:
    waiting, agents = floor
    contact_of = {contact.conversation_id: contact for contact in waiting}
    agent_of = {agent.agent_id: agent for agent in agents}
    pairs = [(agent_of[match.agent_id], contact_of[match.conversation_id]) for match in choose(waiting, agents)]
    assert all(may_take(agent, contact) for agent, contact in pairs)


@given(floors)
def test_nobody_waits_while_an_agent_who_may_take_them_is_free(floor: Floor) -> None:
    waiting, agents = floor
    matches = choose(waiting, agents)
    matched = {match.conversation_id for match in matches}
    left = [contact for contact in waiting if contact.conversation_id not in matched]
    assert not [
        (contact, agent)
        for contact in left
        for agent in agents
        if may_take(agent, contact) and free_left(agent, contact, waiting, matches) > 0
    ]


@given(floors)
def test_among_contacts_with_the_same_needs_the_earlier_is_served_first(floor: Floor) -> None:
    waiting, agents = floor
    matched = {match.conversation_id for match in choose(waiting, agents)}
    served_by_needs = defaultdict(list)
    for contact in in_turn(waiting):
        needs = (contact.channel, frozenset(contact.queues), contact.skills, contact.excluded_agent_ids)
        served_by_needs[needs].append(contact.conversation_id in matched)
    assert all(served == sorted(served, reverse=True) for served in served_by_needs.values())


@given(floors)
def test_only_a_full_agent_is_passed_over_by_who_prefers_them(floor: Floor) -> None:
    waiting, agents = floor
    matches = choose(waiting, agents)
    contact_of = {contact.conversation_id: contact for contact in waiting}
    passed_over = [
        (agent, contact_of[match.conversation_id], matches[:place])
        for place, match in enumerate(matches)
        for agent in agents
        if contact_of[match.conversation_id].preferred_agent_id == agent.agent_id != match.agent_id
        and may_take(agent, contact_of[match.conversation_id])
    ]
    assert all(free_left(agent, contact, waiting, before) <= 0 for agent, contact, before in passed_over)


equal_agents = st.lists(seconds, min_size=1, max_size=6)


@given(equal_agents, st.lists(channels, max_size=20))
def test_equal_agents_are_given_equally_many(idle_since: list[datetime], arriving: list[Channel]) -> None:
    agents = [general_agent(number, idle, dict.fromkeys(Channel, 20)) for number, idle in enumerate(idle_since)]
    waiting = [general_contact(number, channel, at(0)) for number, channel in enumerate(arriving)]
    given_to = Counter(match.agent_id for match in choose(waiting, agents))
    numbers = [given_to[agent.agent_id] for agent in agents]
    assert sum(numbers) == len(waiting)
    assert max(numbers) - min(numbers) <= 1


@given(equal_agents, st.integers(0, 4), st.integers(0, 30))
def test_equal_agents_fill_up_equally(idle_since: list[datetime], free: int, number_waiting: int) -> None:
    agents = [general_agent(number, idle, {Channel.webchat: free}) for number, idle in enumerate(idle_since)]
    waiting = [general_contact(number, Channel.webchat, at(number)) for number in range(number_waiting)]
    given_to = Counter(match.agent_id for match in choose(waiting, agents))
    numbers = [given_to[agent.agent_id] for agent in agents]
    assert sum(numbers) == min(number_waiting, free * len(agents))
    assert max(numbers) - min(numbers) <= 1


head_starts = st.just(MOST_HEAD_START) | st.integers(0, MOST_HEAD_START)
arrivals = st.lists(st.lists(head_starts, max_size=MOST_ARRIVALS), min_size=1, max_size=20)


@given(arrivals)
def test_nobody_starves_behind_contacts_with_a_head_start(arriving: list[list[int]]) -> None:
    """One agent takes one contact a second, and others keep arriving with a head start.

    Only who arrives within the longest head start can come before the contact that waits from the beginning.
    """
    oldest = general_contact(0, Channel.webchat, at(0))
    waiting, numbers = [oldest], count(1)
    for second, head_starts_now in zip(range(MOST_ARRIVALS * MOST_HEAD_START + 1), cycle(arriving), strict=False):
        ranks = [at(second - head_start) for head_start in head_starts_now]
        waiting += [general_contact(next(numbers), Channel.webchat, rank_at) for rank_at in ranks]
        served = {match.conversation_id for match in choose(waiting, [general_agent(0, NOW, {Channel.webchat: 1})])}
        waiting = [contact for contact in waiting if contact.conversation_id not in served]
    assert oldest not in waiting


def general_agent(number: int, idle_since: datetime, free: dict[Channel, int]) -> ReadyAgent:
    return ReadyAgent(AgentId(UUID(int=number)), idle_since, free, frozenset({"general"}))


def general_contact(number: int, channel: Channel, rank_at: datetime) -> Waiting:
    return Waiting(ConversationId(UUID(int=number)), channel, ("general",), rank_at)
