"""Every address a call is sent to is new: a step is answered once, so an address handed out twice is a loop."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.procedures.load import read_checked
from conversation.model import BOT, ConversationId, Direction, Holder, HolderKind
from gateway.channels.voice.calls import Call
from gateway.channels.voice.conduct import go_on, hold_on, take_in
from gateway.channels.voice.plan import CallPlan, HangUp, Relay
from gateway.channels.voice.scene import Heard, Next, Place, Posted, Scene
from gateway.channels.voice.voice_file import VoiceFile

pytestmark = pytest.mark.property

NOON = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
VOICE = read_checked(Path(__file__).parents[2] / "config" / "voice.yml", VoiceFile)
CALL = Call("CA1", ConversationId(UUID(int=1)), UUID(int=2), Direction.inbound, "+819000000001", NOON, NOON, step=1)
NEWS = Posted(5, is_agents=False, text="承りました。")

scenes = st.builds(
    Scene,
    holder=st.sampled_from([BOT, Holder(HolderKind.queue, "general"), Holder(HolderKind.agent, "a-1")]),
    message_seq=st.just(5),
    news=st.sampled_from([(), (NEWS,)]),
    question=st.sampled_from([None, replace(NEWS, seq=3)]),
    is_pending=st.booleans(),
    is_writing=st.booleans(),
    place=st.sampled_from([None, Place(2, is_staffed=True, waited_seconds=0)]),
)
steps = st.tuples(st.sampled_from(["on", "hold", "silence", "again", "mumble"]), scenes, st.integers(0, 3))


def _after(call: Call, what: str, scene: Scene, tries: int) -> object:
    heard = {"silence": Heard(), "again": Heard("もう一度", 0.9), "mumble": Heard("もご", 0.1)}
    match what:
        case "on":
            return go_on(call, scene, VOICE)
        case "hold":
            return hold_on(call, (), tries=tries)
        case _:
            return take_in(call, scene, heard[what], VOICE)


def _address(plan: CallPlan) -> str:
    assert not isinstance(plan.then, HangUp | Relay)
    return plan.then.url


@given(st.lists(steps, max_size=40))
def test_no_address_of_a_call_is_handed_out_twice(played: list[tuple[str, Scene, int]]) -> None:
    call, addresses = CALL, ["/twilio/voice/hear?step=1"]
    for what, scene, tries in played:
        after = _after(call, what, scene, tries)
        handed_out = [after] if isinstance(after, Next) else []
        for each in handed_out:
            call = each.call
            addresses.append(_address(each.plan))
    assert len(set(addresses)) == len(addresses)
