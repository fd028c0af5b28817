"""Channels only translate: the same talk by web chat, SMS and telephone asks the bot the same and is logged the same.

Each comes in by its own way (the visitor's intake, the signed webhook, a caller who follows TwiML) over the real
database; the bot answers as told. That whole requests end alike is for the journeys, with the real bot.
"""

from collections.abc import AsyncIterator
from typing import Any, Protocol, cast
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import select
from twilio.request_validator import RequestValidator

from conversation.model import Channel, ConversationId
from conversation.tables import ChannelIdentityRow
from database.engine import Database, open_database
from database.vault import Vault
from gateway.background import Background
from gateway.carrier.port import Carrier
from gateway.channels.sms.inbound import SmsDesk
from gateway.channels.sms.routes import sms_router
from gateway.channels.twilio.signature import SignatureCheck
from gateway.channels.webchat.visitors import Visitors
from tests.integration.handoff.scene import open_house, own_database
from tests.integration.sms.scene import new_number, new_sid
from tests.integration.voice.scene import PUBLIC, TOKEN, Line, answering
from tests.sim.scripted_bot import saying

pytestmark = pytest.mark.contract

QUESTION, FIRST, SECOND = "どちらのご契約ですか。", "自動車保険", "火災保険"
BUTTONS = [{"title": FIRST, "payload": FIRST}, {"title": SECOND, "payload": SECOND}]
WISH, MORE = "住所を変えたいです", "来週引っ越します"
POSTED = "message.posted"
# What belongs to one channel alone, beside the talk.
OWN_KINDS = {"call.started", "link.issued", "delivery.staged"}


class Talk(Protocol):
    """Somebody who says words, and chooses among what was offered as is usual on their channel."""

    async def says(self, text: str) -> None: ...
    async def chooses_second(self) -> None: ...
    async def conversation(self) -> ConversationId: ...


class OnTheWeb:
    def __init__(self, line: Line) -> None:
        self._line = line
        self._visitors = Visitors(line.house.database.sessions, line.house.vault, line.house.clock)
        self._visitor: Any = None

    async def says(self, text: str) -> None:
        self._visitor = self._visitor or await self._visitors.admit()
        conversation_id = self._visitor.conversation_id
        await self._line.desk.intake.accept_webchat(conversation_id, self._visitor.token, uuid4().hex, text)
        await self._line.desk.turns.wait_for(conversation_id)

    async def chooses_second(self) -> None:
        await self.says(SECOND)

    async def conversation(self) -> ConversationId:
        return cast("ConversationId", self._visitor.conversation_id)


class BySms:
    def __init__(self, line: Line) -> None:
        self._line, self._number = line, new_number()
        floor, unused = line.desk.floor, cast("Any", None)
        self._app = FastAPI()
        desk = SmsDesk(
            sessions=floor.sessions,
            vault=floor.vault,
            intake=line.desk.intake,
            jobs=floor.jobs,
            carrier=cast("Carrier", line.carrier),
            mobile=unused,
            notices=floor.notices,
            background=Background(),
            check=SignatureCheck((TOKEN,), PUBLIC),
            clock=floor.clock,
            commit_seconds=10.0,
        )
        self._app.include_router(sms_router(desk))

    async def says(self, text: str) -> None:
        params = {"MessageSid": new_sid(), "From": self._number, "To": "+815000000000", "Body": text, "NumMedia": "0"}
        signature = RequestValidator(TOKEN).compute_signature(f"{PUBLIC}/twilio/sms", params)
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(self._app), base_url=PUBLIC) as http:
            answer = await http.post("/twilio/sms", data=params, headers={"X-Twilio-Signature": signature})
        assert answer.is_success
        await self._line.desk.turns.wait_for(await self.conversation())

    async def chooses_second(self) -> None:
        await self.says("2")

    async def conversation(self) -> ConversationId:
        house = self._line.house
        index = house.vault.index("channel_identities.address_index", f"{Channel.sms}:{self._number}")
        query = select(ChannelIdentityRow.conversation_id).where(ChannelIdentityRow.address_index == index)
        async with house.database.sessions() as session:
            return ConversationId((await session.scalars(query)).one())


class ByTelephone:
    def __init__(self, line: Line) -> None:
        self._line, self._caller = line, line.caller()

    async def says(self, text: str) -> None:
        for _ in range(int(not self._caller.heard.leads_to)):
            await self._caller.dials()
        await self._caller.says(text)

    async def chooses_second(self) -> None:
        await self._caller.presses("2")

    async def conversation(self) -> ConversationId:
        return await self._caller.conversation()


@pytest.fixture(scope="module")
def talks_url(database_url: str) -> str:
    return own_database(database_url, "talks")


@pytest.fixture
async def talks(talks_url: str) -> AsyncIterator[Database]:
    database = open_database(talks_url)
    yield database
    await database.close()


async def talked(line: Line, talk: Talk) -> tuple[list[str], list[tuple[Any, ...]]]:
    """What the bot was asked, and the log without what names a channel or an id."""
    await talk.says(WISH)
    await talk.chooses_second()
    await talk.says(MORE)
    events = await line.house.events(await talk.conversation())
    asked = [question["message"] for question in line.bot.asked]
    told = [(e.kind, getattr(e, "author_kind", None), getattr(e, "choices", None)) for e in events]
    return asked, [each for each in told if each[0] not in OWN_KINDS]


@pytest.mark.parametrize("comes", [OnTheWeb, BySms, ByTelephone], ids=["webchat", "sms", "voice"])
async def test_the_same_talk_is_the_same_on_every_channel(
    talks: Database, vault: Vault, talks_url: str, comes: type[OnTheWeb] | type[BySms] | type[ByTelephone]
) -> None:
    house = open_house(talks, vault, talks_url)
    async with answering(house, saying({"text": QUESTION, "buttons": BUTTONS})) as line:
        asked, told = await talked(line, comes(line))
    offered = tuple({"label": each["title"], "value": each["payload"]} for each in BUTTONS)
    assert asked == [WISH, SECOND, MORE]
    assert [kind for kind, _, _ in told] == ["conversation.opened", "contact.opened", *["message.received", POSTED] * 3]
    posted = [(author, [choice.model_dump() for choice in choices]) for kind, author, choices in told if kind == POSTED]
    assert posted == [("bot", list(offered))] * 3
