"""Agents at the desk with a customer's draft, on the real database with the real job queue."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast
from uuid import UUID, uuid4

import httpx2
from fastapi import FastAPI
from sqlalchemy import text as sql

from casework.identity.matrix import Verification
from casework.intakes.draft import Draft, FieldValue, IntakeStatus
from casework.intakes.store import open_draft, save_draft
from casework.procedures.load import load_procedures, read_checked
from casework.procedures.spec import Procedure
from conversation import events as ev
from conversation.log import LoggedEvent, list_events, lock_conversation, open_conversation
from conversation.model import Channel, ConversationId, Direction, HolderKind
from conversation.state import ConversationState
from crm_adapter.demo import DEMO_PERSONS
from crm_adapter.memory_crm import MemoryCrm
from database.engine import Database, Sessions
from database.vault import Vault
from gateway.api.desk import StaffDesk
from gateway.api.drafts import draft_routes
from gateway.api.refusals import install_refusals
from gateway.errors import install_error_handlers
from gateway.jobs import JobQueue
from gateway.staff.permissions import Role
from gateway.staff.sessions import open_session
from gateway.staff.tables import StaffAccountRow
from tests.integration.staff.scene import NOON, HandClock, Staff, make_account

PROCEDURES = load_procedures(Path(__file__).parents[2] / "config" / "procedures")
VERIFICATION = read_checked(Path(__file__).parents[2] / "config" / "verification.yml", Verification)
HANAKO = DEMO_PERSONS[0]
ANOTHER = DEMO_PERSONS[1]
NOTES = ("intake.opened", "intake.changed", "intake.stopped", "case.opened")
CASES_JOBS = sql("SELECT count(*) FROM procrastinate_jobs WHERE args->>'case_no' = :case_no")


@dataclass
class ToldScreens:
    told: list[str] = field(default_factory=list)

    async def logged(self, _: ConversationId, events: list[LoggedEvent], __: ConversationState) -> None:
        self.told += [entry.event.kind for entry in events]


@dataclass
class DraftDesk:
    """What the draft's routes use of the StaffDesk."""

    sessions: Sessions
    vault: Vault
    crm: MemoryCrm
    jobs: JobQueue
    procedures: Mapping[str, Procedure] = field(default_factory=lambda: PROCEDURES)
    verification: Verification = field(default_factory=lambda: VERIFICATION)
    clock: HandClock = field(default_factory=HandClock)
    notices: ToldScreens = field(default_factory=ToldScreens)
    is_https: bool = False
    disaster: None = None

    @property
    def reads(self) -> Sessions:
        return self.sessions

    def app(self) -> FastAPI:
        app = FastAPI()
        install_error_handlers(app)
        install_refusals(app)
        app.include_router(draft_routes(cast("StaffDesk", self)), prefix="/api")
        return app


@dataclass(frozen=True)
class Served:
    """An agent's browser and the conversation they serve."""

    staff: Staff
    conversation_id: ConversationId

    @property
    def path(self) -> str:
        return f"/api/conversations/{self.conversation_id}/draft"

    async def read(self) -> httpx2.Response:
        return await self.staff.http.get(self.path)

    async def begins(self, procedure: str = "address_change") -> httpx2.Response:
        return await self.staff.http.post(self.path, json={"procedure": procedure})

    async def enters(self, name: str, text: str) -> httpx2.Response:
        return await self.staff.http.put(f"{self.path}/fields/{name}", json={"text": text})

    async def submits(self, **body: str) -> httpx2.Response:
        return await self.staff.http.post(f"{self.path}/submit", json=body)

    async def stops(self) -> httpx2.Response:
        return await self.staff.http.post(f"{self.path}/stop", json={})


@dataclass(frozen=True)
class DraftScene:
    database: Database
    vault: Vault
    desk: DraftDesk

    def browser(self) -> AbstractAsyncContextManager[httpx2.AsyncClient]:
        return httpx2.AsyncClient(transport=httpx2.ASGITransport(self.desk.app()), base_url="http://test")

    async def sign_in(self, http: httpx2.AsyncClient, role: Role = Role.agent) -> str:
        """The id of a new member of staff, whose browser `http` is."""
        account = await make_account(self.database, self.vault, role)
        async with self.database.sessions.begin() as session:
            row = await session.get_one(StaffAccountRow, UUID(account.account_id))
            opened = await open_session(session, row, at=self.desk.clock(), instead_of=None)
        http.cookies.set("toritsugi_session", opened.token, domain="test.local", path="/")
        http.headers["X-CSRF-Token"] = opened.csrf_token
        return account.account_id

    async def conversation(self, held_by: str) -> ConversationId:
        """With an open contact, served by this agent; nobody has been verified."""
        conversation_id = ConversationId(uuid4())
        async with self.database.sessions.begin() as session:
            log = await open_conversation(
                session, self.vault, conversation_id=conversation_id, bot_sender_id=uuid4().hex, at=NOON
            )
            opened = ev.ContactOpened(contact_id=uuid4(), channel=Channel.webchat, direction=Direction.inbound)
            accepted = ev.HolderChanged(holder=HolderKind.agent, holder_name=held_by, reason="accepted")
            await log.append(opened, accepted, at=NOON)
        return conversation_id

    async def happens(self, conversation_id: ConversationId, *events: ev.Event) -> None:
        async with self.database.sessions.begin() as session:
            log = await lock_conversation(session, self.vault, conversation_id)
            await log.append(*events, at=NOON)

    async def verify(self, conversation_id: ConversationId, customer_id: str, level: int = 2) -> None:
        verified = ev.IdentityVerified(level=level, customer_id=customer_id, relation="policyholder")
        await self.happens(conversation_id, verified)

    async def left_by_the_bot(
        self,
        conversation_id: ConversationId,
        status: IntakeStatus = IntakeStatus.handed_off,
        *,
        procedure: str = "address_change",
        asked: str | None = None,
        **values: object,
    ) -> Draft:
        """A draft with what the customer has said so far."""
        said = {name: FieldValue(value=value, spoken=str(value), text=str(value)) for name, value in values.items()}
        async with self.database.sessions.begin() as session:
            opened = await open_draft(
                session, self.vault, conversation_id, PROCEDURES[procedure], opening_text="", at=NOON
            )
            draft = opened.model_copy(update={"status": status, "asked": asked, "values": said})
            await save_draft(session, self.vault, draft, at=NOON)
        return draft

    async def events(self, conversation_id: ConversationId) -> list[tuple[str, Any]]:
        """What the log says of drafts: kind, and the field or procedure."""
        async with self.database.sessions() as session:
            entries = await list_events(session, self.vault, conversation_id, kinds=NOTES)
        details = [entry.event.model_dump() for entry in entries]
        return [(entry["kind"], entry.get("field") or entry.get("procedure")) for entry in details]

    async def jobs_of(self, case_no: str) -> int:
        async with self.database.sessions() as session:
            return int(await session.scalar(CASES_JOBS, {"case_no": case_no}) or 0)
