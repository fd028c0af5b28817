"""The staff API alone in an application, on the real database, with a clock that tests turn by hand."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI

from casework.procedures.load import load_procedures
from crm_adapter.demo import load_demo
from crm_adapter.memory_crm import MemoryCrm
from database.engine import Database
from database.vault import Vault
from gateway.api import StaffDesk, staff_router
from gateway.body_limit import BodyLimit
from gateway.errors import install_error_handlers
from gateway.staff.accounts import create_account
from gateway.staff.codes import load_codes
from gateway.staff.permissions import Role
from tests.integration.staff.records import Records

CONFIG = Path(__file__).parents[3] / "config"
NOON = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
PASSWORD = "a-password-for-tests"


@dataclass
class HandClock:
    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def turn(self, by: timedelta) -> None:
        self.now += by


@dataclass(frozen=True)
class Account:
    email: str
    account_id: str


@dataclass(frozen=True)
class Staff:
    """A browser at the staff API."""

    http: httpx2.AsyncClient

    async def sign_in(self, account: Account, password: str = PASSWORD, **more: str) -> httpx2.Response:
        body = {"email": account.email, "password": password, **more}
        return await self.http.post("/api/session", json=body)

    async def get(self, path: str, **query: str) -> httpx2.Response:
        return await self.http.get(path, params=query)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture(scope="session")
async def crm() -> MemoryCrm:
    crm = MemoryCrm(lambda: NOON)
    await load_demo(crm, NOON.date())
    return crm


@pytest.fixture
def desk(database: Database, vault: Vault, crm: MemoryCrm, clock: HandClock) -> StaffDesk:
    return StaffDesk(
        sessions=database.sessions,
        vault=vault,
        crm=crm,
        procedures=load_procedures(CONFIG / "procedures"),
        codes=load_codes(CONFIG / "dispositions.yml"),
        clock=clock,
        is_https=False,
        url_of=lambda attachment: f"/files/{attachment.attachment_id}",
    )


@pytest.fixture
def app(desk: StaffDesk) -> FastAPI:
    app = FastAPI()
    install_error_handlers(app)
    app.include_router(staff_router(desk))
    app.add_middleware(BodyLimit, limits={"/api": 64_000})
    return app


@pytest.fixture
async def staff(app: FastAPI) -> AsyncIterator[Staff]:
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://test") as http:
        yield Staff(http)


@pytest.fixture(scope="session")
async def accounts(database: Database, vault: Vault) -> Mapping[Role, Account]:
    return {role: await make_account(database, vault, role) for role in Role}


@pytest.fixture
async def own_account(database: Database, vault: Vault) -> Account:
    """An account no other test signs in to."""
    return await make_account(database, vault, Role.agent)


async def make_account(database: Database, vault: Vault, role: Role, totp_secret: str | None = None) -> Account:
    email = f"{uuid4().hex}@staff.example"
    account_id = await create_account(
        database.sessions,
        vault,
        email=email,
        name="検査 花子",
        role=role,
        password=PASSWORD,
        totp_secret=totp_secret,
    )
    return Account(email, str(account_id))


@pytest.fixture
async def agent(staff: Staff, accounts: Mapping[Role, Account]) -> Staff:
    """Signed in as an agent."""
    answer = await staff.sign_in(accounts[Role.agent])
    assert answer.status_code == 200
    return staff


@pytest.fixture
def records(database: Database, vault: Vault, desk: StaffDesk) -> Records:
    return Records(database.sessions, vault, desk.procedures["address_change"])
