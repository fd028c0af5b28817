"""Creating staff accounts, and the demo's. An e-mail address names one account, in lower case."""

from collections.abc import Callable
from datetime import datetime
from typing import NewType
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from database.engine import Sessions
from database.vault import Vault
from gateway.staff.passwords import Passwords
from gateway.staff.permissions import Role
from gateway.staff.tables import StaffAccountRow

AccountId = NewType("AccountId", UUID)

TOTP_SECRET = "staff_accounts.totp_secret"  # noqa: S105  # The name of a column.
SHORTEST_PASSWORD = 12
DEMO_PASSWORD = "toritsugi-demo"  # noqa: S105  # Public by design: the demo accounts of interfaces.md.
DEMO_ACCOUNTS = (
    ("agent1@demo.example", "佐藤 直子", Role.agent),
    ("agent2@demo.example", "田中 健", Role.agent),
    ("supervisor@demo.example", "中村 恵", Role.supervisor),
    ("admin@demo.example", "伊藤 誠", Role.administrator),
)


class StaffAccountError(Exception):
    """Base of what is refused when an account is created."""

    code = "staff_account_error"


class AccountExistsError(StaffAccountError):
    code = "account_exists"


class PasswordTooShortError(StaffAccountError):
    code = "password_too_short"


async def create_account(
    sessions: Sessions,
    vault: Vault,
    *,
    email: str,
    name: str,
    role: Role,
    password: str,
    totp_secret: str | None = None,
) -> AccountId:
    """Raise AccountExistsError or PasswordTooShortError. `totp_secret` is base32; with it a code is always asked."""
    if len(password) < SHORTEST_PASSWORD:
        raise PasswordTooShortError(f"A password needs at least {SHORTEST_PASSWORD} characters.")
    account_id = AccountId(uuid4())
    sealed = vault.seal(TOTP_SECRET, account_id, totp_secret) if totp_secret else None
    password_hash = await Passwords().hash(password)
    async with sessions.begin() as session:
        is_new = await _insert(session, account_id, email, name, role, password_hash, sealed)
    if not is_new:
        raise AccountExistsError("There is an account with this e-mail address.")
    return account_id


async def ensure_demo_accounts(sessions: Sessions, clock: Callable[[], datetime]) -> None:
    """Create the demo accounts that are missing; those that exist are left as they are."""
    del clock  # The table keeps no time of creation.
    async with sessions() as session:
        found = await session.scalars(
            select(StaffAccountRow.email).where(StaffAccountRow.email.in_([email for email, _, _ in DEMO_ACCOUNTS]))
        )
        known = set(found)
    missing = [account for account in DEMO_ACCOUNTS if account[0] not in known]
    if not missing:
        return
    password_hash = await Passwords().hash(DEMO_PASSWORD)
    async with sessions.begin() as session:
        for email, name, role in missing:
            await _insert(session, AccountId(uuid4()), email, name, role, password_hash, None)


async def _insert(
    session: AsyncSession,
    account_id: AccountId,
    email: str,
    name: str,
    role: Role,
    password_hash: str,
    totp_secret: bytes | None,
) -> bool:
    """False, and nothing written, where the address has an account."""
    statement = insert(StaffAccountRow).values(
        id=account_id,
        email=email.strip().lower(),
        name=name,
        role=role,
        password_hash=password_hash,
        totp_secret=totp_secret,
        failures=0,
    )
    written = await session.scalar(
        statement.on_conflict_do_nothing(index_elements=["email"]).returning(StaffAccountRow.id)
    )
    return written is not None
