"""The people and the clock of the staff tests."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx2

from database.engine import Database
from database.vault import Vault
from gateway.staff.accounts import create_account
from gateway.staff.permissions import Role

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


async def make_account(
    database: Database, vault: Vault, role: Role = Role.agent, totp_secret: str | None = None
) -> Account:
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


def code_of(response: httpx2.Response) -> tuple[int, str]:
    """Status and code of a refusal, which has the one shape."""
    body = response.json()
    assert body.keys() == {"error"}
    assert body["error"].keys() - {"fields"} == {"code", "message"}
    assert not body["error"]["message"].isascii()
    return response.status_code, body["error"]["code"]
