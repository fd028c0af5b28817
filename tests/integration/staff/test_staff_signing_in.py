"""Signing in and out, and everything that is refused on the way."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta

import httpx2
import pyotp
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from database.engine import Database
from database.vault import Vault
from gateway.api import StaffDesk, staff_router
from gateway.api.session import session_routes
from gateway.errors import install_error_handlers
from gateway.staff.accounts import (
    DEMO_ACCOUNTS,
    DEMO_PASSWORD,
    AccountExistsError,
    PasswordTooShortError,
    create_account,
    ensure_demo_accounts,
)
from gateway.staff.limits import SignInLimits
from gateway.staff.permissions import Role
from gateway.staff.sign_in import SignIn
from tests.integration.staff.scene import PASSWORD, Account, HandClock, Staff, code_of, make_account
from tests.sim.contact_texts import texts_of

Accounts = Mapping[Role, Account]


async def test_signing_in_opens_the_staff_api(staff: Staff, accounts: Accounts) -> None:
    account = accounts[Role.supervisor]
    answer = await staff.sign_in(account)
    told = answer.json()
    assert told["user"] == {"id": account.account_id, "name": "検査 花子", "role": "supervisor"}
    assert told.keys() == {"user", "csrf_token"}
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("toritsugi_session=")
    assert {"HttpOnly", "Path=/", "SameSite=lax", "Max-Age=43200"} <= set(cookie.split("; "))
    assert answer.headers["cache-control"] == "no-store"
    assert (await staff.get("/api/session")).json() == told


async def test_over_https_the_cookie_belongs_to_the_host_alone(desk: StaffDesk, accounts: Accounts) -> None:
    app = FastAPI()
    secure = StaffDesk(**{**vars(desk), "is_https": True})
    app.include_router(staff_router(secure, texts_of(secure)))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="https://test") as http:
        answer = await Staff(http).sign_in(accounts[Role.agent])
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-toritsugi=")
        assert {"Secure", "HttpOnly", "Path=/"} <= set(cookie.split("; "))
        assert "domain" not in cookie.lower()
        assert (await http.get("/api/session")).status_code == 200


async def test_an_address_may_be_typed_in_capitals(staff: Staff, accounts: Accounts) -> None:
    account = accounts[Role.agent]
    assert (await staff.sign_in(Account(account.email.upper(), account.account_id))).status_code == 200


async def test_no_refusal_tells_why(staff: Staff, own_account: Account) -> None:
    nobody = await staff.sign_in(Account("nobody@staff.example", ""))
    wrong = await staff.sign_in(own_account, "another-password")
    assert code_of(wrong) == (401, "sign_in_failed")
    assert (nobody.status_code, nobody.content) == (wrong.status_code, wrong.content)
    assert "set-cookie" not in wrong.headers


async def test_ten_failures_lock_for_fifteen_minutes(staff: Staff, own_account: Account, clock: HandClock) -> None:
    refused = [await staff.sign_in(own_account, "another-password") for _ in range(10)]
    assert {answer.status_code for answer in refused} == {401}
    locked = await staff.sign_in(own_account)
    assert locked.content == refused[0].content
    clock.turn(timedelta(minutes=14, seconds=59))
    assert (await staff.sign_in(own_account)).status_code == 401
    clock.turn(timedelta(seconds=1))
    assert (await staff.sign_in(own_account)).status_code == 200


async def test_after_nine_failures_the_right_password_opens_and_clears(
    staff: Staff, own_account: Account, database: Database
) -> None:
    for _ in range(9):
        await staff.sign_in(own_account, "another-password")
    assert (await staff.sign_in(own_account)).status_code == 200
    async with database.engine.connect() as connection:
        found = await connection.execute(
            text("SELECT failures, locked_until FROM staff_accounts WHERE email = :email"),
            {"email": own_account.email},
        )
        assert found.one() == (0, None)


async def test_guesses_at_once_cannot_outrun_the_lock(staff: Staff, own_account: Account) -> None:
    guesses = ["another-password"] * 10 + [PASSWORD]
    answers = await asyncio.gather(*[staff.sign_in(own_account, guess) for guess in guesses])
    assert {answer.status_code for answer in answers} == {401}


async def test_a_second_factor_is_asked_and_used_once(
    staff: Staff, database: Database, vault: Vault, clock: HandClock
) -> None:
    secret = pyotp.random_base32()
    account = await make_account(database, vault, totp_secret=secret)
    totp = pyotp.TOTP(secret)
    assert (await staff.sign_in(account)).status_code == 401
    assert (await staff.sign_in(account, totp=totp.at(clock() - timedelta(hours=1)))).status_code == 401
    assert (await staff.sign_in(account, totp="１２３４５６")).status_code == 401
    code = totp.at(clock())
    assert (await staff.sign_in(account, "another-password", totp=code)).status_code == 401
    assert (await staff.sign_in(account, totp=code)).status_code == 200
    assert (await staff.sign_in(account, totp=code)).status_code == 401


async def test_too_many_attempts_wait_a_minute(desk: StaffDesk, clock: HandClock, own_account: Account) -> None:
    sign_in = SignIn(desk.sessions, desk.vault, clock, SignInLimits(per_address=1))
    app = FastAPI()
    install_error_handlers(app)
    app.include_router(session_routes(desk, sign_in), prefix="/api")
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://test") as http:
        assert (await Staff(http).sign_in(own_account)).status_code == 200
        refused = await http.post(
            "/api/session",
            json={"email": own_account.email, "password": PASSWORD},
            headers={"X-Forwarded-For": "192.0.2.7"},
        )
    assert code_of(refused) == (429, "too_many_attempts")
    assert refused.headers["retry-after"] == "60"


async def test_a_session_ends_after_twelve_hours(agent: Staff, clock: HandClock) -> None:
    clock.turn(timedelta(hours=11, minutes=59))
    assert (await agent.get("/api/session")).status_code == 200
    clock.turn(timedelta(minutes=1))
    assert code_of(await agent.get("/api/session")) == (401, "not_signed_in")
    assert code_of(await agent.get("/api/contacts")) == (401, "not_signed_in")


async def test_signing_out_needs_the_token_and_ends_the_session(agent: Staff) -> None:
    csrf_token = (await agent.get("/api/session")).json()["csrf_token"]
    carried = {"Cookie": f"toritsugi_session={agent.http.cookies['toritsugi_session']}"}
    assert code_of(await agent.http.delete("/api/session")) == (403, "csrf_failed")
    wrong = await agent.http.delete("/api/session", headers={"X-CSRF-Token": csrf_token[:-1]})
    assert code_of(wrong) == (403, "csrf_failed")
    assert (await agent.http.get("/api/session", headers=carried)).status_code == 200

    left = await agent.http.delete("/api/session", headers={"X-CSRF-Token": csrf_token})
    assert (left.status_code, left.content) == (204, b"")
    assert "toritsugi_session" not in agent.http.cookies
    after = await agent.http.get("/api/session", headers=carried)
    assert code_of(after) == (401, "not_signed_in")


async def test_the_token_of_another_session_is_refused(app: FastAPI, agent: Staff, accounts: Accounts) -> None:
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://test") as http:
        other = (await Staff(http).sign_in(accounts[Role.agent])).json()["csrf_token"]
    refused = await agent.http.delete("/api/session", headers={"X-CSRF-Token": other})
    assert code_of(refused) == (403, "csrf_failed")


async def test_signing_in_again_ends_the_session_before(agent: Staff, accounts: Accounts) -> None:
    first = (await agent.sign_in(accounts[Role.agent])).headers["set-cookie"].partition(";")[0]
    assert (await agent.http.get("/api/session", headers={"Cookie": first})).status_code == 200
    second = (await agent.sign_in(accounts[Role.agent])).headers["set-cookie"].partition(";")[0]
    old = await agent.http.get("/api/session", headers={"Cookie": first})
    assert code_of(old) == (401, "not_signed_in")
    assert (await agent.http.get("/api/session", headers={"Cookie": second})).status_code == 200


async def test_the_database_holds_no_token_and_no_password(agent: Staff, database: Database) -> None:
    token = agent.http.cookies["toritsugi_session"]
    csrf_token = (await agent.get("/api/session")).json()["csrf_token"]
    async with database.engine.connect() as connection:
        sessions = (await connection.execute(text("SELECT * FROM staff_sessions"))).all()
        accounts = (await connection.execute(text("SELECT * FROM staff_accounts"))).all()
    kept = str((sessions, accounts))
    assert [secret for secret in (token, csrf_token, PASSWORD) if secret in kept] == []


@pytest.mark.parametrize("account", DEMO_ACCOUNTS, ids=lambda account: account[0])
async def test_the_demo_accounts_are_there_once(
    account: tuple[str, str, Role], database: Database, staff: Staff, clock: HandClock
) -> None:
    email, name, role = account
    await ensure_demo_accounts(database.sessions, clock)
    await ensure_demo_accounts(database.sessions, clock)
    user = (await staff.sign_in(Account(email, ""), DEMO_PASSWORD)).json()["user"]
    assert (user["name"], user["role"]) == (name, role)


async def test_an_account_is_created_once_and_with_a_real_password(
    database: Database, vault: Vault, own_account: Account
) -> None:
    wanted = {"email": own_account.email.upper(), "name": "検査 花子", "role": Role.agent}
    with pytest.raises(AccountExistsError):
        await create_account(database.sessions, vault, **wanted, password=PASSWORD)
    with pytest.raises(PasswordTooShortError):
        await create_account(database.sessions, vault, **wanted, password="short")
