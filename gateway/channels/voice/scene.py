"""What a call looks at to decide what comes next, and what it then decides, as values."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from conversation.messages import AnswerKind, Choice, Expecting
from conversation.model import Holder
from gateway.channels.voice.calls import Call
from gateway.channels.voice.plan import CallPlan


@dataclass(frozen=True)
class Posted:
    """A message to the customer."""

    seq: int
    is_agents: bool
    text: str = field(repr=False)
    choices: Sequence[Choice] = ()
    expects: Expecting | None = None
    is_vital: bool = False

    @property
    def is_last(self) -> bool:
        """A goodbye: nothing is expected any more."""
        return self.expects is not None and self.expects.kind is AnswerKind.nothing

    @property
    def is_whole(self) -> bool:
        """Nothing of it may be left for later: what is to be confirmed, and what to do in danger."""
        return self.is_vital or (self.expects is not None and self.expects.kind is AnswerKind.confirmation)


@dataclass(frozen=True)
class Place:
    """`is_staffed`: the queue is open and somebody works in it. `is_emergency`: who waits in it waits as one."""

    position: int
    is_staffed: bool
    waited_seconds: float
    is_emergency: bool = False


@dataclass(frozen=True)
class Device:
    """How an agent is reached: a browser's telephone or a number; one of the two."""

    client: str | None = None
    number: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Scene:
    """`news` was posted after what has been spoken, `question` is the last message before it.

    `is_pending`: an answer is being thought of. `is_over`: the contact has been closed. `is_writing`: the caller has a
    link to write or to send photos with, and was there or got it a moment ago. `is_identified`: we know who calls.
    """

    holder: Holder
    message_seq: int
    news: Sequence[Posted] = ()
    question: Posted | None = None
    is_pending: bool = False
    is_over: bool = False
    is_writing: bool = False
    is_identified: bool = False
    place: Place | None = None
    device: Device | None = None


@dataclass(frozen=True)
class Heard:
    """What one step of the call heard. `confidence` 0 or None: the recogniser gives none."""

    speech: str = field(default="", repr=False)
    confidence: float | None = None
    keys: str = field(default="", repr=False)


@dataclass(frozen=True)
class Words:
    """Words to be answered, as they enter the log; `call` is the call once they have."""

    call: Call
    text: str = field(repr=False)
    keys: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Next:
    call: Call
    plan: CallPlan


class Farewell(StrEnum):
    """What needs more than words: the end of the silence ladder, and a person for who is not understood."""

    silence = "silence"
    person = "person"


def url(name: str, call: Call, **more: str | int) -> str:
    query = "&".join(f"{key}={value}" for key, value in {"step": call.step, **more}.items())
    return f"/twilio/voice/{name}?{query}"
