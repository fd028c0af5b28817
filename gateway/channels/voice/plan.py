"""What the caller hears next, as a value: `twiml.py` renders it for webhooks, `relay.py` for ConversationRelay.

Nothing here knows TwiML, and nothing in `twiml.py` knows a conversation.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from conversation.messages import Choice, Expecting


@dataclass(frozen=True)
class Listen:
    """Speech or keys. `url` receives what was heard, also when it was nothing.

    `may_interrupt`: the caller may speak or press keys over the words before.
    """

    url: str
    expects: Expecting | None = None
    choices: Sequence[Choice] = ()
    may_interrupt: bool = True


@dataclass(frozen=True)
class Poll:
    """The answer is not ready: ask again at `url` after `seconds`."""

    url: str
    seconds: int = 1


@dataclass(frozen=True)
class Wait:
    """Waiting music of `seconds`, in which a key may be pressed; then `url`."""

    url: str
    seconds: int


@dataclass(frozen=True)
class Connect:
    """Ring the agent's device. `client` is the name of a browser's telephone, `number` a telephone; one of the two.

    `url` is fetched when that leg is over. The call is recorded unless `is_recorded` is false.
    """

    url: str
    client: str | None = None
    number: str | None = field(default=None, repr=False)
    is_recorded: bool = True
    ring_seconds: int = 25


@dataclass(frozen=True)
class TakeMessage:
    """Voicemail: record after the tone, then `url`."""

    url: str
    longest_seconds: int = 120


@dataclass(frozen=True)
class Relay:
    """The bot talks over the WebSocket at `url`, what is said being its greeting; `action` is fetched after it."""

    url: str
    action: str


@dataclass(frozen=True)
class HangUp:
    """The call ends."""


Ending = Listen | Poll | Wait | Connect | TakeMessage | Relay | HangUp


@dataclass(frozen=True)
class CallPlan:
    """Sentences in Japanese as they stand in the log, then what the call does."""

    then: Ending
    say: Sequence[str] = field(default=(), repr=False)
