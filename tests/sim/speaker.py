"""What a person at the counter can do on every channel: say something and hear the answer, alone or with an agent."""

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Protocol, Self


class Speaker(Protocol):
    """Somebody in web chat, with text messages or on the telephone, for as long as the context is open."""

    channel: str

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    async def says(self, text: str) -> Mapping[str, Any]:
        """The answer, with its words as "text"."""
        ...

    async def tells(self, text: str) -> None:
        """Say something to an agent, without waiting for an answer."""
        ...

    async def meets_agent(self) -> None:
        """Wait until an agent has taken over."""
        ...

    async def until_said(self, text: str) -> Mapping[str, Any]: ...

    def transcript(self) -> str: ...


Comes = Callable[[str], Speaker]
"""A person at the service with this URL."""
