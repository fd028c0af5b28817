"""What an agent writes while a call is connected: the virtual telephone, which has no audio, shows it instead."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from conversation.events import MessagePosted
from conversation.log import LoggedEvent, list_messages
from conversation.model import ConversationId
from database.engine import Sessions
from database.vault import Vault
from gateway.channels.voice.tables import CallRow

AT_ONCE = 200


@dataclass(frozen=True)
class AgentLine:
    seq: int
    text: str = field(repr=False)
    name: str = field(repr=False)


@dataclass(frozen=True)
class AgentLines:
    """`seq` is the last message looked at, whoever wrote it."""

    seq: int
    lines: Sequence[AgentLine]


async def agent_lines(sessions: Sessions, vault: Vault, call_sid: str, after_seq: int) -> AgentLines:
    """The agents' messages of this call after `after_seq`; of an unknown call, none."""
    async with sessions() as session:
        call = await session.get(CallRow, call_sid)
        if call is None:
            return AgentLines(after_seq, ())
        seq, lines = after_seq, list[AgentLine]()
        while page := await list_messages(
            session, vault, ConversationId(call.conversation_id), after_seq=seq, limit=AT_ONCE
        ):
            seq = page[-1].message_seq or seq
            lines += [line for event in page if event.occurred_at >= call.started_at for line in _lines(event)]
        return AgentLines(seq, lines)


def _lines(logged: LoggedEvent) -> Sequence[AgentLine]:
    event = logged.event
    if not isinstance(event, MessagePosted) or event.author_kind != "agent":
        return ()
    return (AgentLine(logged.message_seq or 0, event.text, event.author_name or ""),)
