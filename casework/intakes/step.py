"""What one heard sentence leads to: the draft after it, what to say, and what must be done outside."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from casework.identity.matrix import Verification
from casework.intakes.draft import Draft
from casework.procedures.spec import Procedure
from conversation.messages import Choice
from conversation.model import Channel, VerificationLevel


@dataclass(frozen=True)
class Heard:
    """The customer's words with Rasa's understanding of them; `confidence` is 0 to 1.

    `likely` are the intents before any fallback, the likeliest first.
    """

    text: str = field(repr=False)
    intent: str
    confidence: float
    likely: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class World:
    """What the interview may know: `now` is aware and in Asia/Tokyo.

    `own_number` is the number (E.164) somebody writes or calls from; it proves nothing. `procedures` are all that may
    be asked for. `cases_before` counts the cases of a procedure with a statement that were opened here before.
    """

    now: datetime
    channel: Channel
    level: VerificationLevel
    procedure: Procedure
    verification: Verification
    own_number: str | None = field(default=None, repr=False)
    procedures: Mapping[str, Procedure] = field(default_factory=dict, repr=False)
    cases_before: int = 0


@dataclass(frozen=True)
class CheckIdentity:
    """Compare the draft's claim with the record."""


@dataclass(frozen=True)
class LoadPolicies:
    """The draft needs the verified customer's policies."""


@dataclass(frozen=True)
class FindOpenCases:
    """Whether the customer has an open case of this procedure for the chosen policies."""


@dataclass(frozen=True)
class SendCode:
    """Send a one-time code to the registered number."""


@dataclass(frozen=True)
class CheckCode:
    digits: str = field(repr=False)


@dataclass(frozen=True)
class Submit:
    """Open the case."""


@dataclass(frozen=True)
class Tell:
    """Tell the verified customer what an inquiry is about."""


@dataclass(frozen=True)
class AnswerQuestion:
    """The customer asked something else; answer it, then ask the open question again."""


@dataclass(frozen=True)
class SmallTalk:
    kind: str


@dataclass(frozen=True)
class NoteRequest:
    """Another procedure is asked for; it waits until this one is done."""

    procedure: str


@dataclass(frozen=True)
class SendPhotoLink:
    """Offer a link for photographs on a channel that carries none."""


@dataclass(frozen=True)
class SendWritingLink:
    """The caller would rather type: a link into this very draft, by SMS, while the call goes on."""

    purpose: Literal["kanji", "continue"]


@dataclass(frozen=True)
class HandOff:
    """`reason` is a code of `config/queues.yml`."""

    reason: str


Effect = (
    CheckIdentity
    | LoadPolicies
    | FindOpenCases
    | SendCode
    | CheckCode
    | Submit
    | Tell
    | AnswerQuestion
    | SmallTalk
    | NoteRequest
    | SendPhotoLink
    | SendWritingLink
    | HandOff
)


@dataclass(frozen=True)
class Step:
    """`effect` is carried out by the caller, which then goes on with `ask_next`."""

    draft: Draft
    say: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    effect: Effect | None = None

    def before(self, *sentences: str) -> "Step":
        """The same step with sentences said first."""
        return replace(self, say=(*[s for s in sentences if s], *self.say))
