"""How often signing in may be tried, whatever comes of it."""

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

ATTEMPTS_PER_ADDRESS = 120
ATTEMPTS_PER_ACCOUNT = 60
CODE_MINUTES = 2


class SignInLimits:
    """Moving windows in this process: they spare the CPU and may be forgotten. Lockouts are in the database."""

    def __init__(self, *, per_address: int = ATTEMPTS_PER_ADDRESS, per_account: int = ATTEMPTS_PER_ACCOUNT) -> None:
        self._windows = MovingWindowRateLimiter(MemoryStorage())
        self._by_address = RateLimitItemPerMinute(per_address, namespace="sign_in_address")
        self._by_account = RateLimitItemPerMinute(per_account, namespace="sign_in_account")
        self._code = RateLimitItemPerMinute(1, CODE_MINUTES, namespace="totp")

    def may_attempt(self, address: str, email: str) -> bool:
        return self._windows.hit(self._by_address, address) and self._windows.hit(self._by_account, email)

    def use_code(self, account_id: str, totp: str) -> bool:
        """False for a one-time password that was used while it is still valid."""
        return self._windows.hit(self._code, account_id, totp)
