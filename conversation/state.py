"""The state of a conversation as a fold of its log, and what that state allows next."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce

from conversation import events as ev
from conversation.errors import ImpossibleEventError, StaleEpochError
from conversation.model import BOT, Channel, ContactId, Holder, Signal, VerificationLevel


@dataclass(frozen=True)
class ConversationState:
    """Everything a decision needs to know.

    `head_seq` counts events, `message_seq` the messages among them, which is what clients see as `seq`;
    `contact_id` is the open contact, if there is one, and `signals` are what was noticed in it. `requested` are the
    procedures that were asked for and wait their turn, in that order.
    """

    head_seq: int = 0
    message_seq: int = 0
    epoch: int = 0
    holder: Holder = BOT
    contact_id: ContactId | None = None
    contact_channel: Channel | None = None
    customer_id: str | None = None
    level: VerificationLevel = VerificationLevel.nobody
    signals: frozenset[Signal] = frozenset()
    requested: tuple[str, ...] = ()


def fold(state: ConversationState, event: ev.Event) -> ConversationState:
    """Apply one event; every event advances `head_seq` by one."""
    state = replace(state, head_seq=state.head_seq + 1)
    match event:
        case ev.MessageReceived() | ev.MessagePosted():
            return replace(state, message_seq=state.message_seq + 1)
        case ev.ContactOpened():
            # What is proved counts for the contact it is proved in; a link's proof follows the opening.
            return replace(
                state,
                contact_id=ContactId(event.contact_id),
                contact_channel=event.channel,
                customer_id=None,
                level=VerificationLevel.nobody,
                signals=frozenset(),
                requested=(),
            )
        case ev.ContactClosed():
            # The next contact may be somebody else at the same screen: who they are is asked again.
            return replace(
                state, contact_id=None, contact_channel=None, customer_id=None, level=VerificationLevel.nobody
            )
        case ev.HolderChanged():
            return replace(state, holder=Holder(event.holder, event.holder_name), epoch=state.epoch + 1)
        case ev.IdentityVerified():
            return replace(
                state,
                level=VerificationLevel(event.level),
                customer_id=event.customer_id or state.customer_id,
            )
        case ev.IdentityLapsed():
            return replace(state, customer_id=None, level=VerificationLevel.nobody)
        case ev.SignalNoted():
            named = frozenset({event.signal})
            return replace(state, signals=state.signals - named if event.is_cleared else state.signals | named)
        case ev.RequestNoted():
            return replace(state, requested=(*_without(state.requested, event.procedure), event.procedure))
        case ev.IntakeOpened():
            return replace(state, requested=_without(state.requested, event.procedure))
        case _:
            return state


def fold_all(log: Iterable[ev.Event]) -> ConversationState:
    return reduce(fold, log, ConversationState())


def _without(requested: tuple[str, ...], procedure: str) -> tuple[str, ...]:
    return tuple(name for name in requested if name != procedure)


def check_allowed(state: ConversationState, event: ev.Event, *, decided_under: int | None) -> None:
    """Raise when the event may not happen in this state.

    A notice of the service that carries an epoch is fenced like speech.

    Speech of the bot or an agent must carry the epoch it was decided under: StaleEpochError if the holder has
    changed since, ImpossibleEventError if the speaker does not hold the conversation.
    """
    match event:
        case ev.MessagePosted():
            _check_speech(state, event, decided_under)
        case ev.HolderChanged():
            _check_epoch(state, decided_under)
            if Holder(event.holder, event.holder_name) == state.holder:
                raise ImpossibleEventError("The conversation is already held there.")
        case ev.ContactOpened() if state.contact_id is not None:
            raise ImpossibleEventError("A contact is open already.")
        case (
            ev.ContactClosed() | ev.ContactReasonNoted() | ev.MessageReceived() | ev.SignalNoted() | ev.RequestNoted()
        ) if state.contact_id is None:
            raise ImpossibleEventError("No contact is open.")
        case _:
            return


def _check_speech(state: ConversationState, event: ev.MessagePosted, decided_under: int | None) -> None:
    _check_epoch(state, decided_under)
    author = event.author_kind
    if author == "system":
        return
    if decided_under is None:
        raise StaleEpochError(-1, state.epoch)
    if state.holder.kind.value != author:
        raise ImpossibleEventError(f"{author} speaks while {state.holder.kind} holds the conversation.")
    if author == "agent" and event.author_id != state.holder.name:
        raise ImpossibleEventError("Another agent holds the conversation.")


def _check_epoch(state: ConversationState, decided_under: int | None) -> None:
    if decided_under is not None and decided_under != state.epoch:
        raise StaleEpochError(decided_under, state.epoch)
