"""Staff who sign in once for many tests: how often one may sign in within a minute is limited."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from tests.sim.desk import DeskAgent
from tests.sim.staff import Staff


@dataclass(frozen=True)
class SignedIn:
    cookies: dict[str, str]
    csrf_token: str
    user: dict[str, Any]


KeptSessions = dict[str, SignedIn]
"""By e-mail address; of one service."""


class ReturningAgent(DeskAgent):
    """Comes back with the session of the test before."""

    def __init__(self, url: str, email: str, kept: KeptSessions) -> None:
        super().__init__(url, email)
        self._kept = kept

    async def sign_in(self) -> None:
        known = self._kept.get(self.email)
        if known is None:
            await super().sign_in()
            cookies, token = dict(self.http.cookies.items()), self.http.headers["X-CSRF-Token"]
            self._kept[self.email] = SignedIn(cookies, token, self.user)
            return
        self.user = known.user
        self.http.cookies.update(known.cookies)
        self.http.headers["X-CSRF-Token"] = known.csrf_token


@asynccontextmanager
async def returning_staff(url: str, email: str, kept: KeptSessions) -> AsyncIterator[Staff]:
    agent = ReturningAgent(url, email, kept)
    try:
        await agent.sign_in()
        yield Staff(agent.http)
    finally:
        await agent.http.aclose()
