"""A conversation by text messages and one by telephone, with notes beside them, and everything that goes out there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import cast
from uuid import uuid4

from pydantic import SecretStr

from config.settings import TwilioSettings
from conversation import events as ev
from conversation.log import list_events, lock_conversation, state_of
from conversation.messages import DeliveryChannel
from conversation.model import Channel, ConversationId, HolderKind
from conversation.tables import ConversationRow
from database.engine import open_database
from gateway.carrier.phone_lines import agent_lines
from gateway.carrier.simulated import Line, SimulatedCarrier
from gateway.carrier.twilio_rest import open_twilio
from gateway.carrier.webhook_post import WebhookAnswer, WebhookPost
from gateway.channels.sms.pump import SmsPump
from gateway.channels.sms.sending import SmsSender
from gateway.delivery import DeliveryDesk, carry_out_delivery
from tests.contract.note_scene import AGENTS_WORDS, SAID, Kept, Spoken, write_marker
from tests.integration.handoff.scene import open_house
from tests.integration.sms.scene import Scene as SmsScene
from tests.integration.sms_out.scene import RULES, Counter, HeldBackground, open_counter, said
from tests.integration.voice.scene import Caller, answering
from tests.sim.twilio_cloud import twilio_cloud
from tests.sim.twilio_records import ACCOUNT
from tests.sim.twilio_webhooks import TwilioWebhooks

PUBLIC, TOKEN = "https://toritsugi.example", "token-of-tests"


def a_number() -> str:
    """Of nobody, and new."""
    return f"+8190000{uuid4().int % 100_000:05d}"


@dataclass
class RecordedPost:
    """Webhooks that are kept instead of posted."""

    posted: list[object] = field(default_factory=list)

    async def post(self, path_or_url: str, params: object) -> WebhookAnswer:
        self.posted.append([path_or_url, params])
        return WebhookAnswer(204, "")


async def agent_speaks(kept: Kept, conversation_id: ConversationId) -> None:
    """The conversation passes to an agent, who notes something, says something and notes something."""
    agent = str(uuid4())
    passed = ev.HolderChanged(holder=HolderKind.agent, holder_name=agent, reason="accepted")
    words = ev.MessagePosted(message_id=uuid4(), author_kind="agent", author_id=agent, text=AGENTS_WORDS)
    await write_marker(kept, conversation_id)
    async with kept.database.sessions.begin() as session:
        log = await lock_conversation(session, kept.vault, conversation_id)
        await log.append(passed, at=log.updated_at)
        await log.append(words, at=log.updated_at, decided_under=log.state.epoch)
    await write_marker(kept, conversation_id)


async def texted(spoken: Spoken) -> tuple[Counter, ConversationId]:
    """A conversation by text messages whose words are staged, on news of them."""
    counter = open_counter(spoken.scene.database, spoken.scene.vault)
    conversation_id = await counter.texted(SAID, a_number())
    await counter.log(conversation_id, said("承ります。"))
    await agent_speaks(counter, conversation_id)
    async with counter.database.sessions() as session:
        logged = await list_events(session, counter.vault, conversation_id)
        state = state_of(await session.get_one(ConversationRow, conversation_id))
    SmsPump(counter.desk).kick(conversation_id, logged, state)
    assert await counter.background.run() == 1
    return counter, conversation_id


async def carry_out(counter: Counter, carrier: DeliveryChannel) -> None:
    sessions, vault, clock = counter.database.sessions, counter.vault, counter.clock
    desk = DeliveryDesk(sessions, vault, {Channel.sms: SmsSender(carrier, sessions, vault, RULES, clock)}, clock)
    assert len(counter.jobs.deliveries) == 2
    for delivery_id in counter.jobs.deliveries:
        await carry_out_delivery(desk, delivery_id)


async def text_messages(spoken: Spoken) -> object:
    """Staged by the pump and shown on the virtual telephone; the reports about them are there too."""
    counter, _ = await texted(spoken)
    post, background = RecordedPost(), HeldBackground()
    line = Line(cast("WebhookPost", post), background, status_url_of=lambda reference: f"/twilio/{reference}")
    carrier = SimulatedCarrier(counter.database.sessions, counter.vault, counter.clock, line=line)
    await carry_out(counter, carrier)
    assert await background.run() == 2
    assert len(post.posted) == 4
    return [[vars(message) for message in await carrier.list_recent(50)], post.posted]


async def twilio_requests(spoken: Spoken) -> object:
    """Everything Twilio was asked over HTTP."""
    counter, _ = await texted(spoken)
    async with twilio_cloud(TwilioWebhooks(TOKEN, PUBLIC)) as cloud:
        settings = TwilioSettings(
            account_sid=ACCOUNT, auth_token=SecretStr(TOKEN), from_number=cloud.number, api_base_url=cloud.url
        )
        carrier = open_twilio(
            settings, status_url_of=lambda each: f"{PUBLIC}/{each}", is_claimed=_not_claimed, clock=counter.clock
        )
        await carry_out(counter, carrier)
        assert cloud.violations == []
        return cloud.asked


async def answers_of_the_sms_channel(spoken: Spoken) -> object:
    """Its keywords and a picture, which the bot does not answer: what is staged, and what is said in the log."""
    scene, number = SmsScene(spoken.scene.database, spoken.scene.vault), a_number()
    scene.links.has_some = False
    await scene.writes(number, SAID)
    (conversation_id,) = await scene.conversations_of(number)
    await write_marker(scene, ConversationId(conversation_id))
    for word in ("ヘルプ", "停止", "再開"):
        assert (await scene.writes(number, word)).status_code == 200
    assert (await scene.writes(number, "", NumMedia="1")).status_code == 200
    await scene.background.stop(grace_seconds=2.0)
    return [await scene.staged(number), await scene.posted(number)]


@asynccontextmanager
async def called(spoken: Spoken) -> AsyncIterator[tuple[Kept, Caller]]:
    """Somebody who calls, and where the calls are kept."""
    database = open_database(spoken.calls_url)
    try:
        house = open_house(database, spoken.scene.vault, spoken.calls_url)
        async with answering(house) as line:
            yield house, line.caller(a_number())
    finally:
        await database.close()


async def twiml_of_a_call(spoken: Spoken) -> object:
    """From the greeting to what the caller hears of an agent before they are connected."""
    async with called(spoken) as (kept, caller):
        heard = [await caller.dials(), await caller.says(SAID)]
        await agent_speaks(kept, await caller.conversation())
        heard.append(await caller.is_silent())
    return [each.document for each in heard]


async def virtual_telephone(spoken: Spoken) -> object:
    async with called(spoken) as (kept, caller):
        await caller.dials()
        await agent_speaks(kept, await caller.conversation())
        shown = await agent_lines(kept.database.sessions, kept.vault, caller.call_sid, 0)
    return [vars(each) for each in shown.lines]


async def _not_claimed(_: str) -> bool:
    return False
