"""What the kernel refuses, each with a stable code."""


class ConversationError(Exception):
    """Base of the kernel's refusals."""

    code = "conversation_error"


class ConversationNotFoundError(ConversationError):
    code = "conversation_not_found"


class StaleEpochError(ConversationError):
    """The speaker decided under an earlier holder; nothing was written."""

    code = "stale_epoch"

    def __init__(self, decided_under: int, current: int) -> None:
        super().__init__(f"Decided under epoch {decided_under}, the conversation is at {current}.")
        self.decided_under = decided_under
        self.current = current


class MessageIdReusedError(ConversationError):
    """The same provider message id came with another content."""

    code = "message_id_reused"


class ImpossibleEventError(ConversationError):
    """The state table does not allow this event now."""

    code = "impossible_event"
