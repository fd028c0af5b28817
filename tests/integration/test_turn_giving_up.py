"""A turn that fails whoever claims it goes to a person instead of holding up the messages behind it."""

from datetime import datetime, timedelta
from pathlib import Path

import httpx2
from conversation_builders import NOON, receive_message, start_conversation

from casework.procedures.load import read_checked
from casework.reception import Reception
from conversation import events as ev
from conversation.log import list_events
from conversation.model import HolderKind
from conversation.turns import claim_turn
from database.engine import Database
from database.vault import Vault
from gateway.bot_client import BotClient
from gateway.circuit_breaker import Breaker
from gateway.queue_file import load_queues
from gateway.turn_decision import TurnDesk
from gateway.turns import MOST_CLAIMS, run_turn
from tests.sim.floor import make_floor

CONFIG = Path(__file__).parents[2] / "config"
HOUR = timedelta(hours=1)


def desk_at(now: datetime, database: Database, vault: Vault, http: httpx2.AsyncClient) -> TurnDesk:
    bot = BotClient(http, "http://127.0.0.1:9", breaker=Breaker(5, 15.0), monotonic=lambda: 0.0)
    reception = read_checked(CONFIG / "reception.yml", Reception)
    floor, queues = make_floor(database, vault, lambda: now), load_queues(CONFIG / "queues.yml").routing()
    return TurnDesk(database.sessions, vault, bot, floor.notices, reception, queues, floor, lambda: now, 1.0)


async def test_a_turn_claimed_too_often_goes_to_a_person(database: Database, vault: Vault) -> None:
    conversation_id = await start_conversation(database, vault)
    turn_id = (await receive_message(database, vault, conversation_id)).turn_id
    assert turn_id is not None
    for hour in range(MOST_CLAIMS):
        async with database.sessions.begin() as session:
            at = NOON + hour * HOUR
            assert await claim_turn(session, vault, turn_id, at=at, lease=timedelta(seconds=1)) is not None
    async with httpx2.AsyncClient() as http:
        assert await run_turn(desk_at(NOON + MOST_CLAIMS * HOUR, database, vault, http), turn_id)
    async with database.sessions() as session:
        kinds = ("bot.failed", "message.posted", "holder.changed")
        failed, said, changed = [e.event for e in await list_events(session, vault, conversation_id, kinds=kinds)]
    assert failed == ev.BotFailed(turn_id=turn_id, reason="given_up")
    assert isinstance(said, ev.MessagePosted)
    assert isinstance(changed, ev.HolderChanged)
    assert changed.holder is HolderKind.queue
