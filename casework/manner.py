"""How the customer speaks, told by the words of `config/manner.yml`: angry, abusive, in need of care, plain Japanese.

A signal changes wording and routing, never what is done. What somebody else said or felt is no signal.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from casework.fields.normalise import normalise
from conversation.model import Signal

# Behind a hit these tell that it is quoted, supposed or asked about.
_REPORTED = re.compile(
    r"^[^。!?]{0,12}?(?:[」』]|と|って|などと?|とか|みたいな(?:こと)?(?:を)?)?[、 ]*"
    r"(?:(?:と|って|などと|とか)(?:言(?:わ|っ|い|う)|いわ|いい?ま|怒鳴|どな|罵|脅|叫|書(?:か|い)|返)|(?:言|怒鳴|罵|脅)(?:わ|ら)れ)"
)
_SENTENCE = re.compile(r"[^、。!！?？\n]+[、。!！?？\n]*|[、。!！?？\n]+")
_TEMPER = frozenset({Signal.angry, Signal.harassment})
_MOST_CHARACTERS = 4_000
_PIECE, _OVERLAP = 900, 60


class _Spec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _compiling(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression ({error})") from error
    return pattern


Words = Annotated[str, AfterValidator(_compiling)]


class SignalRule(_Spec):
    """`words` tell the signal; what `never` matches is taken out first. `times`: so many messages make it one."""

    words: tuple[Words, ...] = ()
    never: tuple[Words, ...] = ()
    times: int = Field(default=1, ge=1)

    def is_told_by(self, text: str) -> bool:
        """`text` is in its normal form. A hit that somebody is said to have spoken does not count."""
        for word in self.never:
            text = re.sub(word, " ", text)
        hits = (match for word in self.words for match in re.finditer(word, text))
        return any(not _REPORTED.match(text[hit.end() :]) for hit in hits)


class ComplaintRule(_Spec):
    """Inside another procedure: the words that make a complaint, and how sure an intent must be."""

    words: tuple[Words, ...] = ()
    never: tuple[Words, ...] = ()
    sure: float = 0.85
    intent: str = "make_complaint"


class MannerWords(_Spec):
    """The fixed sentences. None defends, admits or promises anything."""

    apology: str = ""
    offer_person: str = ""
    care: str = ""
    warning: str = ""
    ended: str = ""


class Manner(_Spec):
    """`config/manner.yml`. `angry_person` and `harassment_*` count messages of the contact, this one included."""

    signals: dict[Signal, SignalRule] = {}
    confused: SignalRule = SignalRule()
    complaint: ComplaintRule = ComplaintRule()
    says: MannerWords = MannerWords()
    angry_offer: int = 2
    angry_person: int = 3
    harassment_warning: int = 2
    harassment_end: int = 3

    def told_by(self, text: str) -> frozenset[Signal]:
        """The signals of one message by itself."""
        return frozenset(signal for signal, rule in self.signals.items() if _is_told(rule, text))


@dataclass(frozen=True)
class Noticed:
    """What the last message of a contact tells, and how often each signal was told in it so far."""

    now: frozenset[Signal]
    counts: dict[Signal, int]

    def count(self, signal: Signal) -> int:
        """Zero unless this very message tells it."""
        return self.counts.get(signal, 0) if signal in self.now else 0


NOTHING = Noticed(frozenset(), {})


def notice_in(manner: Manner, messages: Sequence[str]) -> Noticed:
    """`messages` are the customer's in this contact, in order, with the present one last."""
    if not messages:
        return NOTHING
    told = [manner.told_by(text) for text in messages]
    now = told[-1]
    confused = [_is_told(manner.confused, text) for text in messages]
    if manner.confused.words and confused[-1] and sum(confused) >= manner.confused.times:
        now |= {Signal.needs_care}
    return Noticed(now, {signal: max(1, sum(signal in each for each in told)) for signal in now})


def without_temper(manner: Manner, text: str) -> str:
    """What a message says besides anger and abuse; a sentence alone is left whole or left out whole."""
    parts = _SENTENCE.findall(text)
    return "".join(part for part in parts if not manner.told_by(part) & _TEMPER).strip(" 、。\n")


def is_complaint(manner: Manner, text: str, intent: str, confidence: float) -> bool:
    """Whether a sentence inside another procedure is a complaint about us."""
    rule, written = manner.complaint, normalise(text)
    for word in rule.never:
        written = re.sub(word, " ", written)
    is_worded = SignalRule(words=rule.words).is_told_by(written)
    is_sure = intent == rule.intent and confidence >= rule.sure
    return is_worded or (is_sure and not any(re.search(word, normalise(text)) for word in rule.never))


def _is_told(rule: SignalRule, text: str) -> bool:
    bounded = text[:_MOST_CHARACTERS]
    starts = range(0, max(len(bounded), 1), _PIECE - _OVERLAP)
    return any(rule.is_told_by(normalise(bounded[start : start + _PIECE])) for start in starts)
