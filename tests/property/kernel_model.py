"""What must be true of one conversation, whatever was done to it: the attributes expect, the invariants compare."""

from typing import Any
from uuid import UUID, uuid4

from hypothesis.stateful import RuleBasedStateMachine, invariant
from kernel_channels import list_carried, list_told, receiving
from kernel_world import Command, KernelWorld, claiming, finishing

from conversation import events as ev
from conversation.model import BOT, Channel, HolderKind, TurnId
from conversation.receive import Received
from conversation.state import fold_all
from conversation.turns import ClaimedTurn


class KernelModel(RuleBasedStateMachine):
    """`claim` is the turn being worked on with the epoch it was claimed under; `said` is what was really spoken."""

    def __init__(self, world: KernelWorld) -> None:
        super().__init__()
        self.world = world
        self.accepted: dict[str, tuple[str, Channel, Received]] = {}
        self.visitor: str | None = None
        self.visitors: dict[str, str | None] = {}
        self.ids_used = 0
        self.unanswered: list[TurnId] = []
        self.call_sid: str | None = None
        self.claim: tuple[ClaimedTurn, int] | None = None
        self.lost_claims: list[ClaimedTurn] = []
        self.holder, self.epoch = BOT, 0
        self.said: list[UUID] = []
        self.decided_under: dict[UUID, int | None] = {}

    @invariant()
    def state_equals_the_fold_of_the_log(self) -> None:
        assert self.world.seen.state == fold_all(self.world.seen.events)

    @invariant()
    def contacts_equal_the_fold_of_the_log(self) -> None:
        assert self.world.seen.contacts == self.world.seen.fold_contacts()

    @invariant()
    def exactly_one_holder(self) -> None:
        state, contacts = self.world.seen.state, self.world.seen.contacts.values()
        assert (state.holder, state.epoch) == (self.holder, self.epoch)
        running = [segment.kind for contact in contacts for segment in contact.segments if segment.ended_at is None]
        held = {contact.contact_id for contact in contacts if contact.ended_at is None}
        assert held == {state.contact_id} - {None}
        assert running == [self.holder.kind.value] * (len(held) * (self.holder.kind is not HolderKind.none))

    @invariant()
    def nothing_acknowledged_is_lost(self) -> None:
        messages = self.world.seen.messages
        for text, channel, first in self.accepted.values():
            event = messages[first.message_seq - 1].event
            assert isinstance(event, ev.MessageReceived)
            assert (event.message_id, event.text, event.channel) == (first.message_id, text, channel)
        assert self.world.seen.unfinished == self.unanswered

    @invariant()
    def nothing_is_sent_twice(self) -> None:
        received = [event.message_id for event in self.world.seen.events if isinstance(event, ev.MessageReceived)]
        posts = [post for _, post, _ in self.world.seen.list_posts()]
        turn_ids = [post.turn_id for post in posts if post.turn_id is not None]
        assert sorted(received) == sorted(first.message_id for _, _, first in self.accepted.values())
        assert [post.message_id for post in posts] == self.said
        assert len(set(received) | set(self.said)) == len(received) + len(self.said)
        assert len(set(turn_ids)) == len(turn_ids)

    @invariant()
    def a_stale_epoch_never_speaks(self) -> None:
        for entry, post, state in self.world.seen.list_posts():
            allowed = [(state.epoch, state.holder.kind.value), (None, "system")]
            assert (self.decided_under[post.message_id], post.author_kind) in allowed
            assert entry.epoch == state.epoch
            assert post.author_kind != "agent" or post.author_id == state.holder.name

    @invariant()
    def nothing_proved_on_one_channel_counts_on_another(self) -> None:
        """But what a link has carried, and what stands beside a call or with people."""
        assert [told for told in list_told(self.world.seen.log) if not told.is_explained] == []
        assert [carried for carried in list_carried(self.world.seen.log) if not carried.is_lent] == []

    @invariant()
    def seq_has_no_gaps(self) -> None:
        seen = self.world.seen
        assert [entry.seq for entry in seen.log] == list(range(1, seen.state.head_seq + 1))
        assert [entry.message_seq for entry in seen.messages] == list(range(1, seen.state.message_seq + 1))

    def new_id(self) -> str:
        self.ids_used += 1
        return f"m-{self.ids_used}"

    def accept(self, provider_id: str, text: str, channel: Channel) -> str:
        """Whoever is served by an agent has no turn of the bot."""
        received = self.world.commit(self.telling(provider_id, text, channel))
        assert (received.turn_id is None) == (self.holder.kind is HolderKind.agent)
        self.accepted[provider_id] = (text, channel, received)
        self.unanswered += [turn_id for turn_id in (received.turn_id,) if turn_id is not None]
        return provider_id

    def telling(self, provider_id: str, text: str, channel: Channel) -> Command[Received]:
        """On the web it is whoever came by the last link, if anybody did."""
        visitor = self.visitors.setdefault(provider_id, self.visitor if channel is Channel.webchat else None)
        return receiving(provider_id, text, channel, visitor)

    def claim_first(self) -> tuple[ClaimedTurn, int]:
        turn = self.world.commit(claiming(self.unanswered[0]))
        assert turn is not None
        self.claim = (turn, self.epoch)
        return self.claim

    def can_take_turn(self) -> bool:
        """There is a turn whose claim is, or would be, of the current epoch."""
        return bool(self.unanswered) and (self.claim is None or self.claim[1] == self.epoch)

    def take_turn(self) -> tuple[ClaimedTurn, int]:
        return self.claim or self.claim_first()

    def refuse_to_finish(self, lost: ClaimedTurn) -> None:
        before = self.world.seen
        said = self.say("bot", self.epoch, lost.turn_id)
        assert self.world.commit(finishing(lost, said, decided_under=self.epoch)) is False
        assert self.world.seen == before

    def end_turn(self) -> None:
        self.lost_claims.append(self.take_turn()[0])
        self.unanswered.pop(0)
        self.claim = None

    def say(self, author: Any, decided_under: int | None, turn_id: TurnId | None = None) -> ev.MessagePosted:
        author_id = self.holder.name if author == "agent" else None
        said = ev.MessagePosted(
            message_id=uuid4(), author_kind=author, author_id=author_id, text="承ります。", turn_id=turn_id
        )
        self.decided_under[said.message_id] = decided_under
        return said
