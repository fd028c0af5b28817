"""Signing in. Every refusal is one and the same, whether the account, the password, the code or a lock is the reason.

An attempt is counted as failed before its password is looked at: guesses sent at once cannot outrun the lock.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import pyotp
from sqlalchemy import case, null, or_, text, update

from database.engine import Sessions
from database.vault import Vault
from gateway.staff.accounts import TOTP_SECRET
from gateway.staff.limits import SignInLimits
from gateway.staff.passwords import Passwords
from gateway.staff.sessions import SignedIn, open_session
from gateway.staff.tables import StaffAccountRow

MOST_FAILURES = 10
LOCKED_FOR = timedelta(minutes=15)
AT_ONCE = 2


class SignInError(Exception):
    """Base of what signing in refuses."""

    code = "sign_in_error"


class SignInFailedError(SignInError):
    """Whatever the reason is, it is not told."""

    code = "sign_in_failed"


class TooManyAttemptsError(SignInError):
    code = "too_many_attempts"


@dataclass(frozen=True)
class Credentials:
    email: str
    password: str = field(repr=False)
    totp: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class _Counted:
    """An account as it is after this attempt was counted."""

    account_id: UUID
    password_hash: str = field(repr=False)
    totp_secret: bytes | None = field(repr=False)
    failures: int


class SignIn:
    """The door of the staff; `AT_ONCE` attempts are checked at a time, so that hashing leaves CPU to the rest."""

    def __init__(self, sessions: Sessions, vault: Vault, clock: Callable[[], datetime], limits: SignInLimits) -> None:
        self._sessions, self._vault, self._clock, self._limits = sessions, vault, clock, limits
        self._passwords = Passwords()
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def attempt(self, credentials: Credentials, *, address: str, carried: str | None) -> SignedIn:
        """Raise SignInFailedError or TooManyAttemptsError. `carried` is the token of the session to be replaced."""
        email = credentials.email.strip().lower()
        if not self._limits.may_attempt(address, email):
            raise TooManyAttemptsError("Too many attempts in a minute.")
        async with self._turn:
            counted = await self._count(email)
            usable = counted if counted is not None and counted.failures <= MOST_FAILURES else None
            fits, newer = await self._passwords.verify(credentials.password, usable.password_hash if usable else None)
            if usable is None or not fits or not self._has_second_factor(usable, credentials.totp):
                raise SignInFailedError("Signing in failed.")
            return await self._open(usable, newer, carried)

    async def _count(self, email: str) -> _Counted | None:
        """Count one more failure in a single statement, which starts anew when a lock has run out."""
        now = self._clock()
        row = StaffAccountRow
        has_run_out = row.locked_until <= now
        is_last = row.failures + 1 >= MOST_FAILURES
        statement = (
            update(row)
            .where(row.email == email, row.is_active)
            .values(
                failures=case((has_run_out, 1), else_=row.failures + 1),
                locked_until=case(
                    (has_run_out, null()),
                    (or_(row.locked_until.is_not(None), ~is_last), row.locked_until),
                    else_=now + LOCKED_FOR,
                ),
            )
            .returning(row.id, row.password_hash, row.totp_secret, row.failures)
            .execution_options(synchronize_session=False)
        )
        async with self._sessions.begin() as session:
            # A commit that waits for the disk would tell an address that exists from one that does not.
            await session.execute(text("SET LOCAL synchronous_commit = off"))
            found = (await session.execute(statement)).one_or_none()
        return _Counted(*found) if found is not None else None

    def _has_second_factor(self, counted: _Counted, totp: str | None) -> bool:
        if counted.totp_secret is None:
            return True
        code = (totp or "").replace(" ", "")
        secret = self._vault.open(TOTP_SECRET, counted.account_id, counted.totp_secret)
        is_right = code.isascii() and pyotp.TOTP(secret).verify(code, for_time=self._clock(), valid_window=1)
        return is_right and self._limits.use_code(str(counted.account_id), code)

    async def _open(self, counted: _Counted, newer_hash: str | None, carried: str | None) -> SignedIn:
        async with self._sessions.begin() as session:
            account = await session.get_one(StaffAccountRow, counted.account_id)
            account.failures, account.locked_until = 0, None
            account.password_hash = newer_hash or account.password_hash
            return await open_session(session, account, at=self._clock(), instead_of=carried)
