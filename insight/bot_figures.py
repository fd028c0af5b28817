"""How well the bot serves, as figures of real contacts. Contained is split: resolved, or abandoned by the customer.

A contact is resolved when it ended without a person, its last sentence was understood and no question was left open.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, tzinfo
from typing import TypeVar

from conversation.turns import Outcome, Understanding
from insight.contact_facts import ContactFacts

FALLBACK = "nlu_fallback"
Value = TypeVar("Value", bound=Hashable)


@dataclass(frozen=True)
class Tally:
    """Counts over some contacts. Those that are not over yet count nowhere but in `contacts` and `turns`."""

    contacts: int = 0
    silent: int = 0
    turns: int = 0
    fallbacks: int = 0
    low_confidence: int = 0
    missed: int = 0
    unanswered: int = 0
    down_voted: int = 0
    with_person: int = 0
    resolved: int = 0
    abandoned: int = 0

    @property
    def contained(self) -> int:
        return self.resolved + self.abandoned

    def as_dict(self) -> dict[str, int]:
        counts = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {**counts, "contained": self.contained}


@dataclass(frozen=True)
class BotReport:
    """`left_at` counts abandoned intakes by procedure and open question, `stopped` those the customer called off."""

    total: Tally
    by_channel: Mapping[str, Tally]
    by_day: Mapping[str, Tally]
    left_at: Mapping[tuple[str, str], int] = field(default_factory=dict)
    stopped: Mapping[str, int] = field(default_factory=dict)
    hand_overs: Mapping[str, int] = field(default_factory=dict)
    misses_before_person: Mapping[int, int] = field(default_factory=dict)
    failures: Mapping[str, int] = field(default_factory=dict)
    missed_intents: Mapping[str, int] = field(default_factory=dict)


def report_of(contacts: Sequence[ContactFacts], *, low_below: float, zone: tzinfo) -> BotReport:
    """`low_below`: a sentence at reception that was understood with less confidence counts as low."""

    def day_of(contact: ContactFacts) -> date:
        return contact.started_at.astimezone(zone).date()

    hand_overs = [hand_over for contact in contacts for hand_over in contact.hand_overs]
    return BotReport(
        total=tally_of(contacts, low_below),
        by_channel=_grouped(contacts, lambda contact: contact.channel.value, low_below),
        by_day=_grouped(contacts, lambda contact: day_of(contact).isoformat(), low_below),
        left_at=_most(contact.left_open for contact in contacts if is_abandoned(contact) and contact.left_open),
        stopped=_most(procedure for contact in contacts for procedure in contact.stopped),
        hand_overs=_most(hand_over.reason for hand_over in hand_overs),
        misses_before_person=dict(sorted(Counter(hand_over.misses_before for hand_over in hand_overs).items())),
        failures=_most(reason for contact in contacts for reason in contact.failures),
        missed_intents=_most(turn.intent for contact in contacts for turn in contact.turns if is_missed(turn)),
    )


def tally_of(contacts: Sequence[ContactFacts], low_below: float) -> Tally:
    turns = [turn for contact in contacts for turn in contact.turns]
    over = [contact for contact in contacts if contact.is_over]
    return Tally(
        contacts=len(contacts),
        silent=sum(not contact.turns for contact in over if not contact.had_person),
        turns=len(turns),
        fallbacks=sum(is_fallback(turn) for turn in turns),
        low_confidence=sum(is_low(turn, low_below) for turn in turns),
        missed=sum(is_missed(turn) for turn in turns),
        unanswered=sum(turn.outcome is Outcome.unanswered for turn in turns),
        down_voted=sum(turn.outcome is Outcome.down_voted for turn in turns),
        with_person=sum(contact.had_person for contact in over),
        resolved=sum(is_resolved(contact) for contact in over),
        abandoned=sum(is_abandoned(contact) for contact in over),
    )


def is_fallback(turn: Understanding) -> bool:
    """At reception only: in a procedure the answers, like names and numbers, have no intent of their own."""
    return turn.to_question is None and turn.intent == FALLBACK


def is_low(turn: Understanding, low_below: float) -> bool:
    return turn.to_question is None and turn.intent != FALLBACK and turn.confidence < low_below


def is_missed(turn: Understanding) -> bool:
    return turn.outcome is Outcome.missed


def is_resolved(contact: ContactFacts) -> bool:
    return _is_contained(contact) and contact.left_open is None and contact.turns[-1].outcome is Outcome.understood


def is_abandoned(contact: ContactFacts) -> bool:
    return _is_contained(contact) and not is_resolved(contact)


def _is_contained(contact: ContactFacts) -> bool:
    return contact.is_over and not contact.had_person and bool(contact.turns)


def _grouped(
    contacts: Sequence[ContactFacts], key: Callable[[ContactFacts], str], low_below: float
) -> dict[str, Tally]:
    groups: dict[str, list[ContactFacts]] = {}
    for contact in contacts:
        groups.setdefault(key(contact), []).append(contact)
    return {name: tally_of(group, low_below) for name, group in sorted(groups.items())}


def _most(values: Iterable[Value]) -> dict[Value, int]:
    """Counts, the most frequent first."""
    return dict(sorted(Counter(values).items(), key=lambda item: (-item[1], str(item[0]))))
