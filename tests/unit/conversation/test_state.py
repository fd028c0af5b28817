"""The state table: what every kind of event changes, and when it may happen."""

from dataclasses import replace
from typing import Any, get_args

import pytest
from event_builders import CONTACT_ID, KINDS, make_event
from pydantic import ValidationError

from conversation import events as ev
from conversation.errors import ImpossibleEventError, StaleEpochError
from conversation.model import BOT, Channel, ContactId, Holder, HolderKind, Signal, VerificationLevel
from conversation.state import ConversationState, check_allowed, fold, fold_all

IN_CONTACT = ConversationState(
    head_seq=7, message_seq=3, epoch=2, contact_id=ContactId(CONTACT_ID), contact_channel=Channel.webchat
)
BETWEEN_CONTACTS = replace(IN_CONTACT, contact_id=None, contact_channel=None)
VERIFIED = replace(IN_CONTACT, level=VerificationLevel.knowledge_match, customer_id="C-0001")
WITH_AGENT = replace(IN_CONTACT, holder=Holder(HolderKind.agent, "sato"))
IN_QUEUE = replace(IN_CONTACT, holder=Holder(HolderKind.queue, "general"))
WITH_NOBODY = replace(IN_CONTACT, holder=Holder(HolderKind.none))


def test_every_kind_of_event_is_in_these_tables() -> None:
    union, _ = get_args(ev.Event)
    assert {member.model_fields["kind"].default for member in get_args(union)} == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_survives_storing(kind: str) -> None:
    event = make_event(kind)
    assert ev.EVENT.validate_json(event.model_dump_json()) == event


@pytest.mark.parametrize("kind", KINDS)
def test_an_event_with_an_unknown_item_is_refused(kind: str) -> None:
    with pytest.raises(ValidationError):
        make_event(kind, surprise=True)


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValidationError):
        ev.EVENT.validate_python({"kind": "message.vanished"})


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("conversation.opened", {}),
        ("contact.reason_noted", {}),
        ("contact.closed", {"contact_id": None, "contact_channel": None, "level": VerificationLevel.nobody}),
        ("message.received", {"message_seq": 4}),
        ("message.posted", {"message_seq": 4}),
        ("holder.changed", {"epoch": 3, "holder": Holder(HolderKind.queue, "general")}),
        ("bot.failed", {}),
        ("identity.verified", {"level": VerificationLevel.knowledge_match, "customer_id": "C-0001"}),
        ("identity.failed", {}),
        ("identity.lapsed", {}),
        ("intake.opened", {}),
        ("intake.stopped", {}),
        ("case.opened", {}),
        ("signal.noted", {"signals": frozenset({Signal.angry})}),
        ("request.noted", {"requested": ("policy_reissue",)}),
        ("delivery.staged", {}),
        ("delivery.concluded", {}),
        ("delivery.updated", {}),
        ("link.issued", {}),
        ("link.redeemed", {}),
        ("call.started", {}),
        ("call.connected", {}),
        ("call.ended", {}),
        ("call.recorded", {}),
        ("recording.paused", {}),
    ],
)
def test_fold_changes_only_what_the_event_says(kind: str, changes: dict[str, Any]) -> None:
    assert fold(IN_CONTACT, make_event(kind)) == replace(IN_CONTACT, head_seq=8, **changes)


def test_opening_a_contact_names_it_and_its_channel() -> None:
    opened = make_event("contact.opened", channel="sms")
    expected = replace(BETWEEN_CONTACTS, head_seq=8, contact_id=ContactId(CONTACT_ID), contact_channel=Channel.sms)
    assert fold(BETWEEN_CONTACTS, opened) == expected


def test_closing_a_contact_forgets_the_level_but_not_the_holder() -> None:
    state = replace(WITH_AGENT, level=VerificationLevel.one_time_code)
    folded = fold(state, make_event("contact.closed"))
    assert (folded.level, folded.holder) == (VerificationLevel.nobody, WITH_AGENT.holder)


def test_a_check_without_a_customer_keeps_the_one_known() -> None:
    folded = fold(VERIFIED, make_event("identity.verified", level=3, customer_id=None))
    assert (folded.level, folded.customer_id) == (VerificationLevel.one_time_code, "C-0001")


def test_what_was_verified_lapses_with_the_customer() -> None:
    folded = fold(VERIFIED, make_event("identity.lapsed"))
    assert (folded.level, folded.customer_id) == (VerificationLevel.nobody, None)


def test_an_unknown_level_is_refused() -> None:
    with pytest.raises(ValueError, match="5"):
        fold(IN_CONTACT, make_event("identity.verified", level=5))


def test_fold_all_starts_with_the_bot_at_epoch_zero() -> None:
    assert fold_all([]) == ConversationState()
    assert (fold_all([]).holder, fold_all([]).epoch) == (BOT, 0)


def test_each_change_of_holder_raises_the_epoch_by_one() -> None:
    passed = [make_event("holder.changed", holder=kind, holder_name=None) for kind in ("queue", "agent", "bot")]
    state = fold_all(passed)
    assert (state.epoch, state.holder, state.head_seq) == (3, BOT, 3)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "contact.opened"])
def test_in_a_contact_every_kind_but_another_opening_is_allowed(kind: str) -> None:
    check_allowed(IN_CONTACT, make_event(kind), decided_under=IN_CONTACT.epoch)


_NEED_A_CONTACT = ("contact.closed", "contact.reason_noted", "message.received", "signal.noted", "request.noted")


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in _NEED_A_CONTACT])
def test_between_contacts_these_kinds_are_allowed(kind: str) -> None:
    check_allowed(BETWEEN_CONTACTS, make_event(kind), decided_under=BETWEEN_CONTACTS.epoch)


@pytest.mark.parametrize(
    ("state", "kind"), [(IN_CONTACT, "contact.opened"), *((BETWEEN_CONTACTS, kind) for kind in _NEED_A_CONTACT)]
)
def test_contacts_neither_overlap_nor_lack(state: ConversationState, kind: str) -> None:
    with pytest.raises(ImpossibleEventError):
        check_allowed(state, make_event(kind), decided_under=None)


@pytest.mark.parametrize(("state", "author"), [(IN_CONTACT, "bot"), (WITH_AGENT, "agent")])
def test_the_holder_may_speak_under_the_current_epoch(state: ConversationState, author: str) -> None:
    said = make_event("message.posted", author_kind=author, author_id=state.holder.name)
    check_allowed(state, said, decided_under=state.epoch)


@pytest.mark.parametrize("author_id", [None, "", "suzuki", "Sato"])
def test_another_agent_than_the_holder_never_speaks(author_id: str | None) -> None:
    said = make_event("message.posted", author_kind="agent", author_id=author_id)
    with pytest.raises(ImpossibleEventError):
        check_allowed(WITH_AGENT, said, decided_under=WITH_AGENT.epoch)


@pytest.mark.parametrize("author", ["bot", "agent"])
@pytest.mark.parametrize("decided_under", [None, 0, 1, 3])
def test_a_stale_epoch_never_speaks(author: str, decided_under: int | None) -> None:
    state = replace(IN_CONTACT, holder=Holder(HolderKind(author)))
    with pytest.raises(StaleEpochError) as refused:
        check_allowed(state, make_event("message.posted", author_kind=author), decided_under=decided_under)
    assert (refused.value.code, refused.value.current) == ("stale_epoch", 2)


@pytest.mark.parametrize(
    ("state", "author"),
    [
        (IN_CONTACT, "agent"),
        (WITH_AGENT, "bot"),
        (IN_QUEUE, "bot"),
        (IN_QUEUE, "agent"),
        (WITH_NOBODY, "bot"),
        (WITH_NOBODY, "agent"),
    ],
)
def test_who_does_not_hold_the_conversation_does_not_speak(state: ConversationState, author: str) -> None:
    with pytest.raises(ImpossibleEventError):
        check_allowed(state, make_event("message.posted", author_kind=author), decided_under=state.epoch)


@pytest.mark.parametrize("state", [IN_CONTACT, IN_QUEUE, WITH_AGENT, WITH_NOBODY, BETWEEN_CONTACTS])
@pytest.mark.parametrize("decided_under", [None, 2])
def test_the_service_may_speak_whoever_holds(state: ConversationState, decided_under: int | None) -> None:
    check_allowed(state, make_event("message.posted", author_kind="system"), decided_under=decided_under)


@pytest.mark.parametrize("decided_under", [0, 1, 3])
def test_a_notice_decided_under_another_epoch_is_stale(decided_under: int) -> None:
    with pytest.raises(StaleEpochError):
        check_allowed(IN_QUEUE, make_event("message.posted", author_kind="system"), decided_under=decided_under)


@pytest.mark.parametrize("decided_under", [None, 2])
def test_the_holder_may_change_unfenced_or_under_the_current_epoch(decided_under: int | None) -> None:
    check_allowed(IN_CONTACT, make_event("holder.changed"), decided_under=decided_under)


@pytest.mark.parametrize("decided_under", [0, 1, 3])
def test_a_change_of_holder_decided_under_another_epoch_is_stale(decided_under: int) -> None:
    with pytest.raises(StaleEpochError):
        check_allowed(IN_CONTACT, make_event("holder.changed"), decided_under=decided_under)


def test_a_conversation_is_not_passed_to_its_holder() -> None:
    with pytest.raises(ImpossibleEventError):
        check_allowed(IN_QUEUE, make_event("holder.changed"), decided_under=None)


@pytest.mark.parametrize(("holder", "name"), [("queue", "accident"), ("agent", "general")])
def test_another_name_or_kind_is_another_holder(holder: str, name: str) -> None:
    check_allowed(IN_QUEUE, make_event("holder.changed", holder=holder, holder_name=name), decided_under=None)
