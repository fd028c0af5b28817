"""Links on a real database: an invented number, what was said to it, and a clock turned by hand."""

import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from casework.procedures.load import read_checked
from conversation import events as ev
from conversation.log import ConversationLog, LoggedEvent, list_events, lock_conversation, state_of
from conversation.messages import InboundMessage
from conversation.model import Channel, ConversationId, Direction
from conversation.receive import receive
from conversation.state import ConversationState
from conversation.tables import ConversationRow
from database.engine import Database
from database.vault import Vault
from gateway.channels.lines import lock_line
from gateway.channels.link_file import LinkFile
from gateway.channels.links import ContinueLinks, carried_by_link
from gateway.channels.sms.sms_file import SmsFile
from gateway.channels.voice.calls import Call, add_call
from tests.integration.handoff.recording import HandClock, RecordingJobs, RecordingNotices

CONFIG = Path(__file__).parents[3] / "config"
RULES, SMS_RULES = read_checked(CONFIG / "links.yml", LinkFile), read_checked(CONFIG / "sms.yml", SmsFile)
PUBLIC = "https://chat.example"
CUSTOMER = "C-0001"


def a_number() -> str:
    return f"+819000{secrets.randbelow(10**6):06d}"


@dataclass
class Scene:
    database: Database
    vault: Vault
    clock: HandClock
    jobs: RecordingJobs
    notices: RecordingNotices
    links: ContinueLinks

    @asynccontextmanager
    async def locked(self, conversation_id: ConversationId) -> AsyncIterator[tuple[AsyncSession, ConversationLog]]:
        async with self.database.sessions.begin() as session:
            yield session, await lock_conversation(session, self.vault, conversation_id)

    async def says(self, number: str, *texts: str, channel: Channel = Channel.sms) -> ConversationId:
        """Somebody writes or speaks from the number."""
        at = self.clock()
        async with self.database.sessions.begin() as session:
            log = await lock_line(session, self.vault, channel, number, at=at)
            for text in texts:
                message = InboundMessage(channel, number, uuid4().hex, text, at)
                await receive(session, self.vault, log, message, at=at, needs_answer=False)
        return log.conversation_id

    async def happens(self, conversation_id: ConversationId, *events: ev.Event) -> None:
        async with self.locked(conversation_id) as (_, log):
            await log.append(*events, at=self.clock())

    async def verified(self, conversation_id: ConversationId, level: int) -> None:
        event = ev.IdentityVerified(level=level, customer_id=CUSTOMER, relation="policyholder")
        await self.happens(conversation_id, event)

    async def issued(self, conversation_id: ConversationId, purpose: str = "continue") -> str:
        """The token of a new link."""
        async with self.locked(conversation_id) as (session, log):
            url = await self.links.issue(session, log, purpose=purpose, intake_id=None, at=self.clock())
        return url.removeprefix(f"{PUBLIC}/c/")

    async def carried(self, conversation_id: ConversationId, token: str) -> Sequence[ev.Event]:
        """What a web contact of the visitor would begin with."""
        async with self.locked(conversation_id) as (session, log):
            return await carried_by_link(session, self.vault, log, token, at=self.clock(), within=RULES.session)

    async def is_called(self, conversation_id: ConversationId, number: str) -> None:
        """The telephone of this contact has not been hung up."""
        at = self.clock()
        async with self.database.sessions.begin() as session:
            log = await lock_conversation(session, self.vault, conversation_id)
            sid, contact_id = f"CA{uuid4().hex}", log.state.contact_id
            call = Call(sid, conversation_id, contact_id, Direction.inbound, number, started_at=at, updated_at=at)
            await add_call(session, self.vault, call)

    async def state(self, conversation_id: ConversationId) -> ConversationState:
        async with self.database.sessions() as session:
            return state_of(await session.get_one(ConversationRow, conversation_id))

    async def log(self, conversation_id: ConversationId) -> Sequence[LoggedEvent]:
        async with self.database.sessions() as session:
            return await list_events(session, self.vault, conversation_id)

    async def kinds(self, conversation_id: ConversationId) -> Sequence[str]:
        return [entry.event.kind for entry in await self.log(conversation_id)]


def a_scene(database: Database, vault: Vault) -> Scene:
    clock, jobs, notices = HandClock(), RecordingJobs(), RecordingNotices()
    links = ContinueLinks(database.sessions, vault, jobs, notices, RULES, PUBLIC, clock)
    return Scene(database, vault, clock, jobs, notices, links)
