"""How much one socket, and one address, may do in a minute."""

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

TYPING_PER_MINUTE = 60
QUESTIONS_PER_MINUTE = 600


class SocketLimits:
    """Moving windows in this process: chat limits may be forgotten at a restart, lockouts live in the database."""

    def __init__(self, *, messages_per_minute: int, connections_per_minute: int) -> None:
        self._windows = MovingWindowRateLimiter(MemoryStorage())
        self._messages = RateLimitItemPerMinute(messages_per_minute, namespace="message")
        self._connections = RateLimitItemPerMinute(connections_per_minute, namespace="connection")
        self._typing = RateLimitItemPerMinute(TYPING_PER_MINUTE, namespace="typing")
        self._questions = RateLimitItemPerMinute(QUESTIONS_PER_MINUTE, namespace="question")

    def may_connect(self, address: str) -> bool:
        return self._windows.hit(self._connections, address)

    def may_send(self, sid: str) -> bool:
        return self._windows.hit(self._messages, sid)

    def may_type(self, sid: str) -> bool:
        return self._windows.hit(self._typing, sid)

    def may_ask(self, sid: str) -> bool:
        """What was missed, and to say what was seen; a screen does both at every message."""
        return self._windows.hit(self._questions, sid)

    def forget(self, sid: str) -> None:
        self._windows.clear(self._messages, sid)
        self._windows.clear(self._typing, sid)
        self._windows.clear(self._questions, sid)
