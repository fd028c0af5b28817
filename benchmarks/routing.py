"""One routing decision over 10,000 waiting contacts and 500 agents, against sorting the same contacts.

Every shape is decided and sorted in turn, so that both see the same moments of a busy machine. The garbage collector
runs as it does in the service, but does not visit what the process held before: that would measure the process.
"""

import gc
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from time import perf_counter
from typing import Any
from uuid import UUID

from benchmarks.figures import Figure, percentiles
from conversation.model import Channel, ConversationId
from handoff.choosing import choose
from handoff.model import AgentId, ReadyAgent, Waiting

WAITING, AGENTS, ROUNDS = 10_000, 500, 60
BASELINE = "sorting them"
NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
QUEUES = ("general", "accident", "contract", "complaint")
SKILLS = tuple(f"skill_{number}" for number in range(60))
CAPACITY = {Channel.webchat: 3, Channel.sms: 4, Channel.voice: 1, Channel.email: 2}


@dataclass(frozen=True)
class Floor:
    """A moment of the contact centre."""

    waiting: list[Waiting]
    agents: list[ReadyAgent]


def routing_figures() -> tuple[list[Figure], dict[str, Any]]:
    figures, details = [], {}
    for name, shape in SHAPES.items():
        floor = shape(Random(10))  # noqa: S311  # The same contacts in every run.
        matches = len(choose(floor.waiting, floor.agents))
        deciding, sorting = _milliseconds(floor)
        decided, base = percentiles(deciding), percentiles(sorting)
        figures += [
            Figure(f"routing, {name}: p50", decided.p50, "ms", base.p50, BASELINE),
            Figure(f"routing, {name}: p95", decided.p95, "ms", base.p95, BASELINE),
        ]
        details[name] = {"matches": matches, "decided": asdict(decided), "sorted": asdict(base), "rounds": ROUNDS}
    return figures, {"routing": details}


def _milliseconds(floor: Floor) -> tuple[list[float], list[float]]:
    deciding, sorting = [], []
    gc.collect()
    gc.freeze()
    for _ in range(ROUNDS):
        began = perf_counter()
        choose(floor.waiting, floor.agents)
        decided = perf_counter()
        sorted(floor.waiting, key=lambda contact: (contact.rank_at, contact.conversation_id))
        deciding.append((decided - began) * 1000)
        sorting.append((perf_counter() - decided) * 1000)
    gc.unfreeze()
    return deciding, sorting


def _one_queue(random: Random) -> Floor:
    return _shuffled([_contact(n) for n in range(WAITING)], _agents(), random)


def _mixed(random: Random) -> Floor:
    """Four channels and queues, an overflow queue for every third contact, a skill for every second."""
    agents = [_agent(n, queues=random.sample(QUEUES, 2), skills=random.sample(SKILLS, 12)) for n in range(AGENTS)]
    waiting = [
        _contact(
            n,
            channel=random.choice(tuple(CAPACITY)),
            queues=tuple(random.sample(QUEUES, 2 if n % 3 == 0 else 1)),
            skills=random.sample(SKILLS, n % 2),
        )
        for n in range(WAITING)
    ]
    return _shuffled(waiting, agents, random)


def _nobody_for_the_first(random: Random) -> Floor:
    hopeless = [_contact(n, skills=(f"nobody_has_{n}",)) for n in range(WAITING * 9 // 10)]
    return _shuffled([*hopeless, *(_contact(n) for n in range(len(hopeless), WAITING))], _agents(), random)


def _full_after_ten(random: Random) -> Floor:
    agents = [_agent(n, free={Channel.webchat: int(n < 10)}) for n in range(AGENTS)]
    return _shuffled([_contact(n) for n in range(WAITING)], agents, random)


def _skill_sets(random: Random) -> Floor:
    """Nearly every contact needs a set of skills of its own; agents have most skills."""
    agents = [_agent(n, skills=random.sample(SKILLS, 45)) for n in range(AGENTS)]
    waiting = [_contact(n, skills=random.sample(SKILLS, 3 + n % 6)) for n in range(WAITING)]
    return _shuffled(waiting, agents, random)


def _preferences(random: Random) -> Floor:
    """One queue; everybody prefers somebody and was refused by five others."""
    agents = _agents()
    ids = [agent.agent_id for agent in agents]
    waiting = [_contact(n, preferred=random.choice(ids), excluded=random.sample(ids, 5)) for n in range(WAITING)]
    return _shuffled(waiting, agents, random)


def _everybody_served(random: Random) -> Floor:
    """Capacity for all 10,000, and all of them entered at the same moment."""
    agents = [_agent(n, free={Channel.webchat: WAITING // AGENTS}) for n in range(AGENTS)]
    return _shuffled([_contact(n, entered=0) for n in range(WAITING)], agents, random)


SHAPES: dict[str, Callable[[Random], Floor]] = {
    "one queue": _one_queue,
    "four queues and channels": _mixed,
    "nobody for the first 9,000": _nobody_for_the_first,
    "full after 10": _full_after_ten,
    "10,000 skill sets": _skill_sets,
    "preferred and excluded": _preferences,
    "everybody served": _everybody_served,
}


def _contact(
    number: int,
    channel: Channel = Channel.webchat,
    queues: tuple[str, ...] = QUEUES[:1],
    skills: Iterable[str] = (),
    preferred: AgentId | None = None,
    excluded: Iterable[AgentId] = (),
    entered: int | None = None,
) -> Waiting:
    rank_at = NOW + timedelta(milliseconds=number * 10 if entered is None else entered)
    conversation_id = ConversationId(UUID(int=number, version=4))
    return Waiting(conversation_id, channel, queues, rank_at, frozenset(skills), preferred, frozenset(excluded))


def _agent(
    number: int,
    free: dict[Channel, int] | None = None,
    queues: Iterable[str] = QUEUES,
    skills: Iterable[str] = SKILLS[:8],
) -> ReadyAgent:
    idle_since = NOW - timedelta(seconds=number * 7 % AGENTS)
    agent_id = AgentId(UUID(int=number, version=4))
    return ReadyAgent(agent_id, idle_since, free or CAPACITY, frozenset(queues), frozenset(skills))


def _agents() -> list[ReadyAgent]:
    return [_agent(n) for n in range(AGENTS)]


def _shuffled(waiting: list[Waiting], agents: list[ReadyAgent], random: Random) -> Floor:
    random.shuffle(waiting)
    random.shuffle(agents)
    return Floor(waiting, agents)
