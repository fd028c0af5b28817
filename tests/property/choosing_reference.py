"""The rules of choosing as slowly and plainly as they can be written; the product's own choice must equal this one."""

from collections import Counter
from collections.abc import Sequence

from handoff.model import Match, ReadyAgent, Waiting


def choose_plainly(waiting: Sequence[Waiting], agents: Sequence[ReadyAgent]) -> list[Match]:
    matches: list[Match] = []
    for contact in in_turn(waiting):
        eligible = [
            agent for agent in agents if may_take(agent, contact) and free_left(agent, contact, waiting, matches) > 0
        ]
        if eligible:
            given = Counter(match.agent_id for match in matches)
            preferred = [agent for agent in eligible if agent.agent_id == contact.preferred_agent_id]
            chosen = min(preferred or eligible, key=lambda a: (given[a.agent_id], a.idle_since, a.agent_id))
            matches.append(Match(contact.conversation_id, chosen.agent_id))
    return matches


def in_turn(waiting: Sequence[Waiting]) -> list[Waiting]:
    return sorted(waiting, key=lambda contact: (contact.rank_at, contact.conversation_id))


def may_take(agent: ReadyAgent, contact: Waiting) -> bool:
    """Whatever their free capacity."""
    return (
        bool(agent.queues & set(contact.queues))
        and agent.skills >= contact.skills
        and agent.agent_id not in contact.excluded_agent_ids
    )


def free_left(agent: ReadyAgent, contact: Waiting, waiting: Sequence[Waiting], matches: Sequence[Match]) -> int:
    """What the matches leave of the agent's free capacity on the contact's channel."""
    channels = {other.conversation_id: other.channel for other in waiting}
    taken = [match for match in matches if match.agent_id == agent.agent_id]
    on_channel = [match for match in taken if channels[match.conversation_id] is contact.channel]
    return agent.free.get(contact.channel, 0) - len(on_channel)
