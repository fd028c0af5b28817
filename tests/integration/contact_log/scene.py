"""The contact log's routes alone, on the real database, with a customer whose every detail is marked."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, cast
from uuid import UUID, uuid4

import httpx2
from fastapi import APIRouter, FastAPI
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from casework.procedures.spec import Procedure
from conversation import events as ev
from conversation.log import lock_conversation
from conversation.messages import Attachment
from crm_adapter.memory_crm import MemoryCrm
from crm_adapter.model import Book, Customer, CustomerId
from database.engine import Database, Sessions, driver_url
from database.vault import Vault
from gateway.api.access_log import access_log_routes
from gateway.api.contact_export import add_export
from gateway.api.contacts import contact_routes
from gateway.api.customers import customer_routes
from gateway.api.desk import StaffDesk
from gateway.contact_index import IndexDesk, carry_out_indexing
from gateway.contact_texts import ContactTexts
from gateway.errors import install_error_handlers
from gateway.staff.codes import Codes
from gateway.staff.permissions import Role
from gateway.staff.sessions import SignedIn, open_session
from gateway.staff.tables import StaffAccountRow
from tests.integration.staff.records import Records, Seen
from tests.integration.staff.scene import NOON, HandClock
from tests.sim.contact_texts import texts_of

# Nobody is called this, lives there or has this number: whatever of it is found has leaked.
MARKED = Customer(
    customer_id=CustomerId(""),
    name="黒猫屋 標識子",
    name_kana="クロネコヤ ヒョウシキコ",
    birth_date=date(1988, 2, 29),
    postal_code="1000001",
    address="東京都千代田区千代田1-1 標識ヶ丘九十九番館",
    phone="+819000007391",
    phone_registered_on=None,
    email="hyoshiki-canary@example.jp",
    agency_code=None,
    is_company=False,
)
SAID = (
    "黒猫屋標識子です。フリガナは ひょうしきこ で、電話は090-0000-7391です。\n"
    "〒100-0001 千代田1-1の標識ヶ丘九十九番館、1988年2月29日生まれ、証券番号はK987654321、"
    "hyoshiki-canary@example.jp、カードは4111 1111 1111 1111。引っ越しをしました"
)
MARKS = (
    *("黒猫屋", "標識子", "ひょうしきこ", "090-0000-7391", "7391", "100-0001", "千代田", "標識ヶ丘", "九十九番館"),
    *("2月29日", "K987654321", "hyoshiki", "4111"),
)


@dataclass
class LogDesk:
    """What these routes use of the StaffDesk."""

    sessions: Sessions
    vault: Vault
    crm: MemoryCrm
    procedures: Mapping[str, Procedure]
    codes: Codes
    clock: HandClock = field(default_factory=HandClock)
    is_https: bool = False
    url_of: Callable[[Attachment], str] = lambda attachment: f"/files/{attachment.attachment_id}"

    @property
    def reads(self) -> Sessions:
        return self.sessions

    def app(self) -> FastAPI:
        desk = cast("StaffDesk", self)
        return _app(contact_routes(desk, texts_of(desk)), customer_routes(desk), access_log_routes(desk))

    def small_export(self, texts: ContactTexts, most_rows: int) -> FastAPI:
        router = APIRouter(prefix="/contacts")
        add_export(router, cast("StaffDesk", self), texts, most_rows=most_rows)
        return _app(router)


def _app(*routes: APIRouter) -> FastAPI:
    app = FastAPI()
    install_error_handlers(app)
    for router in routes:
        app.include_router(router, prefix="/api")
    return app


@dataclass(frozen=True)
class Browser:
    """Somebody signed in, at the routes."""

    http: httpx2.AsyncClient
    staff: SignedIn

    async def get(self, path: str, **query: str) -> httpx2.Response:
        return await self.http.get(path, params=query)

    async def reveal(self, contact_id: UUID, reason: Any) -> httpx2.Response:
        headers = {"X-CSRF-Token": self.staff.csrf_token}
        return await self.http.post(f"/api/contacts/{contact_id}/reveal", json={"reason": reason}, headers=headers)

    async def found(self, **query: str) -> list[UUID]:
        answer = await self.get("/api/contacts", **query)
        assert answer.status_code == 200, answer.text
        return [UUID(item["contact_id"]) for item in answer.json()["items"]]

    async def accesses(self, **query: str) -> list[dict[str, Any]]:
        answer = await self.get("/api/access-log", **query)
        assert answer.status_code == 200, answer.text
        items: list[dict[str, Any]] = answer.json()["items"]
        return items


@dataclass(frozen=True)
class Scene:
    database: Database
    desk: LogDesk
    texts: ContactTexts
    records: Records

    async def browser(self, role: Role, app: FastAPI | None = None) -> Browser:
        row = StaffAccountRow(
            id=uuid4(), email=f"{uuid4().hex}@staff.example", name="検査 花子", role=role, password_hash="-", failures=0
        )
        async with self.database.sessions.begin() as session:
            session.add(row)
            await session.flush()
            staff = await open_session(session, row, at=NOON, instead_of=None)
        transport = httpx2.ASGITransport(app or self.desk.app())
        http = httpx2.AsyncClient(transport=transport, base_url="http://test")
        http.cookies.set("toritsugi_session", staff.token, domain="test.local", path="/")
        return Browser(http, staff)

    async def customer(self) -> str:
        """The marked customer, under an id of its own."""
        customer_id = CustomerId(f"K{uuid4().hex[:12].upper()}")
        await self.desk.crm.save_book(Book(customers=(replace(MARKED, customer_id=customer_id),)))
        return customer_id

    async def contact(self, text: str, customer_id: str | None = None, **more: Any) -> Seen:
        """A contact with this message, indexed."""
        seen = await self.records.contact(NOON, text=text, customer_id=customer_id or await self.customer(), **more)
        await self.index(seen)
        return seen

    async def index(self, seen: Seen) -> None:
        assert await carry_out_indexing(self.index_desk, seen.contact_id)

    @asynccontextmanager
    async def owner(self, database_url: str) -> AsyncIterator[AsyncConnection]:
        """A connection that may do everything, each statement by itself."""
        engine = create_async_engine(driver_url(database_url), isolation_level="AUTOCOMMIT")
        async with engine.connect() as connection:
            yield connection
        await engine.dispose()

    @property
    def index_desk(self) -> IndexDesk:
        return IndexDesk(self.database.sessions, self.desk.vault, self.texts)

    async def append(self, seen: Seen, *events: ev.Event) -> None:
        async with self.database.sessions.begin() as session:
            log = await lock_conversation(session, self.desk.vault, seen.conversation_id)
            await log.append(*events, at=NOON, decided_under=log.state.epoch)

    async def agent_says(self, seen: Seen, *texts: str) -> None:
        """An agent takes over the open contact and writes."""
        agent_id = uuid4().hex
        await self.records.hand_over(seen, agent_id, at=NOON)
        said = (
            ev.MessagePosted(
                message_id=uuid4(), author_kind="agent", author_id=agent_id, author_name="検査 花子", text=text
            )
            for text in texts
        )
        await self.append(seen, *said)
