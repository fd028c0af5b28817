"""Whatever agents, customers, supervisors and timers do in whatever order, the floor keeps its invariants."""

from collections.abc import Awaitable, Callable
from typing import Any

from floor_world import FloorWorld, open_floor
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from database.vault import Vault
from gateway.desk import acts, passing
from gateway.desk.acts import Who
from gateway.desk.alive import beat, mend_orphans
from gateway.desk.passing import Target
from handoff.model import Presence
from handoff.queueing import Entry
from handoff.serving import WrapUp
from tests.integration.handoff.recording import Screens
from tests.integration.handoff.scene import own_database

DONE = WrapUp("other", "answered")
agents = st.integers(0, 2)
talks = st.integers(0, 3)
queues = st.sampled_from(["general", "accident", "nowhere"])
modes = st.sampled_from(["cold", "warm", "consult"])
presences = st.sampled_from([Presence.available, Presence.available, Presence.away, Presence.offline])


class HandoffFloor(RuleBasedStateMachine):
    """Every act may come at any time; what is refused must leave no trace."""

    def __init__(self, world: FloorWorld) -> None:
        super().__init__()
        self.world, self.house, self.floor = world, world.house, world.house.floor
        self.forced = self.taken = 0

    @invariant()
    def holds(self) -> None:
        self.world.check()
        self.house.clock.turn(seconds=1)

    @rule(talk=talks, queue=st.sampled_from(["general", "accident"]), agent=agents | st.none())
    def somebody_waits(self, talk: int, queue: str, agent: int | None) -> None:
        """For this agent first, if one is named."""
        preferred = None if agent is None else self.world.agents[agent].agent_id
        self.world.run(self.world.customer_goes_on(self.world.talks[talk]))
        for conversation_id in self.world.with_the_bot(talk):
            entry = Entry(queue, "asked_for", preferred_agent_id=preferred)
            assert self.world.attempt(self.house.enqueue(conversation_id, entry))

    @rule(talk=talks, agent=agents)
    def somebody_is_served(self, talk: int, agent: int) -> None:
        self.somebody_waits(talk, "general", agent)
        self.world.run(self.floor.route())
        for offer in self.world.run(self.house.open_offers()):
            self.world.attempt(acts.accept(self.floor, self.world.agent_of(offer), offer.offer_id))

    @rule(talk=talks)
    def a_customer_writes(self, talk: int) -> None:
        self.world.run(self.world.customer_goes_on(self.world.talks[talk]))

    @rule(talk=talks)
    def a_customer_takes_a_callback(self, talk: int) -> None:
        self.world.run(self.world.customer_wants_a_callback(self.world.talks[talk]))

    @rule()
    def route(self) -> None:
        self.world.run(self.floor.route())

    @rule(answer=st.sampled_from([acts.accept, acts.reject]), which=st.integers(0, 3))
    def answer_an_offer(self, answer: Callable[..., Awaitable[Any]], which: int) -> None:
        for offer in self.world.run(self.house.open_offers())[which : which + 1]:
            self.world.attempt(answer(self.floor, self.world.agent_of(offer), offer.offer_id))

    @rule(agent=agents, presence=presences)
    def choose_presence(self, agent: int, presence: Presence) -> None:
        self.world.run(acts.set_presence(self.floor, self.world.agents[agent], presence))

    @rule(seconds=st.sampled_from([10, 30, 301]), waiting=st.sets(talks, min_size=3))
    def time_passes(self, seconds: int, waiting: set[int]) -> None:
        self.beat_after(seconds, {0, 1, 2}, waiting)

    @rule(agent=agents)
    def an_agent_vanishes(self, agent: int) -> None:
        self.beat_after(61, {0, 1, 2} - {agent}, {0, 1, 2, 3})

    def beat_after(self, seconds: int, present: set[int], waiting: set[int]) -> None:
        self.house.clock.turn(seconds=seconds)
        desks = {self.world.agents[each].agent_id for each in present}
        self.world.run(beat(self.floor, Screens(desks, {self.world.talks[each] for each in waiting})))

    @rule()
    def every_timer_goes_off_again(self) -> None:
        for job in list(self.house.jobs.of("expire_offer")):
            self.world.run(acts.expire_offer(self.floor, job.arguments["offer_id"]))
        for job in list(self.house.jobs.of("expire_wrap_up")):
            self.world.run(acts.end_wrap_up_time(self.floor, job.arguments["conversation_id"]))

    @rule(talk=talks, queue=queues, mode=modes)
    def the_holder_transfers_to_a_queue(self, talk: int, queue: str, mode: passing.Mode) -> None:
        conversation_id = self.world.talks[talk]
        for who in self.holder_of(talk):
            self.world.attempt(passing.transfer(self.floor, who, conversation_id, Target(queue), mode, epoch=None))

    @rule(talk=talks, receiver=agents, mode=modes)
    def the_holder_transfers_to_an_agent(self, talk: int, receiver: int, mode: passing.Mode) -> None:
        conversation_id, target = self.world.talks[talk], Target(agent_id=self.world.agents[receiver].agent_id)
        for who in self.holder_of(talk):
            self.world.attempt(passing.transfer(self.floor, who, conversation_id, target, mode, epoch=None))

    def holder_of(self, talk: int) -> list[Who]:
        """The agent who serves or wraps up, if one does."""
        _, name = self.world.run(self.house.holder(self.world.talks[talk]))
        return [who for who in self.world.agents if str(who.agent_id) == name]

    @rule(talk=talks, guest=agents, ending=st.sampled_from(["complete", "leave"]))
    def a_guest_joins(self, talk: int, guest: int, ending: str) -> None:
        self.the_holder_transfers_to_an_agent(talk, guest, "warm")
        for offer in self.world.run(self.house.open_offers()):
            self.world.attempt(acts.accept(self.floor, self.world.agent_of(offer), offer.offer_id))
        self.world.check()
        for who in self.holder_of(talk):
            self.end_invitation(who, talk, ending)

    @rule(talk=talks, agent=agents, ending=st.sampled_from(["complete", "cancel", "leave"]))
    def an_invitation_ends(self, talk: int, agent: int, ending: str) -> None:
        self.end_invitation(self.world.agents[agent], talk, ending)

    def end_invitation(self, who: Who, talk: int, ending: str) -> None:
        conversation_id = self.world.talks[talk]
        act = {
            "complete": lambda: passing.complete(
                self.floor, who, conversation_id, epoch=None, receiver_name="検査 花子"
            ),
            "cancel": lambda: passing.cancel_invitation(self.floor, who, conversation_id),
            "leave": lambda: passing.leave_conversation(self.floor, who, conversation_id),
        }[ending]
        self.world.attempt(act())

    @rule(talk=talks, ending=st.sampled_from(["hand back", "end", "finish"]))
    def the_holder_ends(self, talk: int, ending: str) -> None:
        conversation_id = self.world.talks[talk]
        for who in self.holder_of(talk):
            act = {
                "hand back": lambda who=who: passing.hand_back_to_bot(self.floor, who, conversation_id, epoch=None),
                "end": lambda who=who: acts.end(self.floor, who, conversation_id, epoch=None),
                "finish": lambda who=who: acts.finish(self.floor, who, conversation_id, DONE),
            }[ending]
            self.world.attempt(act())

    @rule(talk=talks)
    def everybody_else_is_refused(self, talk: int) -> None:
        conversation_id, holders = self.world.talks[talk], self.holder_of(talk)
        for who in [each for each in self.world.agents if each not in holders]:
            assert not self.world.attempt(acts.end(self.floor, who, conversation_id, epoch=None))
            assert not self.world.attempt(acts.finish(self.floor, who, conversation_id, DONE))

    @precondition(lambda self: self.taken < 2)
    @rule(agent=agents, talk=talks)
    def take_over(self, agent: int, talk: int) -> None:
        who = self.world.agents[agent]
        self.taken += 1
        self.world.overloaded.add(who.agent_id)
        self.world.attempt(passing.take(self.floor, who, self.world.talks[talk]))

    @rule(agent=agents, talk=talks, queue=queues, receiver=st.none() | agents)
    def reassign(self, agent: int, talk: int, queue: str, receiver: int | None) -> None:
        target = Target(queue) if receiver is None else Target(agent_id=self.world.agents[receiver].agent_id)
        self.world.attempt(passing.reassign(self.floor, self.world.agents[agent], self.world.talks[talk], target))

    @precondition(lambda self: self.forced < 2)
    @rule(talk=talks)
    def force_wrap_up(self, talk: int) -> None:
        self.forced += 1
        self.world.attempt(passing.force(self.floor, self.world.talks[talk], DONE))

    @rule()
    def places_are_lost_and_mended(self) -> None:
        self.house.as_owner("DELETE FROM queue_entries WHERE offer_id IS NULL")
        self.world.run(mend_orphans(self.floor))


def test_the_floor_keeps_its_invariants(database_url: str, vault: Vault) -> None:
    owner_url = own_database(database_url, "random_floor")
    with open_floor(owner_url) as (runner, database):

        class Floor(HandoffFloor):
            def __init__(self) -> None:
                super().__init__(FloorWorld(runner, database, vault, owner_url))

        chosen = settings(max_examples=8, stateful_step_count=30, deadline=None, derandomize=True)
        run_state_machine_as_test(Floor, settings=chosen)
