"""Several instances of Rasa as one bot: a conversation stays at its instance, and moves at once when that fails.

Only the choice is made here. Each instance has a breaker of its own, and what Rasa remembers is shared or expendable.
"""

import asyncio
import hashlib
from collections.abc import Sequence

from conversation.model import TurnId
from gateway.bot_client import BotAnswer, BotClient, BotUnavailableError


class Bots:
    """One bot with at least one instance."""

    def __init__(self, instances: Sequence[BotClient]) -> None:
        self._instances = tuple(instances)

    async def ask(self, sender_id: str, text: str, turn_id: TurnId, *, within_seconds: float) -> BotAnswer:
        """Raise BotUnavailableError when there is no answer to give.

        The next instance is asked here only where the one before surely never saw the question: otherwise the caller
        must look first for what was already decided.
        """
        clock = asyncio.get_running_loop()
        until = clock.time() + within_seconds
        failed = BotUnavailableError("resting", was_asked=False)
        resting = [*self._instances]
        for instance in self._in_order(sender_id):
            try:
                return await instance.ask(sender_id, text, turn_id, within_seconds=until - clock.time())
            except BotUnavailableError as error:
                if error.was_asked:
                    raise
                if error.reason != "resting":
                    resting.remove(instance)
                    failed = error
        for instance in await self._back_again(resting):
            return await instance.ask(sender_id, text, turn_id, within_seconds=until - clock.time(), rests=False)
        raise failed

    async def is_ready(self) -> bool:
        """Whether any instance answers."""
        return any(await asyncio.gather(*[instance.is_ready() for instance in self._instances]))

    async def _back_again(self, resting: Sequence[BotClient]) -> list[BotClient]:
        """Where nobody else is left: those at rest that live. A bot of one instance is left to rest."""
        if len(self._instances) == 1:
            return []
        live = await asyncio.gather(*[instance.is_ready() for instance in resting])
        return [instance for instance, lives in zip(resting, live, strict=True) if lives]

    def _in_order(self, sender_id: str) -> list[BotClient]:
        """The conversation's own instance first, those that just failed last; none that rests.

        By weight of sender and address together: an instance that comes or goes moves its own conversations only.
        """
        awake = [instance for instance in self._instances if not instance.is_resting()]
        return sorted(awake, key=lambda instance: (instance.is_doubtful(), weight(sender_id, instance.url)))


def weight(sender_id: str, url: str) -> bytes:
    return hashlib.sha256(f"{sender_id}\0{url}".encode()).digest()
