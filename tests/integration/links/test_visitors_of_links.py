"""Whom a link admitted stays for some hours, until the next link, and never speaks with another visitor's proof."""

from datetime import timedelta
from typing import Any, cast
from uuid import uuid4

import pytest

from conversation import events as ev
from conversation.model import Channel, ConversationId, HolderKind
from gateway.background import Background
from gateway.channels.links import LinkVisitor
from gateway.channels.webchat.visitors import EndedVisitorError, Visitors
from gateway.intake import Intake
from tests.integration.links.scene import CUSTOMER, RULES, Scene, a_number
from tests.integration.sms.scene import StillTurns

pytestmark = pytest.mark.integration


def intake_of(scene: Scene) -> Intake:
    return Intake(
        sessions=scene.database.sessions,
        vault=scene.vault,
        turns=cast("Any", StillTurns()),
        notices=scene.notices,
        background=Background(),
        jobs=scene.jobs,
        clock=scene.clock,
        contact_idle=timedelta(days=1),
        link_session=RULES.session,
    )


async def writes(scene: Scene, visitor: LinkVisitor, text: str = "続けます", client_id: str | None = None) -> None:
    intake = intake_of(scene)
    await intake.accept_webchat(visitor.conversation_id, visitor.token, client_id or uuid4().hex, text)


async def is_known(scene: Scene, visitor: LinkVisitor) -> bool:
    visitors = Visitors(scene.database.sessions, scene.vault, scene.clock)
    try:
        await visitors.recognise(visitor.token)
    except EndedVisitorError:
        return False
    return True


async def proved_on_the_web(scene: Scene) -> tuple[ConversationId, LinkVisitor]:
    conversation_id = await scene.says(a_number(), "こんにちは")
    visitor = await scene.links.redeem(await scene.issued(conversation_id))
    await writes(scene, visitor)
    scene.clock.turn(minutes=1)
    await scene.verified(conversation_id, 2)
    return conversation_id, visitor


async def test_a_visitor_ends_with_the_session_of_their_link(scene: Scene) -> None:
    conversation_id = await scene.says(a_number(), "こんにちは")
    visitor = await scene.links.redeem(await scene.issued(conversation_id))
    scene.clock.turn(hours=RULES.session_hours, seconds=-1)
    assert await is_known(scene, visitor)
    scene.clock.turn(seconds=1)
    assert not await is_known(scene, visitor)


async def test_a_new_link_ends_the_earlier_visitor(scene: Scene) -> None:
    conversation_id = await scene.says(a_number(), "こんにちは")
    first = await scene.links.redeem(await scene.issued(conversation_id))
    second = await scene.links.redeem(await scene.issued(conversation_id))
    assert (await is_known(scene, first), await is_known(scene, second)) == (False, True)


async def test_who_came_without_a_link_has_no_end(scene: Scene) -> None:
    visitors = Visitors(scene.database.sessions, scene.vault, scene.clock)
    visitor = await visitors.admit()
    scene.clock.turn(days=400)
    assert await visitors.recognise(visitor.token) == visitor


async def test_a_visitor_goes_on_with_what_they_proved(scene: Scene) -> None:
    conversation_id, visitor = await proved_on_the_web(scene)
    before = await scene.state(conversation_id)
    scene.clock.turn(minutes=1)
    await writes(scene, visitor)
    after = await scene.state(conversation_id)
    assert (after.contact_id, after.level, after.customer_id) == (before.contact_id, 2, CUSTOMER)


async def test_what_an_earlier_visitor_proved_is_not_the_next_ones(scene: Scene) -> None:
    """The second link was opened while people had the conversation, so that its contact went on."""
    conversation_id = await scene.says(a_number(), "こんにちは")
    photo = await scene.issued(conversation_id, "photo")
    first = await scene.links.redeem(await scene.issued(conversation_id))
    await writes(scene, first)
    await scene.verified(conversation_id, 2)
    before = await scene.state(conversation_id)
    waits = ev.HolderChanged(holder=HolderKind.queue, holder_name="general", reason="test")
    scene.clock.turn(minutes=1)
    await scene.happens(conversation_id, waits)
    second = await scene.links.redeem(photo)
    await scene.happens(conversation_id, ev.HolderChanged(holder=HolderKind.bot, reason="test"))
    assert (await scene.state(conversation_id)).contact_id == before.contact_id
    await writes(scene, second)
    after = await scene.state(conversation_id)
    assert after.contact_id != before.contact_id
    assert (after.contact_channel, after.level, after.customer_id) == (Channel.webchat, 0, None)


async def test_a_message_that_was_let_in_just_before_the_next_link_is_refused(scene: Scene) -> None:
    conversation_id, first = await proved_on_the_web(scene)
    await scene.links.redeem(await scene.issued(conversation_id))
    assert (await scene.state(conversation_id)).level == 2
    scene.clock.turn(seconds=1)
    with pytest.raises(EndedVisitorError):
        await writes(scene, first)


async def test_a_message_told_again_closes_nothing(scene: Scene) -> None:
    conversation_id, visitor = await proved_on_the_web(scene)
    await writes(scene, visitor, "もう一度", "m-1")
    before = await scene.state(conversation_id)
    await writes(scene, visitor, "もう一度", "m-1")
    assert await scene.state(conversation_id) == before
