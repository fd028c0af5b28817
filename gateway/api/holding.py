"""Who may change a conversation: the agent who holds it, or who wraps it up."""

from conversation.log import ConversationLog
from conversation.model import HolderKind
from gateway.staff.sessions import SignedIn
from handoff.errors import NotYourConversationError


def held_by(log: ConversationLog, staff: SignedIn) -> None:
    """Raise NotYourConversationError unless this member of staff holds the conversation or is wrapping it up."""
    holder = log.state.holder
    is_agents = holder.kind in {HolderKind.agent, HolderKind.none}
    if not is_agents or holder.name != str(staff.account_id):
        raise NotYourConversationError("The conversation is somebody else's.")
