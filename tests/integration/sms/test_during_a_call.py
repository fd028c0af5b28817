"""A text message from the number of a live call: logged, answered by SMS, and never the caller's words."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from conversation import events as ev
from conversation.log import ConversationLog
from conversation.messages import InboundMessage
from conversation.model import Channel, Direction
from conversation.receive import receive
from gateway.channels.lines import lock_line
from gateway.channels.sms.inbound import HELP, SPEAK_INSTEAD
from gateway.channels.voice.calls import Call, CallState, add_call, save_call
from tests.integration.sms.scene import Scene, new_number, new_sid

pytestmark = pytest.mark.integration


@asynccontextmanager
async def at_line(scene: Scene, number: str) -> AsyncIterator[tuple[AsyncSession, ConversationLog]]:
    async with scene.database.sessions.begin() as session:
        yield session, await lock_line(session, scene.vault, Channel.voice, number, at=scene.clock())


async def calls(scene: Scene, number: str) -> Call:
    """Somebody calls under the number, speaks, and is verified."""
    at = scene.clock()
    async with at_line(scene, number) as (session, log):
        call = Call(f"CA{uuid4().hex}", log.conversation_id, None, Direction.inbound, number, at, at)
        words = InboundMessage(Channel.voice, number, uuid4().hex, "住所を変えたい", at)
        await receive(session, scene.vault, log, words, at=at, needs_answer=False)
        started = ev.CallStarted(call_sid=call.call_sid, direction=Direction.inbound)
        proof = ev.IdentityVerified(level=3, customer_id="C-0001", relation="policyholder")
        await log.append(started, proof, at=at)
        await add_call(session, scene.vault, call)
    return call


async def hangs_up(scene: Scene, number: str, call: Call) -> None:
    ended = Call(
        call.call_sid,
        call.conversation_id,
        None,
        Direction.inbound,
        number,
        call.started_at,
        call.updated_at,
        CallState.ended,
    )
    async with at_line(scene, number) as (session, log):
        await save_call(session, scene.vault, ended, at=scene.clock())
        await log.append(ev.CallEnded(call_sid=call.call_sid, by="customer"), at=scene.clock())


async def test_it_is_logged_has_no_turn_and_is_asked_to_speak_once(scene: Scene) -> None:
    number = new_number()
    await calls(scene, number)
    for text in ("はい", "123456"):
        assert (await scene.writes(number, text)).status_code == 200
    assert await scene.received(number) == ["住所を変えたい", "はい", "123456"]
    assert scene.turns.kicked == []
    assert await scene.posted(number) == []
    assert await scene.staged(number) == [("reply", SPEAK_INSTEAD)]
    assert "contact.closed" not in [event.kind for event in await scene.log_of(number)]


async def test_the_same_message_told_again_is_answered_once(scene: Scene) -> None:
    number, sid = new_number(), new_sid()
    await calls(scene, number)
    for _ in range(3):
        await scene.writes(number, "はい", sid=sid)
    assert await scene.staged(number) == [("reply", SPEAK_INSTEAD)]


async def test_each_call_asks_anew(scene: Scene) -> None:
    number = new_number()
    for _ in range(2):
        call = await calls(scene, number)
        await scene.writes(number, "はい")
        await hangs_up(scene, number, call)
    assert await scene.staged(number) == [("reply", SPEAK_INSTEAD)] * 2


async def test_what_came_before_the_call_and_is_told_again_asks_nothing(scene: Scene) -> None:
    number, sid = new_number(), new_sid()
    await scene.writes(number, "住所", sid=sid)
    await calls(scene, number)
    await scene.writes(number, "住所", sid=sid)
    assert await scene.staged(number) == []


async def test_after_the_call_the_bot_answers_in_a_contact_of_its_own(scene: Scene) -> None:
    number = new_number()
    await hangs_up(scene, number, await calls(scene, number))
    await scene.writes(number, "続きです")
    assert len(scene.turns.kicked) == 1
    assert await scene.staged(number) == []
    opened = [event.channel for event in await scene.log_of(number) if isinstance(event, ev.ContactOpened)]
    assert opened == [Channel.voice, Channel.sms]
    async with at_line(scene, number) as (_, log):
        assert (log.state.contact_channel, log.state.level) == (Channel.sms, 0)


async def test_help_is_not_read_to_the_caller(scene: Scene) -> None:
    number, sid = new_number(), new_sid()
    await calls(scene, number)
    for _ in range(2):
        await scene.writes(number, "HELP", sid=sid)
    assert await scene.posted(number) == []
    assert await scene.staged(number) == [("reply", HELP)]


async def test_who_wants_no_sms_is_not_asked(scene: Scene) -> None:
    number = new_number()
    await scene.writes(number, "停止")
    await calls(scene, number)
    await scene.writes(number, "はい")
    assert [purpose for purpose, _ in await scene.staged(number)] == ["opt_out_confirmation"]
