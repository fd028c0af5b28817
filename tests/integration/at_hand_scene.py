"""A desk with what an agent has at hand beside the chat, on the real database: people, a conversation, a browser."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast
from uuid import UUID, uuid4

import httpx2
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from conversation import events as ev
from conversation.log import lock_conversation, open_conversation
from conversation.model import Channel, ContactId, ConversationId, Direction, HolderKind
from crm_adapter.port import Crm
from database.engine import Database, Sessions
from database.vault import Vault
from gateway.api.answers_at_hand import answer_routes
from gateway.api.desk import StaffDesk
from gateway.api.notes import note_routes
from gateway.api.promises import promise_routes
from gateway.api.refusals import install_refusals
from gateway.desk_answers import CannedAnswers
from gateway.errors import install_error_handlers
from gateway.knowledge_desk import KnowledgeDesk
from gateway.staff.permissions import Role
from gateway.staff.sessions import open_session
from gateway.staff.tables import StaffAccountRow
from handoff.agents import enrol
from handoff.model import AgentId, QueueRule, RoutingRules
from handoff.serving import begin_serving
from tests.integration.staff.scene import NOON, HandClock, Staff, make_account

RULES = RoutingRules(queues={"general": QueueRule(label="お客さま相談室")})
AGENT_NAME = "検査 花子"


@dataclass
class RecordingJobs:
    deferred: list[tuple[str, datetime | None, Mapping[str, Any]]] = field(default_factory=list)

    async def defer(self, _: AsyncSession, task: str, *, at: datetime | None = None, **arguments: Any) -> None:
        self.deferred.append((task, at, arguments))


@dataclass
class RecordingNotices:
    told: list[tuple[str, ConversationId]] = field(default_factory=list)

    async def desk_changed(self, kind: str, conversation_id: ConversationId) -> None:
        self.told.append((kind, conversation_id))


@dataclass
class AtHandDesk:
    """What these routes use of the StaffDesk."""

    sessions: Sessions
    vault: Vault
    crm: Crm | None = None
    knowledge: KnowledgeDesk | None = None
    canned_answers: CannedAnswers | None = None
    rules: RoutingRules = RULES
    clock: HandClock = field(default_factory=HandClock)
    jobs: RecordingJobs = field(default_factory=RecordingJobs)
    notices: RecordingNotices = field(default_factory=RecordingNotices)
    is_https: bool = False

    @property
    def reads(self) -> Sessions:
        return self.sessions

    def app(self) -> FastAPI:
        app, desk = FastAPI(), cast("StaffDesk", self)
        install_error_handlers(app)
        install_refusals(app)
        for routes in (note_routes(desk), promise_routes(desk), answer_routes(desk)):
            app.include_router(routes, prefix="/api")
        return app


@dataclass(frozen=True)
class Scene:
    database: Database
    vault: Vault
    desk: AtHandDesk

    async def colleague(self, role: Role = Role.agent) -> AgentId:
        account = await make_account(self.database, self.vault, role)
        agent_id = AgentId(UUID(account.account_id))
        async with self.database.sessions.begin() as session:
            await enrol(session, RULES, agent_id, AGENT_NAME, at=NOON)
        return agent_id

    async def conversation(self, held_by: AgentId | None = None, *said: str) -> ConversationId:
        """With an open contact; held by the bot, or served by an agent."""
        conversation_id, sender = ConversationId(uuid4()), uuid4().hex
        opened = ev.ContactOpened(contact_id=uuid4(), channel=Channel.webchat, direction=Direction.inbound)
        heard = [ev.MessageReceived(message_id=uuid4(), channel=Channel.webchat, text=text) for text in said]
        async with self.database.sessions.begin() as session:
            log = await open_conversation(
                session, self.vault, conversation_id=conversation_id, bot_sender_id=sender, at=NOON
            )
            await log.append(opened, *heard, at=NOON)
        for agent_id in [held_by] if held_by else []:
            await self.serve(conversation_id, agent_id)
        return conversation_id

    async def serve(self, conversation_id: ConversationId, agent_id: AgentId) -> None:
        holder = ev.HolderChanged(holder=HolderKind.agent, holder_name=str(agent_id), reason="accepted")
        async with self.database.sessions.begin() as session:
            log = await lock_conversation(session, self.vault, conversation_id)
            await log.append(holder, at=NOON)
            await begin_serving(session, log, agent_id, queue="general", entered_at=NOON, rank_at=None, at=NOON)

    async def append(self, conversation_id: ConversationId, *events: ev.Event, epoch: int | None = None) -> None:
        async with self.database.sessions.begin() as session:
            log = await lock_conversation(session, self.vault, conversation_id)
            await log.append(*events, at=NOON, decided_under=epoch)

    async def contact_of(self, conversation_id: ConversationId) -> ContactId | None:
        async with self.database.sessions.begin() as session:
            return (await lock_conversation(session, self.vault, conversation_id)).state.contact_id

    def browser(self) -> AbstractAsyncContextManager[httpx2.AsyncClient]:
        return httpx2.AsyncClient(transport=httpx2.ASGITransport(self.desk.app()), base_url="http://test")

    async def sign_in(self, http: httpx2.AsyncClient, agent_id: AgentId) -> Staff:
        async with self.database.sessions.begin() as session:
            account = await session.get_one(StaffAccountRow, agent_id)
            opened = await open_session(session, account, at=self.desk.clock(), instead_of=None)
        http.cookies.set("toritsugi_session", opened.token, domain="test.local", path="/")
        http.headers["X-CSRF-Token"] = opened.csrf_token
        return Staff(http)


def a_scene(database: Database, vault: Vault) -> Scene:
    return Scene(database, vault, AtHandDesk(database.sessions, vault))
