"""Which waiting contact goes to which agent, decided from nothing but who waits and who is ready.

Invariant: no contact is left waiting while an agent who may take it is free, and no agent is given more than is free.
"""

from collections.abc import Hashable, Iterable, Sequence
from operator import attrgetter
from typing import TypeVar

from conversation.model import Channel
from handoff.model import AgentId, Match, ReadyAgent, Waiting

# One bit an agent: a contact's eligible agents follow in a few operations, however many contacts differ in their needs.
_AgentSet = int
_Key = TypeVar("_Key", bound=Hashable)


def choose(waiting: Sequence[Waiting], agents: Sequence[ReadyAgent]) -> list[Match]:
    """Matches in the order of `rank_at`, whatever the order of the arguments.

    A contact goes to its preferred agent if eligible, otherwise to the one idle longest. Who is given a contact is no
    longer idle, so contacts spread: fewest given in this decision, then idle longest, then the smaller id.
    """
    ready = _ReadyAgents(agents)
    matches = []
    for contact in _in_turn(waiting):
        if not ready.has_capacity:
            break
        agent_id = ready.take(contact)
        if agent_id is not None:
            matches.append(Match(contact.conversation_id, agent_id))
    return matches


def _in_turn(waiting: Sequence[Waiting]) -> list[Waiting]:
    # Two stable sorts, because thousands of pairs as keys would wake the garbage collector.
    in_turn = sorted(waiting, key=lambda contact: contact.conversation_id.int)
    in_turn.sort(key=attrgetter("rank_at"))
    return in_turn


class _ReadyAgents:
    """The agents while contacts are given to them. The lowest bit of a set is the agent idle longest."""

    def __init__(self, agents: Sequence[ReadyAgent]) -> None:
        self._agents = sorted(agents, key=lambda agent: (agent.idle_since, agent.agent_id.int))
        self._bits: dict[AgentId | None, _AgentSet] = {
            agent.agent_id: 1 << place for place, agent in enumerate(self._agents)
        }
        self._free = [{channel: free for channel, free in agent.free.items() if free > 0} for agent in self._agents]
        self._free_on = _sets_by_key(self._free)
        self._in_queue = _sets_by_key(agent.queues for agent in self._agents)
        self._with_skill = _sets_by_key(agent.skills for agent in self._agents)
        self._given = [0] * len(self._agents)
        self._by_given = [(1 << len(self._agents)) - 1]

    @property
    def has_capacity(self) -> bool:
        return any(self._free_on.values())

    def take(self, contact: Waiting) -> AgentId | None:
        """The agent who is given the contact; their free capacity shrinks."""
        eligible = self._eligible_for(contact)
        if not eligible:
            return None
        agent = self._bits.get(contact.preferred_agent_id, 0) & eligible or self._idle_longest(eligible)
        place = agent.bit_length() - 1
        self._use_capacity(place, agent, contact.channel)
        self._count_given(place, agent)
        return self._agents[place].agent_id

    def _eligible_for(self, contact: Waiting) -> _AgentSet:
        eligible = 0
        for queue in contact.queues:
            eligible |= self._in_queue.get(queue, 0)
        eligible &= self._free_on.get(contact.channel, 0)
        for skill in contact.skills:
            eligible &= self._with_skill.get(skill, 0)
        for agent_id in contact.excluded_agent_ids:
            eligible &= ~self._bits.get(agent_id, 0)
        return eligible

    def _idle_longest(self, eligible: _AgentSet) -> _AgentSet:
        least_given = next(found for agents in self._by_given if (found := agents & eligible))
        return least_given & -least_given

    def _use_capacity(self, place: int, agent: _AgentSet, channel: Channel) -> None:
        self._free[place][channel] -= 1
        if not self._free[place][channel]:
            self._free_on[channel] ^= agent

    def _count_given(self, place: int, agent: _AgentSet) -> None:
        given = self._given[place]
        if given + 1 == len(self._by_given):
            self._by_given.append(0)
        self._by_given[given] ^= agent
        self._by_given[given + 1] |= agent
        self._given[place] = given + 1


def _sets_by_key(keys_of_agents: Iterable[Iterable[_Key]]) -> dict[_Key, _AgentSet]:
    sets: dict[_Key, _AgentSet] = {}
    for place, keys in enumerate(keys_of_agents):
        for key in keys:
            sets[key] = sets.get(key, 0) | 1 << place
    return sets
