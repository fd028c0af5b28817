"""Whatever happens in whatever order, the kernel keeps its invariants in the real PostgreSQL."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    consumes,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from kernel_channels import calling, hanging_up, issuing, new_call_sid, redeem
from kernel_model import KernelModel
from kernel_world import LEASE, KernelWorld, appending, claiming, finishing, open_kernel

from conversation import events as ev
from conversation.errors import ImpossibleEventError, MessageIdReusedError, StaleEpochError
from conversation.model import BOT, Channel, Holder, HolderKind
from conversation.receive import Received
from database.vault import Vault
from gateway.channels.links import LinkRefusedError

HOLDERS = (
    BOT,
    BOT,
    Holder(HolderKind.queue, "general"),
    Holder(HolderKind.queue, "accident"),
    Holder(HolderKind.agent, "sato"),
    Holder(HolderKind.agent, "suzuki"),
    Holder(HolderKind.none),
)
texts = st.sampled_from(["引っ越しました", "はい", "🚗", "", "a\x00b", "髙𠮷"])
crashes = st.integers(0, 1)
channels = st.sampled_from([Channel.webchat, Channel.sms, Channel.voice])
proofs = st.builds(
    ev.IdentityVerified,
    level=st.integers(0, 4),
    customer_id=st.sampled_from([None, "C-0001", "C-0002"]),
    relation=st.just("self"),
)
happenings = st.one_of(
    st.builds(ev.IdentityFailed, is_locked=st.booleans()),
    st.builds(
        ev.CaseOpened,
        intake_id=st.uuids(),
        case_no=st.sampled_from(["A-000001", "A-000002"]),
        procedure=st.just("address_change"),
    ),
    st.builds(
        ev.DeliveryStaged, delivery_id=st.uuids(), channel=st.just(Channel.sms), purpose=st.just("one_time_code")
    ),
)


class ConversationKernel(KernelModel):
    """A customer, a bot, agents, retries and crashes upon one conversation.

    Few rules, so that each is taken often: a rule that ends in a commit may first crash just before it.
    """

    sent, links = Bundle("sent"), Bundle("links")

    @initialize(target=sent, text=texts, channel=channels)
    def open_with_a_message(self, text: str, channel: Channel) -> str:
        return self.accept(self.new_id(), text, channel)

    @rule(target=sent, text=texts, channel=channels, crashes=crashes)
    def receive(self, text: str, channel: Channel, crashes: int) -> str:
        provider_id = self.new_id()
        for _ in range(crashes):
            self.world.crash(self.telling(provider_id, text, channel))
        return self.accept(provider_id, text, channel)

    @rule(provider_id=sent)
    def a_repeated_id_returns_the_first_result(self, provider_id: str) -> None:
        text, channel, first = self.accepted[provider_id]
        before = self.world.seen
        again = self.world.commit(self.telling(provider_id, text, channel))
        assert again == Received(first.message_id, first.message_seq, None)
        assert self.world.seen == before
        self.world.refuse(self.telling(provider_id, text + "。", channel), MessageIdReusedError)

    @precondition(lambda self: self.holder == BOT and self.call_sid is None)
    @rule(crashes=crashes)
    def somebody_calls(self, crashes: int) -> None:
        call_sid = new_call_sid()
        for _ in range(crashes):
            self.world.crash(calling(call_sid))
        self.world.commit(calling(call_sid))
        self.call_sid = call_sid
        assert (self.world.seen.state.contact_channel, self.world.seen.state.level) == (Channel.voice, 0)

    @precondition(lambda self: self.call_sid is not None and self.holder.kind in {HolderKind.bot, HolderKind.none})
    @rule(crashes=crashes)
    def the_caller_hangs_up(self, crashes: int) -> None:
        call_sid = self.call_sid or ""
        for _ in range(crashes):
            self.world.crash(hanging_up(call_sid))
        self.world.commit(hanging_up(call_sid))
        self.call_sid = None

    @rule(target=links, crashes=crashes)
    def a_link_is_issued(self, crashes: int) -> str:
        for _ in range(crashes):
            self.world.crash(issuing())
        return self.world.commit(issuing())

    @rule(token=consumes(links))
    def a_link_is_redeemed_once(self, token: str) -> None:
        self.visitor = redeem(self.world, token)
        before = self.world.seen
        with pytest.raises(LinkRefusedError):
            redeem(self.world, token)
        assert self.world.seen == before

    @precondition(lambda self: self.world.seen.state.contact_id is not None)
    @rule(proof=proofs, crashes=crashes)
    def somebody_is_verified(self, proof: ev.IdentityVerified, crashes: int) -> None:
        for _ in range(crashes):
            self.world.crash(appending(proof))
        self.world.commit(appending(proof))

    @rule(data=st.data(), is_fenced=st.booleans(), crashes=crashes)
    def change_holder(self, data: st.DataObject, is_fenced: bool, crashes: int) -> None:
        holder = data.draw(st.sampled_from([holder for holder in HOLDERS if holder != self.holder]))
        decided_under = {True: self.epoch, False: None}[is_fenced]
        change = appending(_passed_to(holder), decided_under=decided_under)
        for _ in range(crashes):
            self.world.crash(change)
        self.world.commit(change)
        self.holder, self.epoch = holder, self.epoch + 1

    @rule(author=st.sampled_from(["bot", "agent", "system"]), data=st.data(), holder=st.sampled_from(HOLDERS))
    def what_is_not_allowed_changes_nothing(self, author: str, data: st.DataObject, holder: Holder) -> None:
        other = data.draw(st.sampled_from([*range(self.epoch), self.epoch + 1]))
        self.world.refuse(appending(_passed_to(self.holder)), ImpossibleEventError)
        self.world.refuse(appending(_passed_to(holder), decided_under=other), StaleEpochError)
        self.world.refuse(appending(self.say(author, other), decided_under=other), StaleEpochError)
        self.world.refuse(appending(self.say("bot", None)), StaleEpochError)
        stranger = self.say("agent", self.epoch).model_copy(update={"author_id": "somebody-else"})
        self.world.refuse(appending(stranger, decided_under=self.epoch), ImpossibleEventError)

    @precondition(lambda self: self.unanswered and self.claim is None)
    @rule(crashes=crashes)
    def claim_the_next_turn(self, crashes: int) -> None:
        for _ in range(crashes):
            self.world.crash(claiming(self.unanswered[0]))
        self.claim_first()
        for turn_id in self.unanswered:
            assert self.world.commit(claiming(turn_id)) is None, "leased, or behind another"

    @precondition(lambda self: self.claim is not None)
    @rule()
    def the_lease_runs_out_and_another_process_claims(self) -> None:
        lost, _ = self.take_turn()
        self.lost_claims.append(lost)
        self.world.now += LEASE + timedelta(seconds=1)
        self.claim_first()
        assert self.take_turn()[0].attempts == lost.attempts + 1
        self.refuse_to_finish(lost)

    @precondition(lambda self: self.lost_claims)
    @rule(data=st.data())
    def a_lost_claim_says_nothing(self, data: st.DataObject) -> None:
        self.refuse_to_finish(data.draw(st.sampled_from(self.lost_claims)))

    @precondition(lambda self: self.can_take_turn() and self.holder == BOT)
    @rule(crashes=crashes)
    def answer(self, crashes: int) -> None:
        turn, epoch = self.take_turn()
        said = self.say("bot", epoch, turn.turn_id)
        for _ in range(crashes):
            self.world.crash(finishing(turn, said, decided_under=epoch))
        assert self.world.commit(finishing(turn, said, decided_under=epoch))
        self.said.append(said.message_id)
        self.end_turn()

    @precondition(lambda self: self.unanswered)
    @rule(data=st.data(), changes=st.integers(1, 2))
    def a_stale_answer_is_refused(self, data: st.DataObject, changes: int) -> None:
        turn, epoch = self.take_turn()
        for _ in range(changes):
            self.change_holder(data, is_fenced=False, crashes=0)
        said = self.say("bot", epoch, turn.turn_id)
        self.world.refuse(finishing(turn, said, decided_under=epoch), StaleEpochError)
        assert self.world.commit(finishing(turn))
        self.end_turn()

    @precondition(lambda self: self.can_take_turn() and self.holder != BOT)
    @rule()
    def the_bot_is_refused_while_another_holds(self) -> None:
        turn, epoch = self.take_turn()
        said = self.say("bot", epoch, turn.turn_id)
        self.world.refuse(finishing(turn, said, decided_under=epoch), ImpossibleEventError)
        notice = self.say("system", None, turn.turn_id)
        assert self.world.commit(finishing(turn, notice))
        self.said.append(notice.message_id)
        self.end_turn()

    @precondition(lambda self: self.holder.kind is HolderKind.agent)
    @rule()
    def the_agent_writes(self) -> None:
        said = self.say("agent", self.epoch)
        self.world.refuse(appending(self.say("bot", self.epoch), decided_under=self.epoch), ImpossibleEventError)
        self.world.commit(appending(said, decided_under=self.epoch))
        self.said.append(said.message_id)

    @rule(events=st.lists(happenings, min_size=1, max_size=3), crashes=crashes)
    def something_happens(self, events: list[Any], crashes: int) -> None:
        for _ in range(crashes):
            self.world.crash(appending(*events))
        self.world.commit(appending(*events))

    @precondition(lambda self: self.world.seen.state.contact_id is not None)
    @rule(after_closing=st.lists(happenings, max_size=2))
    def close_contact(self, after_closing: list[Any]) -> None:
        reason, closed = ev.ContactReasonNoted(contact_reason="renewal"), ev.ContactClosed(disposition="answered")
        self.world.commit(appending(reason, closed, *after_closing))
        self.world.refuse(appending(closed), ImpossibleEventError)

    @rule(data=st.data(), page=st.integers(1, 5))
    def resuming_from_any_seq_gives_the_same_screen(self, data: st.DataObject, page: int) -> None:
        messages = self.world.seen.messages
        after_seq = data.draw(st.integers(0, len(messages) + 1))
        assert self.world.resume(after_seq, page) == messages[after_seq:]


def _passed_to(holder: Holder) -> ev.HolderChanged:
    return ev.HolderChanged(holder=holder.kind, holder_name=holder.name, reason="test")


def test_the_kernel_keeps_its_invariants(database_url: str, vault: Vault) -> None:
    with open_kernel(database_url) as (runner, database):

        class Kernel(ConversationKernel):
            def __init__(self) -> None:
                super().__init__(KernelWorld(runner, database, vault))

        run_state_machine_as_test(Kernel, settings=settings(max_examples=25, stateful_step_count=30, deadline=None))
