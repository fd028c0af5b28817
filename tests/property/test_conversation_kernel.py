"""Whatever happens in whatever order, the kernel keeps its invariants in the real PostgreSQL."""

from datetime import timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    consumes,
    precondition,
    rule,
    run_state_machine_as_test,
)
from kernel_model import KernelModel
from kernel_world import LEASE, appending, claiming, finishing, receiving

from conversation import events as ev
from conversation.errors import ImpossibleEventError, MessageIdReusedError, StaleEpochError
from conversation.model import BOT, Channel, Holder, HolderKind
from conversation.receive import Received
from database.vault import Vault

HOLDERS = (
    BOT,
    Holder(HolderKind.queue, "general"),
    Holder(HolderKind.queue, "accident"),
    Holder(HolderKind.agent, "sato"),
    Holder(HolderKind.agent, "suzuki"),
    Holder(HolderKind.none),
)
texts = st.sampled_from(["引っ越しました", "はい", "🚗", "", "a\x00b", "髙𠮷"])
happenings = st.one_of(
    st.builds(
        ev.IdentityVerified,
        level=st.integers(0, 4),
        customer_id=st.sampled_from([None, "C-0001", "C-0002"]),
        relation=st.just("self"),
    ),
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
    """A customer, a bot, agents, retries and crashes upon one conversation."""

    sent = Bundle("sent")
    cut_off = Bundle("cut_off")

    # Receiving.

    @rule(target=sent, text=texts)
    def receive(self, text: str) -> str:
        return self.accept(self.new_id(), text)

    @rule(target=cut_off, text=texts)
    def receive_and_crash(self, text: str) -> tuple[str, str]:
        provider_id = self.new_id()
        self.world.crash(receiving(provider_id, text))
        return provider_id, text

    @rule(target=sent, message=consumes(cut_off))
    def send_again_what_was_never_acknowledged(self, message: tuple[str, str]) -> str:
        return self.accept(*message)

    @rule(provider_id=sent)
    def a_repeated_id_returns_the_first_result(self, provider_id: str) -> None:
        text, first = self.accepted[provider_id]
        before = self.world.seen
        again = self.world.commit(receiving(provider_id, text))
        assert again == Received(first.message_id, first.message_seq, None)
        assert self.world.seen == before

    @rule(provider_id=sent)
    def a_repeated_id_with_other_content_is_refused(self, provider_id: str) -> None:
        text, _ = self.accepted[provider_id]
        self.world.refuse(receiving(provider_id, text + "。"), MessageIdReusedError)

    # Passing the conversation on.

    @rule(data=st.data(), is_fenced=st.booleans())
    def change_holder(self, data: st.DataObject, is_fenced: bool) -> None:
        holder = data.draw(st.sampled_from([holder for holder in HOLDERS if holder != self.holder]))
        decided_under = {True: self.epoch, False: None}[is_fenced]
        self.world.commit(appending(_passed_to(holder), decided_under=decided_under))
        self.holder, self.epoch = holder, self.epoch + 1

    @rule()
    def passing_to_the_holder_itself_is_refused(self) -> None:
        self.world.refuse(appending(_passed_to(self.holder)), ImpossibleEventError)

    @precondition(lambda self: self.epoch > 0)
    @rule(data=st.data(), holder=st.sampled_from(HOLDERS))
    def a_stale_change_of_holder_is_refused(self, data: st.DataObject, holder: Holder) -> None:
        stale = data.draw(st.integers(0, self.epoch - 1))
        self.world.refuse(appending(_passed_to(holder), decided_under=stale), StaleEpochError)

    # Turns.

    @precondition(lambda self: self.unanswered and self.claim is None)
    @rule()
    def claim_the_next_turn(self) -> None:
        self.claim_first()

    @precondition(lambda self: self.claim is not None)
    @rule()
    def a_leased_turn_is_not_claimed_again(self) -> None:
        assert self.world.commit(claiming(self.unanswered[0])) is None

    @precondition(lambda self: len(self.unanswered) > 1)
    @rule(data=st.data())
    def a_later_turn_waits_for_the_earlier(self, data: st.DataObject) -> None:
        assert self.world.commit(claiming(data.draw(st.sampled_from(self.unanswered[1:])))) is None

    @precondition(lambda self: self.claim is not None)
    @rule()
    def the_lease_runs_out_and_another_process_claims(self) -> None:
        lost, _ = self.claimed()
        self.lost_claims.append(lost)
        self.world.now += LEASE + timedelta(seconds=1)
        self.claim_first()
        assert self.claimed()[0].attempts == lost.attempts + 1

    @precondition(lambda self: self.lost_claims)
    @rule(data=st.data())
    def a_lost_claim_says_nothing(self, data: st.DataObject) -> None:
        turn = data.draw(st.sampled_from(self.lost_claims))
        before = self.world.seen
        said = self.say("bot", self.epoch, turn.turn_id)
        assert self.world.commit(finishing(turn, said, decided_under=self.epoch)) is False
        assert self.world.seen == before

    @precondition(lambda self: self.claim is not None and self.claim[1] == self.epoch and self.holder == BOT)
    @rule(is_first_try_cut_off=st.sampled_from([(), (1,)]))
    def answer(self, is_first_try_cut_off: tuple[int, ...]) -> None:
        turn, epoch = self.claimed()
        said = self.say("bot", epoch, turn.turn_id)
        for _ in is_first_try_cut_off:
            self.world.crash(finishing(turn, said, decided_under=epoch))
        assert self.world.commit(finishing(turn, said, decided_under=epoch))
        self.said.append(said.message_id)
        self.end_turn()

    @precondition(lambda self: self.claim is not None and self.claim[1] != self.epoch)
    @rule()
    def a_stale_answer_is_refused(self) -> None:
        turn, epoch = self.claimed()
        said = self.say("bot", epoch, turn.turn_id)
        self.world.refuse(finishing(turn, said, decided_under=epoch), StaleEpochError)
        assert self.world.commit(finishing(turn))
        self.end_turn()

    @precondition(lambda self: self.claim is not None and self.claim[1] == self.epoch and self.holder != BOT)
    @rule()
    def the_bot_is_refused_while_another_holds(self) -> None:
        turn, epoch = self.claimed()
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
        self.world.commit(appending(said, decided_under=self.epoch))
        self.said.append(said.message_id)

    @rule(author=st.sampled_from(["bot", "agent"]), data=st.data())
    def speech_of_another_epoch_is_refused(self, author: str, data: st.DataObject) -> None:
        other = data.draw(st.sampled_from([None, *range(self.epoch), self.epoch + 1]))
        self.world.refuse(appending(self.say(author, other), decided_under=other), StaleEpochError)

    # The contact.

    @rule(event=happenings)
    def something_happens(self, event: ev.Event) -> None:
        self.world.commit(appending(event))

    @rule(events=st.lists(happenings, min_size=1, max_size=3))
    def something_happens_and_crashes(self, events: list[Any]) -> None:
        self.world.crash(appending(*events))

    @precondition(lambda self: self.world.seen.state.contact_id is not None)
    @rule(after_closing=st.lists(happenings, max_size=2))
    def close_contact(self, after_closing: list[Any]) -> None:
        reason, closed = ev.ContactReasonNoted(contact_reason="renewal"), ev.ContactClosed(disposition="answered")
        self.world.commit(appending(reason, closed, *after_closing))

    @precondition(lambda self: self.world.seen.state.contact_id is None)
    @rule()
    def there_is_no_contact_to_close(self) -> None:
        self.world.refuse(appending(ev.ContactClosed(disposition="answered")), ImpossibleEventError)

    # The screen.

    @rule(data=st.data(), page=st.integers(1, 5))
    def resuming_from_any_seq_gives_the_same_screen(self, data: st.DataObject, page: int) -> None:
        messages = self.world.seen.messages
        after_seq = data.draw(st.integers(0, len(messages) + 1))
        assert self.world.resume(after_seq, page) == messages[after_seq:]


def _passed_to(holder: Holder) -> ev.HolderChanged:
    return ev.HolderChanged(holder=holder.kind, holder_name=holder.name, reason="test")


def test_the_kernel_keeps_its_invariants(database_url: str, vault: Vault) -> None:
    class Kernel(ConversationKernel):
        def __init__(self) -> None:
            super().__init__(database_url, vault)

    run_state_machine_as_test(Kernel, settings=settings(max_examples=25, stateful_step_count=30, deadline=None))
