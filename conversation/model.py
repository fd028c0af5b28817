"""The words of a conversation: ids, channels, who holds it, how far the speaker is verified."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import NewType
from uuid import UUID

ConversationId = NewType("ConversationId", UUID)
ContactId = NewType("ContactId", UUID)
MessageId = NewType("MessageId", UUID)
TurnId = NewType("TurnId", UUID)
ChannelIdentityId = NewType("ChannelIdentityId", UUID)


class Channel(StrEnum):
    webchat = "webchat"
    sms = "sms"
    voice = "voice"
    email = "email"


class Direction(StrEnum):
    inbound = "inbound"
    outbound = "outbound"


class AuthorKind(StrEnum):
    customer = "customer"
    bot = "bot"
    agent = "agent"
    system = "system"


class HolderKind(StrEnum):
    """Who must act next. `none`: nobody has been asked to."""

    bot = "bot"
    queue = "queue"
    agent = "agent"
    none = "none"


class VerificationLevel(IntEnum):
    """How sure we are who speaks (本人確認); what each level opens is `config/verification.yml`."""

    nobody = 0
    claims_contract = 1
    knowledge_match = 2
    one_time_code = 3
    documents = 4

    @property
    def code(self) -> str:
        return f"L{self.value}"


class SegmentKind(StrEnum):
    bot = "bot"
    queue = "queue"
    agent = "agent"
    hold = "hold"
    wrap_up = "wrap_up"


class Signal(StrEnum):
    """What the service has noticed of how the customer speaks; it changes wording and routing, never what is done."""

    angry = "angry"
    harassment = "harassment"
    needs_care = "needs_care"
    plain_japanese = "plain_japanese"


@dataclass(frozen=True)
class Holder:
    """`name` is the queue's code or the agent's id; the bot and nobody have none."""

    kind: HolderKind
    name: str | None = None


BOT = Holder(HolderKind.bot)
