"""What handoff refuses, each with a stable code. A refusal changes nothing."""


class HandoffError(Exception):
    """Base of handoff's refusals."""

    code = "handoff_error"


class OfferNotFoundError(HandoffError):
    """No such offer, or another agent's: the two are not told apart."""

    code = "offer_not_found"


class OfferExpiredError(HandoffError):
    """The offer has ended: its time ran out, it was rejected, or the contact is no longer waiting."""

    code = "offer_expired"


class NotYourConversationError(HandoffError):
    """The agent neither holds the conversation nor takes part in it."""

    code = "not_your_conversation"


class CustomerWroteSinceError(HandoffError):
    """The customer wrote after the message the agent's words are based on."""

    code = "customer_wrote_since"


class QueueNotFoundError(HandoffError):
    code = "queue_not_found"


class QueueClosedError(HandoffError):
    """The queue is outside its hours; `reason` and `opens_at` say which rule closes it and until when."""

    code = "queue_closed"

    def __init__(self, reason: str, opens_at: str | None) -> None:
        super().__init__("The queue is closed.")
        self.reason, self.opens_at = reason, opens_at


class QueueWithoutAgentsError(HandoffError):
    """Nobody who serves the queue is at their desk."""

    code = "queue_without_agents"


class AgentNotAvailableError(HandoffError):
    """The agent is unknown, not available, at capacity, or is the one who asks."""

    code = "agent_not_available"


class InvitationOpenError(HandoffError):
    """An agent is invited or has joined: cancel or complete that first."""

    code = "invitation_open"


class NobodyJoinedError(HandoffError):
    """A warm transfer is completed only after the other agent has joined."""

    code = "nobody_joined"


class NotInWrapUpError(HandoffError):
    """There is no contact to wrap up in this conversation."""

    code = "not_in_wrap_up"


class AlreadyTakenError(HandoffError):
    """Somebody else holds the conversation now."""

    code = "already_taken"


class PromiseNotFoundError(HandoffError):
    code = "promise_not_found"


class PromiseUnusableError(HandoffError):
    """A promise is due in the future, within a year, and says what."""

    code = "promise_unusable"
