"""A link admits one reader, once, until it ends; what may be carried is what was proved and no more."""

import asyncio

import pytest
from sqlalchemy import select

from conversation import events as ev
from conversation.closing import close_on_other_channel
from conversation.model import Channel, HolderKind, VerificationLevel
from gateway.channels.link_tables import ContinueLinkRow
from gateway.channels.links import LinkRefusedError, LinkVisitor, TooManyLinksError
from gateway.channels.webchat.visitors import Visitors
from handoff.serving import FILE_CONTACT_TASK
from tests.integration.links.scene import CUSTOMER, RULES, Scene, a_number

pytestmark = pytest.mark.integration
VERIFIED = ev.IdentityVerified(level=2, customer_id=CUSTOMER, relation="policyholder")
FAILED = ev.IdentityFailed(is_locked=False)


async def refused(scene: Scene, token: str, *, attempt: str | None = None) -> str:
    with pytest.raises(LinkRefusedError) as error:
        await scene.links.redeem(token, attempt=attempt)
    return error.value.code


async def test_a_link_admits_one_visitor_and_opens_a_web_contact(scene: Scene) -> None:
    conversation_id = await scene.says(a_number(), "住所を変えたいです")
    before = await scene.state(conversation_id)
    token = await scene.issued(conversation_id, "photo")
    visitor = await scene.links.redeem(token)
    assert (visitor.conversation_id, visitor.purpose) == (conversation_id, "photo")
    known = await Visitors(scene.database.sessions, scene.vault, scene.clock).recognise(visitor.token)
    assert (known.conversation_id, known.from_seq) == (conversation_id, visitor.from_seq)
    state = await scene.state(conversation_id)
    assert (state.contact_channel, state.level) == (Channel.webchat, VerificationLevel.nobody)
    assert [job.arguments for job in scene.jobs.of(FILE_CONTACT_TASK)] == [{"contact_id": str(before.contact_id)}]
    assert (await scene.kinds(conversation_id))[-4:] == [
        "link.issued",
        "link.redeemed",
        "contact.closed",
        "contact.opened",
    ]


async def test_neither_link_nor_visitor_token_is_stored_in_the_open(scene: Scene) -> None:
    conversation_id = await scene.says(a_number(), "こんにちは")
    token = await scene.issued(conversation_id)
    assert len(token) == 43
    async with scene.database.sessions() as session:
        row = await session.scalar(select(ContinueLinkRow).where(ContinueLinkRow.conversation_id == conversation_id))
    assert row is not None
    assert token.encode() not in row.digest
    assert all(token not in entry.event.model_dump_json() for entry in await scene.log(conversation_id))


async def test_of_twenty_readers_at_once_one_is_admitted(scene: Scene) -> None:
    conversation_id = await scene.says(a_number(), "こんにちは")
    token = await scene.issued(conversation_id)
    attempts = [scene.links.redeem(token, attempt=f"{n:032d}") for n in range(20)]
    results = await asyncio.gather(*attempts, return_exceptions=True)
    admitted = [result for result in results if isinstance(result, LinkVisitor)]
    codes = [result.code for result in results if isinstance(result, LinkRefusedError)]
    assert (len(admitted), codes) == (1, ["link_used"] * 19)
    assert (await scene.kinds(conversation_id)).count("link.redeemed") == 1


async def test_one_attempt_sent_twice_at_once_is_one_visitor(scene: Scene) -> None:
    conversation_id = await scene.says(a_number(), "こんにちは")
    token = await scene.issued(conversation_id)
    first, second = await asyncio.gather(*(scene.links.redeem(token, attempt="a" * 32) for _ in range(2)))
    assert first == second
    assert (await scene.kinds(conversation_id)).count("link.redeemed") == 1


async def test_a_lost_answer_is_given_again_to_the_same_attempt_for_some_minutes(scene: Scene) -> None:
    conversation_id = await scene.says(a_number(), "こんにちは")
    token = await scene.issued(conversation_id)
    first = await scene.links.redeem(token, attempt="a" * 32)
    scene.clock.turn(minutes=10)
    assert await scene.links.redeem(token, attempt="a" * 32) == first
    assert await refused(scene, token, attempt="b" * 32) == "link_used"
    assert await refused(scene, token) == "link_used"
    scene.clock.turn(seconds=1)
    assert await refused(scene, token, attempt="a" * 32) == "link_used"


@pytest.mark.parametrize("token", ["", "A" * 43, "x" * 10_000, "' OR 1=1 --", "写真"])
async def test_an_unknown_link_is_refused(scene: Scene, token: str) -> None:
    assert await refused(scene, token) == "link_unknown"


async def test_a_link_ends_with_its_time(scene: Scene) -> None:
    conversation_id = await scene.says(a_number(), "こんにちは")
    in_time, late = await scene.issued(conversation_id, "kanji"), await scene.issued(conversation_id, "kanji")
    scene.clock.turn(minutes=RULES.purposes["kanji"].valid_minutes, seconds=-1)
    await scene.links.redeem(in_time)
    scene.clock.turn(seconds=1)
    assert await refused(scene, late) == "link_expired"
    assert await refused(scene, in_time) == "link_used"


async def test_the_links_of_a_day_are_counted(scene: Scene) -> None:
    conversation_id = await scene.says(a_number(), "こんにちは")
    for _ in range(RULES.per_day):
        await scene.issued(conversation_id)
    with pytest.raises(TooManyLinksError):
        await scene.issued(conversation_id)
    scene.clock.turn(hours=24)
    assert await scene.issued(conversation_id)


@pytest.mark.parametrize(("level", "carried"), [(0, 0), (1, 1), (2, 2), (3, 2), (4, 2)])
async def test_the_level_is_carried_and_never_more_than_l2(scene: Scene, level: int, carried: int) -> None:
    conversation_id = await scene.says(a_number(), "こんにちは")
    await scene.verified(conversation_id, level)
    await scene.links.redeem(await scene.issued(conversation_id))
    state = await scene.state(conversation_id)
    assert (state.level, state.customer_id) == (carried, CUSTOMER if carried else None)


async def test_what_was_proved_after_the_link_is_not_carried(scene: Scene) -> None:
    conversation_id = await scene.says(a_number(), "こんにちは")
    token = await scene.issued(conversation_id)
    await scene.verified(conversation_id, 2)
    await scene.links.redeem(token)
    assert (await scene.state(conversation_id)).level == VerificationLevel.nobody


async def test_a_failed_check_after_the_link_ends_what_it_lends(scene: Scene) -> None:
    conversation_id = await scene.says(a_number(), "こんにちは")
    await scene.verified(conversation_id, 2)
    token = await scene.issued(conversation_id)
    await scene.happens(conversation_id, FAILED)
    visitor = await scene.links.redeem(token)
    assert (await scene.state(conversation_id)).level == VerificationLevel.nobody
    assert await scene.carried(conversation_id, visitor.token) == ()


async def test_verification_lapses_on_another_channel_and_returns_with_the_link(scene: Scene) -> None:
    number = a_number()
    conversation_id = await scene.says(number, "こんにちは")
    await scene.verified(conversation_id, 2)
    visitor = await scene.links.redeem(await scene.issued(conversation_id))
    async with scene.locked(conversation_id) as (session, log):
        await close_on_other_channel(session, log, Channel.sms, at=scene.clock())
    await scene.says(number, "続きをお願いします")
    state = await scene.state(conversation_id)
    assert (state.contact_channel, state.level, state.customer_id) == (Channel.sms, 0, None)
    assert await scene.carried(conversation_id, visitor.token) == (VERIFIED,)
    scene.clock.turn(hours=RULES.session_hours)
    assert await scene.carried(conversation_id, visitor.token) == ()


async def test_only_the_link_redeemed_last_counts(scene: Scene) -> None:
    number = a_number()
    conversation_id = await scene.says(number, "こんにちは")
    unproved = await scene.issued(conversation_id)
    await scene.verified(conversation_id, 2)
    first = await scene.links.redeem(await scene.issued(conversation_id))
    assert await scene.carried(conversation_id, first.token) == (VERIFIED,)
    scene.clock.turn(minutes=1)
    second = await scene.links.redeem(unproved)
    assert await scene.carried(conversation_id, first.token) == ()
    assert await scene.carried(conversation_id, second.token) == ()


async def test_a_link_lends_to_nobody_but_whom_it_admitted(scene: Scene) -> None:
    conversation_id = await scene.says(a_number(), "こんにちは")
    unproved = await scene.issued(conversation_id)
    await scene.verified(conversation_id, 2)
    proved = await scene.issued(conversation_id)
    first = await scene.links.redeem(unproved)
    scene.clock.turn(minutes=1)
    second = await scene.links.redeem(proved)
    assert await scene.carried(conversation_id, first.token) == ()
    assert await scene.carried(conversation_id, "nobody-we-know") == ()
    assert await scene.carried(conversation_id, second.token) == (VERIFIED,)


@pytest.mark.parametrize("relation", ["policyholder", "family", "agency"])
async def test_the_relation_is_carried_as_it_was(scene: Scene, relation: str) -> None:
    conversation_id = await scene.says(a_number(), "家族の者です")
    proof = VERIFIED.model_copy(update={"relation": relation})
    await scene.happens(conversation_id, proof)
    await scene.links.redeem(await scene.issued(conversation_id))
    assert (await scene.log(conversation_id))[-1].event == proof


async def test_a_proof_without_a_known_relation_is_not_carried(scene: Scene) -> None:
    conversation_id = await scene.says(a_number(), "こんにちは")
    await scene.verified(conversation_id, 2)
    token = await scene.issued(conversation_id)
    async with scene.database.sessions.begin() as session:
        row = await session.scalar(select(ContinueLinkRow).where(ContinueLinkRow.conversation_id == conversation_id))
        assert row is not None
        row.relation = None
    await scene.links.redeem(token)
    assert (await scene.state(conversation_id)).level == VerificationLevel.nobody


async def test_a_link_nobody_redeemed_lends_nothing(scene: Scene) -> None:
    conversation_id = await scene.says(a_number(), "こんにちは")
    await scene.verified(conversation_id, 2)
    token = await scene.issued(conversation_id)
    assert await scene.carried(conversation_id, token) == ()


async def test_a_second_link_into_an_unproved_web_contact_leaves_it_open(scene: Scene) -> None:
    conversation_id = await scene.says(a_number(), "こんにちは")
    photo = await scene.issued(conversation_id, "photo")
    await scene.links.redeem(await scene.issued(conversation_id))
    before = await scene.state(conversation_id)
    await scene.links.redeem(photo)
    assert (await scene.state(conversation_id)).contact_id == before.contact_id


async def test_a_second_link_does_not_lead_into_what_the_first_visitor_proved(scene: Scene) -> None:
    conversation_id = await scene.says(a_number(), "こんにちは")
    photo = await scene.issued(conversation_id, "photo")
    await scene.verified(conversation_id, 2)
    await scene.links.redeem(await scene.issued(conversation_id))
    before = await scene.state(conversation_id)
    await scene.links.redeem(photo)
    after = await scene.state(conversation_id)
    assert after.contact_id != before.contact_id
    assert (after.contact_channel, after.level, after.customer_id) == (Channel.webchat, 0, None)


async def test_during_a_call_nothing_changes_but_the_visitor_comes_in(scene: Scene) -> None:
    conversation_id = await scene.says(a_number(), "事故です", channel=Channel.voice)
    await scene.verified(conversation_id, 1)
    token, before = await scene.issued(conversation_id, "photo"), await scene.state(conversation_id)
    visitor = await scene.links.redeem(token)
    after = await scene.state(conversation_id)
    assert visitor.conversation_id == conversation_id
    assert (after.contact_id, after.contact_channel, after.level) == (before.contact_id, Channel.voice, 1)
    assert (await scene.kinds(conversation_id))[-1] == "link.redeemed"


@pytest.mark.parametrize("holder", [HolderKind.queue, HolderKind.agent, HolderKind.none])
async def test_whoever_waits_or_is_served_keeps_their_contact(scene: Scene, holder: HolderKind) -> None:
    conversation_id = await scene.says(a_number(), "担当者をお願いします")
    token = await scene.issued(conversation_id)
    await scene.happens(conversation_id, ev.HolderChanged(holder=holder, holder_name="general", reason="test"))
    before = await scene.state(conversation_id)
    await scene.links.redeem(token)
    after = await scene.state(conversation_id)
    assert (after.contact_id, after.holder) == (before.contact_id, before.holder)


async def test_a_visitor_begins_at_the_contact_of_the_link(scene: Scene) -> None:
    number = a_number()
    conversation_id = await scene.says(number, "一", "二")
    await scene.happens(conversation_id, ev.ContactClosed(disposition="answered"))
    await scene.says(number, "三", "四")
    visitor = await scene.links.redeem(await scene.issued(conversation_id))
    assert visitor.from_seq == 2


async def test_a_visitor_of_a_link_issued_between_contacts_sees_nothing_of_before(scene: Scene) -> None:
    conversation_id = await scene.says(a_number(), "一", "二")
    await scene.happens(conversation_id, ev.ContactClosed(disposition="answered"))
    visitor = await scene.links.redeem(await scene.issued(conversation_id))
    assert visitor.from_seq == 2
    assert (await scene.state(conversation_id)).contact_channel is Channel.webchat
