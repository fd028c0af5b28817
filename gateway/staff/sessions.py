"""Signed-in sessions: 256 random bits in the browser, their digest in the database, twelve hours at most."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.staff.accounts import AccountId
from gateway.staff.tables import StaffAccountRow, StaffSessionRow

LIFETIME = timedelta(hours=12)
TOKEN_BYTES = 32


@dataclass(frozen=True)
class Member:
    """A member of staff, signed in or not."""

    account_id: AccountId
    name: str
    role: str


@dataclass(frozen=True)
class SignedIn(Member):
    """A member of staff with a valid session."""

    token: str = field(repr=False)
    csrf_digest: bytes = field(repr=False)

    @property
    def csrf_token(self) -> str:
        return csrf_token_of(self.token)

    def has_sent(self, csrf_token: str) -> bool:
        return hmac.compare_digest(digest_of(csrf_token), self.csrf_digest)


async def open_session(
    session: AsyncSession, account: StaffAccountRow, *, at: datetime, instead_of: str | None
) -> SignedIn:
    """A new session; the one the browser carried until now ends, and all that have expired are forgotten."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    csrf_digest = digest_of(csrf_token_of(token))
    await session.execute(
        delete(StaffSessionRow).where(
            or_(StaffSessionRow.expires_at <= at, StaffSessionRow.digest == digest_of(instead_of or ""))
        )
    )
    session.add(
        StaffSessionRow(
            digest=digest_of(token),
            account_id=account.id,
            csrf_digest=csrf_digest,
            created_at=at,
            expires_at=at + LIFETIME,
        )
    )
    return SignedIn(AccountId(account.id), account.name, account.role, token, csrf_digest)


async def find_session(session: AsyncSession, token: str, *, at: datetime) -> SignedIn | None:
    """None for a token that is unknown, ended or expired, or whose account is blocked. The role is that of now."""
    found = await session.execute(
        select(StaffAccountRow, StaffSessionRow.csrf_digest)
        .join(StaffSessionRow, StaffSessionRow.account_id == StaffAccountRow.id)
        .where(
            StaffSessionRow.digest == digest_of(token),
            StaffSessionRow.expires_at > at,
            StaffAccountRow.is_active,
        )
    )
    row = found.one_or_none()
    if row is None:
        return None
    account, csrf_digest = row
    return SignedIn(AccountId(account.id), account.name, account.role, token, csrf_digest)


async def close_session(session: AsyncSession, token: str) -> None:
    await session.execute(delete(StaffSessionRow).where(StaffSessionRow.digest == digest_of(token)))


async def close_sessions_of(session: AsyncSession, account_id: UUID) -> None:
    """All of them, wherever they were opened."""
    await session.execute(delete(StaffSessionRow).where(StaffSessionRow.account_id == account_id))


def csrf_token_of(token: str) -> str:
    """Follows from the session's token, so that every tab and every reload has the same one and no GET writes."""
    derived = hmac.digest(token.encode("utf-8", "replace"), b"csrf", hashlib.sha256)
    return base64.urlsafe_b64encode(derived).rstrip(b"=").decode()


def digest_of(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
