"""The staff API alone in an application, on the real database, with a clock that tests turn by hand."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import cast
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI

from casework.identity.matrix import Verification
from casework.procedures.load import load_procedures, read_checked
from casework.procedures.spec import Procedure
from crm_adapter.demo import load_demo
from crm_adapter.memory_crm import MemoryCrm
from database.engine import Database
from database.vault import Vault
from gateway.api import StaffDesk, staff_router
from gateway.body_limit import BodyLimit
from gateway.channels.webchat.attachments import Attachments
from gateway.desk_answers import load_canned_answers
from gateway.errors import install_error_handlers
from gateway.knowledge_desk import KnowledgeDesk
from gateway.staff.codes import Codes, load_codes
from gateway.staff.permissions import Role
from gateway.staff.sessions import open_session
from gateway.staff.tables import StaffAccountRow
from tests.integration.staff.records import Records
from tests.integration.staff.scene import NOON, Account, HandClock, Staff, make_account
from tests.sim.contact_texts import texts_of
from tests.sim.floor import make_floor

CONFIG = Path(__file__).parents[3] / "config"


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture(scope="session")
async def crm() -> MemoryCrm:
    crm = MemoryCrm(lambda: NOON)
    await load_demo(crm, NOON.date())
    return crm


@pytest.fixture(scope="session")
def procedures() -> Mapping[str, Procedure]:
    return load_procedures(CONFIG / "procedures")


@pytest.fixture(scope="session")
def codes() -> Codes:
    return load_codes(CONFIG / "dispositions.yml")


@pytest.fixture
def desk(
    database: Database,
    vault: Vault,
    crm: MemoryCrm,
    clock: HandClock,
    procedures: Mapping[str, Procedure],
    codes: Codes,
) -> StaffDesk:
    return StaffDesk(
        sessions=database.sessions,
        vault=vault,
        crm=crm,
        procedures=procedures,
        verification=read_checked(CONFIG / "verification.yml", Verification),
        codes=codes,
        floor=make_floor(database, vault, clock),
        attachments=cast("Attachments", None),
        canned_answers=load_canned_answers(CONFIG / "canned_answers.yml"),
        knowledge=cast("KnowledgeDesk", None),
        clock=clock,
        is_https=False,
        url_of=lambda attachment: f"/files/{attachment.attachment_id}",
    )


@pytest.fixture
def app(desk: StaffDesk) -> FastAPI:
    app = FastAPI()
    install_error_handlers(app)
    app.include_router(staff_router(desk, texts_of(desk)))
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
    return await make_account(database, vault)


@pytest.fixture
async def agent(staff: Staff, accounts: Mapping[Role, Account], database: Database, clock: HandClock) -> Staff:
    """Signed in as an agent, without the fifth of a second that a password takes."""
    async with database.sessions.begin() as session:
        account = await session.get_one(StaffAccountRow, UUID(accounts[Role.agent].account_id))
        opened = await open_session(session, account, at=clock(), instead_of=None)
    staff.http.cookies.set("toritsugi_session", opened.token, domain="test.local", path="/")
    return staff


@pytest.fixture
def records(database: Database, vault: Vault, desk: StaffDesk) -> Records:
    return Records(database.sessions, vault, desk.procedures["address_change"])
