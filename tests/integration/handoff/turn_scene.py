"""Turns beside the floor: customers who write, and a bot that answers as told."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx2
from sqlalchemy import select

from casework.procedures.load import read_checked
from casework.reception import Queues, Reception
from conversation.model import ConversationId, TurnId
from conversation.tables import TurnRow
from gateway.bot_client import BotClient
from gateway.circuit_breaker import Breaker
from gateway.turn_decision import TurnDesk
from gateway.turns import run_turn
from tests.integration.handoff.scene import CONFIG, House
from tests.sim.scripted_bot import Answer, ScriptedBot, saying, scripted_bot

BOT_SAYS = "自動応答です。"


@dataclass(frozen=True)
class Talk:
    house: House
    bot: ScriptedBot
    desk: TurnDesk

    async def customer_says(self, conversation_id: ConversationId, text: str = "続きです") -> None:
        """The message and its whole turn."""
        turn_id = await self.house.customer_writes(conversation_id, text)
        assert await run_turn(self.desk, turn_id)

    async def turns_of(self, conversation_id: ConversationId) -> list[TurnId]:
        """Those that nobody has run."""
        unfinished = select(TurnRow.id).where(TurnRow.conversation_id == conversation_id, TurnRow.state != "done")
        async with self.house.database.sessions() as session:
            return [TurnId(each) for each in await session.scalars(unfinished.order_by(TurnRow.seq))]

    async def finish_turns(self, conversation_id: ConversationId) -> None:
        for turn_id in await self.turns_of(conversation_id):
            assert await run_turn(self.desk, turn_id)


@asynccontextmanager
async def talking(house: House, answer: Answer | None = None) -> AsyncIterator[Talk]:
    async with scripted_bot(answer or saying({"text": BOT_SAYS})) as bot, httpx2.AsyncClient() as http:
        client = BotClient(http, bot.url, breaker=Breaker(5, 15.0), monotonic=lambda: 0.0)
        reception = read_checked(CONFIG / "reception.yml", Reception)
        queues = Queues(default="general", queues=tuple(house.floor.rules.queues), routes={})
        floor = house.floor
        desk = TurnDesk(floor.sessions, floor.vault, client, floor.notices, reception, queues, floor, house.clock, 5.0)
        yield Talk(house, bot, desk)
